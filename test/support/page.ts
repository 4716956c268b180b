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
import { workspaceOf } from './memory.ts';

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
  /** The files around it, by name, itself included: one project. */
  readonly files: ReadonlyMap<string, string>;
  /** The texts of other files after the first fix of each finding that is made there. */
  readonly fixedFiles: ReadonlyMap<string, string>;
  /** The heading it is under, and the sentence before it. */
  readonly heading: string;
  readonly about: string;
}

/** What a page shows of a finding. */
type Shown = Pick<Finding, 'rule' | 'severity' | 'message' | 'span' | 'fixes'>;
type Checked = Omit<Example, 'heading' | 'about' | 'files'>;

const FENCE = /^```(\w+) ?(.*)$/;
const CARETS = /^ *\^+ .+$/;
const NAMES: Readonly<Record<string, string>> = { dockerfile: 'Dockerfile' };
const POLICY = /(?:^|\/)\.breakwater\.yaml$/;
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
  const projects = projectsIn(lines, first);
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
    const start = at;
    const end = lines.indexOf('```', at);
    if (end === -1) throw new Error(`A block under "${under}" has no end.`);
    const body = lines.slice(at + 1, end);
    at = end;
    if (info === 'options') {
      options = JSON.parse(body.join('\n'));
      written.push(line, ...body, '```');
    } else if (!/\bfixed$/.test(info)) {
      const name = nameOf(language, info);
      const files = projects.get(start) ?? new Map();
      if (isPartOf(files, name)) {
        written.push(line, ...body, '```');
        continue;
      }
      const example = check(rule, options, name, textOf(body), policy, files);
      if (example.target === 'policy') policy = example.text;
      examples.push({ ...example, files, heading: under, about });
      written.push(line, ...withCarets(example), '```');
      const fence = (...words: readonly string[]): string => `\`\`\`${words.filter((word) => word).join(' ')}`;
      if (example.fixed !== undefined) written.push('', fence(language, info, 'fixed'), ...example.fixed.split('\n'), '```');
      for (const [other, text] of example.fixedFiles)
        written.push('', fence('text', other, 'fixed'), ...text.replace(/\n$/, '').split('\n'), '```');
    } else if (written.at(-1) === '') written.pop(); // a fixed block is written anew behind its example
  }
  return { page: written.join('\n'), examples };
}

const nameOf = (language: string, info: string): string => info || (NAMES[language] ?? `example.${language}`);
const textOf = (body: readonly string[]): string => body.filter((line) => !CARETS.test(line)).join('\n');

/** A file that nothing reads is shown for what it does to another one. */
const isPartOf = (files: ReadonlyMap<string, string>, name: string): boolean =>
  files.size > 1 &&
  identify(name, files.get(name) ?? '').target === undefined &&
  [...files].some(([other, text]) => identify(other, text).target !== undefined);

/**
 * The files of the project that each example belongs to, by the line it starts at. What stands in a row, without a sentence
 * between, is one project; a name that comes again begins another.
 */
function projectsIn(lines: readonly string[], first: number): ReadonlyMap<number, ReadonlyMap<string, string>> {
  const projects = new Map<number, Map<string, string>>();
  let project = new Map<string, string>();
  let row: [line: number, name: string, text: string][] = [];
  const endRow = (): void => {
    project = new Map();
    for (const [line, name, text] of row) {
      if (project.has(name)) project = new Map();
      project.set(name, text);
      projects.set(line, project);
    }
    row = [];
  };
  for (let at = first === -1 ? lines.length : first; at < lines.length; at++) {
    const line = lines[at]!;
    const [, language, info] = FENCE.exec(line) ?? [];
    if (language === undefined || info === undefined) {
      if (line !== '') endRow();
      continue;
    }
    const end = lines.indexOf('```', at);
    if (end === -1) break;
    const name = nameOf(language, info);
    if (info !== 'options' && !/\bfixed$/.test(info) && !POLICY.test(name))
      row.push([at, name, textOf(lines.slice(at + 1, end))]);
    at = end;
  }
  endRow();
  return projects;
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
  files: ReadonlyMap<string, string> = new Map(),
): Checked {
  if (POLICY.test(name)) return checkPolicy(rule, options, name, text);
  const { target, why } = identify(name, text);
  if (target === undefined) throw new Error(`Nothing reads ${name}: ${why}.`);
  // what is to be said of exceptions depends on the rules they are for
  const active = isAboutPolicies(rule) ? everyRule : [rule];
  const { settings } = readPolicy(policyText, everyRule);
  const policy = Policy.of(active, {
    ...settings,
    rules: { ...settings.rules, [rule.id]: { severity: rule.severity, ...options } },
  });
  const texts = new Map([...files, [name, text]]);
  const project = workspaceOf(texts);
  const document = readDocument(name, target, text, undefined, project.files);
  const { findings, failures } = lint(document, policy, TODAY, project);
  if (failures[0]) throw failures[0].error;
  const wanted = (finding: Finding): boolean => finding.rule === rule;
  const fixed = fixDocument(document, policy, TODAY, { unsafe: true, wanted, project }).text;
  const shown = findings.filter(wanted);
  const fixedFiles = fixedElsewhere(shown, texts);
  return { name, target, text, options, findings: shown, fixedFiles, ...(fixed !== text && { fixed }) };
}

/** Other files after the first fix of each finding, where that is made in them alone. */
function fixedElsewhere(findings: readonly Shown[], texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const fixes = findings.flatMap(({ fixes }) =>
    fixes.slice(0, 1).filter(({ edits }) => edits.every(({ file }) => file !== undefined)),
  );
  const fixed = new Map<string, string>();
  // as in an editor, one after the other is asked for again; here the same edit is made once
  for (const edit of fixes.flatMap(({ edits }) => edits)) {
    const before = texts.get(edit.file!) ?? '';
    const edits = fixes.flatMap(({ edits }) => edits).filter(({ file }) => file === edit.file);
    const once = [...new Map(edits.map((each) => [JSON.stringify(each), each])).values()];
    fixed.set(edit.file!, applyEdits(before, once));
  }
  return fixed;
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
  return { name, target: 'policy', text, options, findings, fixedFiles: new Map(), ...(fixed !== text && { fixed }) };
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
