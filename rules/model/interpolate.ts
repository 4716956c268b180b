import { UNKNOWN } from './imageName.ts';

/** A text after substitution. `known` is false when `UNKNOWN` stands in it. */
export interface Interpolated {
  readonly text: string;
  readonly known: boolean;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const DEEPEST = 10;

/**
 * Substitutes variables as compose does (https://docs.docker.com/reference/compose-file/interpolation/). A variable
 * without a value takes its default; without a default it is unknown, and so is what `:+` and `:?` make of it.
 */
export function interpolate(text: string, values?: ReadonlyMap<string, string>): Interpolated {
  if (!text.includes('$')) return { text, known: !text.includes(UNKNOWN) };
  const result = expand(text, values, 0).replace(UNKNOWNS, UNKNOWN);
  return { text: result, known: !result.includes(UNKNOWN) };
}

const UNKNOWNS = /\uFFFE+/g;

function expand(text: string, values: ReadonlyMap<string, string> | undefined, depth: number): string {
  if (depth > DEEPEST) return UNKNOWN;
  const closings = closingBraces(text);
  let result = '';
  let from = 0;
  for (let at = text.indexOf('$'); at !== -1; at = text.indexOf('$', from)) {
    result += text.slice(from, at);
    const next = text[at + 1];
    if (next === '$') {
      result += '$';
      from = at + 2;
      continue;
    }
    const braced = next === '{';
    const name = nameAt(text, at + (braced ? 2 : 1));
    const end = braced ? (closings.get(at) ?? -1) : at + 1 + name.length;
    if (name === '' || end === -1) {
      // Compose refuses it; as a text it is what it is.
      result += '$';
      from = at + 1;
      continue;
    }
    result += braced ? substituted(name, text.slice(at + 2 + name.length, end), values, depth) : (values?.get(name) ?? UNKNOWN);
    from = braced ? end + 1 : end;
  }
  return result + text.slice(from);
}

/** The value of `${name…}`, given what stands between the name and the brace. */
function substituted(name: string, rest: string, values: ReadonlyMap<string, string> | undefined, depth: number): string {
  const value = values?.get(name);
  const [, operator, operand] = /^(:?[-+?])(.*)$/s.exec(rest) ?? [];
  const present = value !== undefined && (value !== '' || !operator?.startsWith(':'));
  if (operator === undefined) return rest === '' ? (value ?? UNKNOWN) : UNKNOWN;
  if (operator.endsWith('-')) return present ? value : expand(operand!, values, depth + 1);
  if (operator.endsWith('+')) return present ? expand(operand!, values, depth + 1) : UNKNOWN;
  return present ? value : UNKNOWN;
}

function nameAt(text: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? '';
}

/** For every `${`, the brace that closes it, nested ones counted. */
function closingBraces(text: string): Map<number, number> {
  const found = new Map<number, number>();
  const open: number[] = [];
  for (let at = text.indexOf('$'); at < text.length && at !== -1; at++) {
    if (text[at] === '}') {
      const start = open.pop();
      if (start !== undefined) found.set(start, at);
    } else if (text[at] === '$' && text[at + 1] === '{') open.push(at++);
    else if (text[at] === '$' && text[at + 1] === '$') at++;
  }
  return found;
}

/**
 * Marks as unknown what other tools fill in before Kubernetes sees a manifest: `$(NAME)` (kustomize, and Kubernetes
 * itself), `${NAME}` (envsubst, Flux, OpenShift), `@NAME@`, `{{ … }}` and `{% … %}` (Argo, Jinja, Helm), `<% … %>`.
 */
export function withoutPlaceholders(text: string): string {
  if (!/[$@{<]/.test(text)) return text;
  return text.replace(PLACEHOLDER, UNKNOWN).replace(UNKNOWNS, UNKNOWN);
}

/** The same, each placeholder by as many marks as it is long, so that offsets stay as they are. */
export function masked(text: string): string {
  if (!/[$@{<]/.test(text)) return text;
  return text.replace(PLACEHOLDER, (placeholder) => UNKNOWN.repeat(placeholder.length));
}

const PLACEHOLDER =
  /\$\([\w.-]{1,200}\)|\$\{{1,2}[^{}\n]{1,500}\}{1,2}|@[A-Z][A-Z0-9_]{0,100}@|\{\{[^{}\n]{0,1000}\}\}|\{%[^%\n]{0,1000}%\}|<%[^%\n]{0,1000}%>/g;
