import { chooseEdits, fixDocument } from '../../rules/engine/fix.ts';
import { lint, type Finding } from '../../rules/engine/lint.ts';
import type { Option } from '../../rules/engine/options.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { dueExceptions } from '../../rules/engine/policy/dueExceptions.ts';
import { readPolicy } from '../../rules/engine/policyText.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import { identify, readDocument } from '../../rules/model/document.ts';
import type { Target } from '../../rules/model/nodes.ts';
import { applyEdits } from '../../rules/model/text.ts';
import { safeguards } from '../../rules/safeguards.ts';
import { found } from './files.ts';

/** A fenced block of a rule's page, checked. */
export interface Example {
  /** The file name it is read under. */
  readonly name: string;
  readonly target: Target | 'policy';
  readonly text: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly findings: readonly Shown[];
  /** The text with the first fix of each finding applied; absent when no fix changes this file. */
  readonly fixed?: string;
  /** The heading it is under, and the sentence before it. */
  readonly heading: string;
  readonly about: string;
}

/** What a page shows of a finding. */
type Shown = Pick<Finding, 'rule' | 'severity' | 'message' | 'span' | 'fixes'>;
type Checked = Omit<Example, 'heading' | 'about'>;

const FENCE = /^```(\w+) ?(.*)$/;
const CARETS = /^ *\^+ .+$/;
const NAMES: Readonly<Record<string, string>> = { dockerfile: 'Dockerfile' };
/** The day on which examples are checked. */
const TODAY = '2026-11-25';

/**
 * Runs a rule over every example of its page, and writes the page as it should be: the heading from the rule, the carets
 * from the findings, each `fixed` block from the fixes. The prose and the examples are the author's; a page is right when
 * writing it again changes nothing.
 */
export function runPage(rule: Rule, markdown: string): { readonly page: string; readonly examples: readonly Example[] } {
  const examples: Example[] = [];
  const written = heading(rule);
  let options: Readonly<Record<string, unknown>> = {};
  let under = '';
  let about = '';
  // a policy is in force for the examples below it
  let policy = '';

  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  const first = lines.findIndex((line) => line.startsWith('## '));
  for (let at = first === -1 ? lines.length : first; at < lines.length; at++) {
    const line = lines[at]!;
    if (line.startsWith('## ')) {
      options = {};
      policy = '';
      under = line.slice(3);
    } else if (line !== '' && !line.startsWith('```')) about = lines[at - 1] === '' ? line : `${about} ${line}`;
    const [, language, info] = FENCE.exec(line) ?? [];
    if (language === undefined || info === undefined) {
      written.push(line);
      continue;
    }
    const end = lines.indexOf('```', at);
    if (end === -1) throw new Error(`A block under "${under}" has no end.`);
    const body = lines.slice(at + 1, end);
    at = end;
    if (info === 'options') {
      options = JSON.parse(body.join('\n'));
      written.push(line, ...body, '```');
    } else if (!/\bfixed$/.test(info)) {
      const name = info || (NAMES[language] ?? `example.${language}`);
      const example = check(rule, options, name, body.filter((line) => !CARETS.test(line)).join('\n'), policy);
      if (example.target === 'policy') policy = example.text;
      examples.push({ ...example, heading: under, about });
      written.push(line, ...withCarets(example), '```');
      if (example.fixed !== undefined)
        written.push(
          '',
          [`\`\`\`${language}`, info, 'fixed'].filter((word) => word).join(' '),
          ...example.fixed.split('\n'),
          '```',
        );
    } else if (written.at(-1) === '') written.pop(); // a fixed block is written anew behind its example
  }
  return { page: written.join('\n'), examples };
}

function heading({ id, title, why, remedy, severity, profile, targets, safeguards: cited, options = {} }: Rule): string[] {
  const flat = (text: string): string => text.replace(/\s+/g, ' ');
  const citations = cited.map((citation) => `- [${citation}](${safeguards[citation].url}) ${safeguards[citation].title}`);
  const reads = targets.length > 0 ? targets.join(', ') : 'policy';
  return [
    `# \`${id}\`: ${title}`,
    '',
    flat(why),
    '',
    flat(remedy),
    '',
    `**Severity** ${severity} · **Profile** ${profile} · **Reads** ${reads}`,
    '',
    '**Relates to** (45 CFR)',
    '',
    ...citations,
    '',
    ...(Object.keys(options).length > 0 ? optionTable(options) : []),
  ];
}

