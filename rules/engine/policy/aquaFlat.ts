import type { Span } from '../../model/text.ts';
import type { Written } from './layer.ts';

/** A rule as Aqua's form has it, before it is understood. All spans are offsets of the policy's text. */
export interface AquaRule {
  readonly span: Span;
  readonly name?: Written<string>;
  readonly description?: Written<string>;
  readonly scanner?: Written<string>;
  readonly action?: Written<string>;
  /** `key: value` of every match of `any`. */
  readonly matches: readonly { readonly key: string; readonly value: string; readonly span: Span }[];
}

/**
 * The rules of a text that has lost its indentation, as copies from web pages have: every key begins its line. Nothing
 * where the rules are nested as they should be.
 *
 * A line `- name: x` begins a rule, but in a list `any` it may be a match as well: it is a rule when a key of rules
 * follows on the next line.
 */
export function flatAquaRules(text: string): AquaRule[] | undefined {
  const lines = linesOf(text);
  const start = lines.findIndex(({ key, dash }) => key === 'rules' && !dash);
  const spec = lines.find(({ key }) => key === 'spec');
  if (start === -1 || !spec || lines[start]!.column > spec.column) return undefined;
  const rules: { -readonly [K in keyof AquaRule]: AquaRule[K] }[] = [];
  let matches: AquaRule['matches'][number][] = [];
  let inMatches = false;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at]!;
    const next = lines[at + 1];
    const beginsRule =
      line.dash && line.key === 'name' && (!inMatches || (next !== undefined && !next.dash && RULE_KEYS.has(next.key)));
    if (beginsRule) {
      matches = [];
      inMatches = false;
      rules.push({ span: line.valueSpan, name: { value: line.value, span: line.valueSpan }, matches });
    } else if (line.key === 'match' || line.key === 'any') inMatches = true;
    else if (line.dash || (inMatches && line.key === 'provider')) {
      const match = matchOn(line);
      if (match && rules.length > 0) matches.push(match);
    } else if (line.key === 'description' || line.key === 'scanner' || line.key === 'action') {
      inMatches = false;
      const rule = rules.at(-1);
      if (rule) rule[line.key] = { value: line.value, span: line.valueSpan };
    }
  }
  return rules;
}

/** `secrets: { provider: env }`, on one line or two, is `secrets.provider: env`. */
function matchOn({ key, value, valueSpan: span }: Line): AquaRule['matches'][number] | undefined {
  const [, provider] = /^\{\s*provider\s*:\s*(?!\s)["']?([\w-]*)["']?\s*\}$/.exec(value) ?? [];
  if (key === 'secrets') return provider === undefined ? undefined : { key: 'secrets.provider', value: provider, span };
  return { key: key === 'provider' ? 'secrets.provider' : key, value, span };
}

const RULE_KEYS = new Set(['description', 'scanner', 'match', 'action']);

interface Line {
  readonly column: number;
  readonly dash: boolean;
  readonly key: string;
  readonly value: string;
  readonly valueSpan: Span;
}

/** The lines that say something. `- "name: *.csv"` and `- name: "*.csv"` say the same. */
function linesOf(text: string): Line[] {
  const found: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start) === -1 ? text.length : text.indexOf('\n', start);
    const line = text.slice(start, end).slice(0, LONGEST).replace(/\r$/, '');
    const [, indent, dash, rest] = /^([ \t]*)(-[ \t]+)?(.*)/s.exec(line)!;
    const content = withoutComment(rest!);
    if (content !== '' && !content.startsWith('#') && content !== '---') {
      const at = start + indent!.length + (dash?.length ?? 0);
      const whole = /^(["'])(.*)\1$/.exec(content);
      const colon = content.indexOf(':');
      if (whole) {
        const match = parseMatch(whole[2]!, { start: at, end: at + content.length });
        if (match) found.push({ column: indent!.length, dash: dash !== undefined, ...match, valueSpan: match.span });
      } else if (colon > 0) {
        const written = content.slice(colon + 1).trim();
        const from = written === '' ? at : at + content.indexOf(written, colon + 1);
        found.push({
          column: indent!.length,
          dash: dash !== undefined,
          key: content.slice(0, colon).trim(),
          value: written.replace(/^(["'])(.*)\1$/, '$2'),
          valueSpan: { start: from, end: written === '' ? at + colon : from + written.length },
        });
      }
    }
    start = end + 1;
  }
  return found;
}

/** No line of a policy needs to be longer. */
const LONGEST = 2000;

/** Without the comment at the end, which begins with a `#` after a blank and outside of quotes. */
function withoutComment(content: string): string {
  const quote = content[0] === '"' || content[0] === "'" ? content[0] : undefined;
  const from = quote ? content.indexOf(quote, 1) + 1 : 0;
  const comment = content.slice(from).search(/(?:^|\s)#/);
  return (comment === -1 ? content : content.slice(0, from + comment)).trim();
}

/** `name: *.csv`, whose span is that of the text as a whole. */
export function parseMatch(text: string, span: Span): AquaRule['matches'][number] | undefined {
  const colon = text.indexOf(':');
  if (colon <= 0) return undefined;
  return {
    key: text.slice(0, colon).trim(),
    value: text
      .slice(colon + 1)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2'),
    span,
  };
}