function optionTable(options: Readonly<Record<string, Option<unknown>>>): string[] {
  const code = (value: unknown): string => {
    const text = Array.isArray(value) ? value.join(', ') : String(value);
    return text === '' ? '' : `\`${text}\``;
  };
  const row = ([name, { about, initial, strict = initial }]: [string, Option<unknown>]): string => {
    const differs = JSON.stringify(strict) !== JSON.stringify(initial);
    return `| \`${name}\` | ${about.replaceAll('|', '\\|')} | ${code(initial)}${differs ? `; ${code(strict)} in strict` : ''} |`;
  };
  return ['| Option | What it is | Default |', '| - | - | - |', ...Object.entries(options).map(row), ''];
}

/** Reads a text under a name and checks it with one rule, whatever its profile. Fails when nothing reads such a file, or the rule throws. */
export function check(
  rule: Rule,
  options: Readonly<Record<string, unknown>>,
  name: string,
  text: string,
  policyText = '',
): Checked {
  if (/(?:^|\/)\.breakwater\.yaml$/.test(name)) return checkPolicy(rule, options, name, text);
  const { target, why } = identify(name, text);
  if (target === undefined) throw new Error(`Nothing reads ${name}: ${why}.`);
  // what is to be said of exceptions depends on the rules they are for
  const active = isAboutPolicies(rule) ? everyRule : [rule];
  const { settings } = readPolicy(policyText, everyRule);
  const policy = Policy.of(active, {
    ...settings,
    rules: { ...settings.rules, [rule.id]: { severity: rule.severity, ...options } },
  });
  const document = readDocument(name, target, text);
  const { findings, failures } = lint(document, policy, TODAY);
  if (failures[0]) throw failures[0].error;
  const wanted = (finding: Finding): boolean => finding.rule === rule;
  const fixed = fixDocument(document, policy, TODAY, { unsafe: true, wanted }).text;
  return { name, target, text, options, findings: findings.filter(wanted), ...(fixed !== text && { fixed }) };
}

const everyRule = found.map(({ rule }) => rule);
const isAboutPolicies = (rule: Rule): boolean => found.some((other) => other.rule === rule && other.category === 'policy');

function checkPolicy(rule: Rule, options: Readonly<Record<string, unknown>>, name: string, text: string): Checked {
  const { settings, problems } = readPolicy(text, everyRule);
  const findings = [...problems, ...dueExceptions(settings, '', TODAY)]
    .filter((problem) => problem.rule === rule.id)
    .map(({ span, message, suggestion, fixes = [] }): Shown => {
      const meant = suggestion === undefined ? [] : [{ title: '', edits: [{ span, text: suggestion }], safe: false }];
      return { rule, severity: rule.severity, span, message, fixes: [...meant, ...fixes] };
    })
    .sort((a, b) => a.span.start - b.span.start);
  const fixed = applyEdits(text, chooseEdits(findings.flatMap(({ fixes }) => fixes.slice(0, 1))));
  return { name, target: 'policy', text, options, findings, ...(fixed !== text && { fixed }) };
}

/** Puts a line of carets and the message under each finding; a severity below the rule's own stands before the message. */
function withCarets({ text, findings }: Checked): string[] {
  let start = 0;
  return text.split('\n').flatMap((line) => {
    const end = start + line.length;
    const here = findings.filter(({ span }) => span.start >= start && span.start <= end);
    const carets = here.map(({ rule, severity, span, message }) => {
      const lowered = severity === rule.severity ? '' : `(${severity}) `;
      const width = Math.max(1, Math.min(span.end, end) - span.start);
      return `${' '.repeat(span.start - start)}${'^'.repeat(width)} ${lowered}${message}`;
    });
    start = end + 1;
    return [line, ...carets];
  });
}
