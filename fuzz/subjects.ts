import fc from 'fast-check';
import { readBaseline, writeBaseline } from '../rules/engine/baseline.ts';
import { parseException } from '../rules/engine/exceptions.ts';
import { fixDocument } from '../rules/engine/fix.ts';
import { lint, type Finding } from '../rules/engine/lint.ts';
import { Policy } from '../rules/engine/policy.ts';
import { mergeLayers } from '../rules/engine/policy/merge.ts';
import { loadPatterns } from '../rules/engine/policy/patterns.ts';
import { readLayer } from '../rules/engine/policy/readLayer.ts';
import { Workspace } from '../rules/engine/project/workspace.ts';
import { readDocument, type Document } from '../rules/model/document.ts';
import { identify } from '../rules/model/identify.ts';
import type { Target } from '../rules/model/nodes.ts';
import { applyEdits, type Span } from '../rules/model/text.ts';
import { compare } from '../server/cli/compare.ts';
import { isUsageError } from '../server/cli/world.ts';
import { everyRule, everything, TODAY } from '../test/hardness/support/everything.ts';
import { filesOf } from '../test/model/filesOf.ts';
import { always } from './broken.ts';
import { commandLine } from './commandLine.ts';
import { editorSessions } from './editor.ts';
import { policies, seeds } from './seeds.ts';
import { names } from './names.ts';
import type { Seen, Subject } from './subject.ts';
import { anyText, change, changed, compose, dockerfile, kubernetes, policy, shortOf, type Change } from './texts.ts';

/** A file as it is typed: each text follows the one before. */
interface Typed {
  readonly uri: string;
  readonly target: Target;
  readonly texts: readonly string[];
}

/** Longer texts are cut: what takes long for its length alone is measured elsewhere. */
const LONGEST = 20_000;

function typed(name: Target, uris: readonly string[], grammar: fc.Arbitrary<string>): Subject<Typed> {
  const own = seeds.filter(({ target }) => target === name).map(({ uri, text }) => ({ uri, text }));
  return {
    name,
    weight: name === 'kubernetes' ? 4 : 3,
    cases: (corpus) => {
      const known = [...own, ...corpus.map(({ uri, texts }) => ({ uri, text: texts.at(-1)! }))];
      const begin = fc.oneof(
        { weight: 3, arbitrary: shortOf(known, ({ text }) => text) },
        { weight: 1, arbitrary: fc.record({ uri: fc.constantFrom(...uris), text: grammar }) },
      );
      return fc
        .tuple(begin, fc.constantFrom(...known), fc.array(change, { maxLength: 5 }))
        .map(([{ uri, text }, other, changes]) => ({ uri, target: name, texts: textsOf(text, changes, other.text) }));
    },
    check: checkTyped,
    smaller: smallerTyped,
  };
}

function textsOf(text: string, changes: readonly Change[], other: string): string[] {
  const texts = [text.slice(0, LONGEST)];
  for (const one of changes) texts.push(changed(texts.at(-1)!, one, other).slice(0, LONGEST));
  return texts;
}

const around = filesOf({
  'file:///w/.env': 'TAG=1\nUID=0\nTOKEN=hunter22\n',
  'file:///w/other.yaml': 'services: {base: {image: b, user: root, ports: ["21:21"]}}\n',
  'file:///w/compose.yaml': 'services: {api: {build: ., env_file: .env, extends: {file: other.yaml, service: base}}}\n',
  'file:///w/Dockerfile': 'FROM alpine\nCOPY . /app\nUSER root\n',
  'file:///w/.dockerignore': 'node_modules\n!x\n',
  'file:///w/kustomization.yaml': 'kind: Kustomization\nresources: [k.yaml]\n',
  'file:///w/Chart.yaml': 'name: x\nappVersion: "1"\n',
  'file:///w/values.yaml': 'image: a/b\ntag: ""\nx: true\n',
});

const projectWith = (uri: string, text: string): Workspace => {
  const has = (name: string): boolean => name === uri || around.has(name);
  const own = {
    ...around,
    text: (name: string) => (name === uri ? text : around.text(name)),
    head: (name: string) => (name === uri ? text : around.head(name)),
    has,
  };
  return Workspace.of(own, ['file:///w/']);
};

let turn = 0;

function checkTyped({ uri, target, texts }: Typed): Seen {
  const signs = new Set<string>();
  let before: Document | undefined;
  turn++;
  for (const [at, text] of texts.entries()) {
    identify(uri, text);
    const project = turn % 5 === 0 ? projectWith(uri, text) : undefined;
    const document = readDocument(uri, target, text, before, project?.files);
    const findings = lintedIn(document, project);
    before = document;
    // mostly the last alone, which costs less, and finds what only holds no more after several changes
    if (turn % 6 === 0 || (turn % 2 === 0 && at === texts.length - 1)) {
      const fresh = readDocument(uri, target, text, undefined, project?.files);
      always(
        said(document, findings) === said(fresh, lintedIn(fresh, project)),
        'Reading on says something else than reading anew.',
      );
    }
    for (const { rule, severity } of findings) signs.add(`${rule.id} ${severity}`);
    for (const { message } of document.problems) signs.add(message.replace(/`[^`]*`|"[^"]*"|[^A-Za-z ]+/g, '').slice(0, 40));
    for (const { part } of document.parts) for (const { kind } of part.nodes) signs.add(kind);
  }
  if (before && turn % 3 === 1) fixedWell(before);
  return { signs: [...signs].sort(), inputs: texts.length };
}

function lintedIn(document: Document, project: Workspace | undefined): readonly Finding[] {
  const { findings, failures } = lint(document, everything, TODAY, project);
  for (const { rule, error } of failures) throw new Error(`Rule ${rule}: ${error instanceof Error ? error.stack : error}`);
  const { length } = document.text;
  for (const { start, part } of document.parts) {
    for (const { kind, span } of part.nodes) always(lies(span, part.text.length), `${kind} lies outside of its part.`);
    for (const { span } of part.problems) always(lies(span, part.text.length), 'A problem lies outside of its part.');
    always(start >= 0 && start + part.text.length <= length, 'A part lies outside of the text.');
  }
  for (const { rule, span, fixes, related } of findings) {
    always(lies(span, length), `${rule.id} points outside of the text.`);
    for (const { span, file } of related)
      always(file !== undefined || lies(span, length), `${rule.id} relates to what lies outside of the text.`);
    for (const { edits } of fixes) {
      const own = edits.filter(({ file }) => file === undefined).toSorted((a, b) => a.span.start - b.span.start);
      for (const [index, { span }] of own.entries()) {
        always(lies(span, length), `${rule.id} edits outside of the text.`);
        always(index === 0 || own[index - 1]!.span.end <= span.start, `${rule.id} edits the same place twice.`);
      }
    }
  }
  return findings;
}

const lies = ({ start, end }: Span, length: number): boolean =>
  Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= length;

const said = ({ problems, parts }: Document, findings: readonly Finding[]): string =>
  JSON.stringify([
    problems,
    parts.map(({ start, part }) => [start, part.nodes.map(({ kind, span }) => [kind, span.start, span.end])]),
    findings.map(({ rule, span, message, severity, resource, fixes }) => [
      rule.id,
      span.start,
      span.end,
      message,
      severity,
      resource,
      fixes.map(({ edits }) => edits),
    ]),
  ]);

/** No fix makes a file worse: what could be read still can, and the rule says nothing more. */
function fixedWell(document: Document): void {
  const findings = lint(document, everything, TODAY).findings;
  // what is broken, or a template, may be read in another way once something is gone from it
  const isWhole = document.problems.length === 0 && !document.text.includes('{{');
  const count = (id: string, of: readonly Finding[]): number => of.filter(({ rule }) => rule.id === id).length;
  const picked = findings.length <= 4 ? findings : [0, 1, 2, 3].map((at) => findings[(turn * 7 + at * 13) % findings.length]!);
  for (const { rule, fixes } of picked)
    for (const { edits, title } of fixes.slice(0, 2)) {
      if (edits.some(({ file }) => file !== undefined)) continue;
      const text = applyEdits(document.text, edits);
      always(text !== document.text, `${rule.id}: "${title}" changes nothing.`);
      const after = readDocument(document.uri, document.target, text);
      const then = lintedIn(after, undefined);
      always(!isWhole || after.problems.length === 0, `${rule.id}: after "${title}" less can be read.`);
      always(count(rule.id, then) <= count(rule.id, findings), `${rule.id}: after "${title}" there is more of it.`);
    }
  const all = fixDocument(document, everything, TODAY, { unsafe: true });
  always(!isWhole || all.problems.length === 0, 'After all fixes less can be read.');
  always(!isWhole || lintedIn(all, undefined).length <= findings.length + 3, 'After all fixes more is found.');
}

function* smallerTyped({ uri, target, texts }: Typed): Iterable<Typed> {
  for (let at = 0; at < texts.length && texts.length > 1; at++) yield { uri, target, texts: texts.toSpliced(at, 1) };
  for (const [at, text] of texts.entries())
    for (const smaller of smallerTexts(text)) yield { uri, target, texts: texts.with(at, smaller) };
  if (texts.length > 1)
    for (const line of new Set(texts.flatMap((text) => text.split('\n'))))
      yield {
        uri,
        target,
        texts: texts.map((text) =>
          text
            .split('\n')
            .filter((other) => other !== line)
            .join('\n'),
        ),
      };
}

/** Fewer lines, then fewer characters. */
export function* smallerTexts(text: string): Iterable<string> {
  const lines = text.split('\n');
  for (let size = lines.length >> 1; size >= 1; size >>= 1)
    for (let at = 0; at < lines.length; at += size) yield lines.toSpliced(at, size).join('\n');
  for (let size = Math.min(text.length >> 1, 512); size >= 1; size >>= 1)
    for (let at = 0; at < text.length; at += size) yield text.slice(0, at) + text.slice(at + size);
}

/** Texts of one kind. Those that are read in no time are read more of. */
const one = (
  name: string,
  weight: number,
  grammar: fc.Arbitrary<string>,
  own: readonly string[],
  read: (text: string) => readonly string[],
  batch = 100,
): Subject<string> => ({
  name,
  weight,
  batch,
  cases: (corpus) => {
    const known = [...own, ...corpus, ''];
    return fc
      .tuple(fc.oneof(fc.constantFrom(...known), grammar), fc.constantFrom(...known), fc.array(change, { maxLength: 6 }))
      .map(([text, other, changes]) => textsOf(text, changes, other).at(-1)!);
  },
  check: (text) => ({ signs: read(text), inputs: 1 }),
  smaller: smallerTexts,
});

await loadPatterns();
const document = readDocument(
  'file:///w/Dockerfile',
  'dockerfile',
  '# breakwater allow root-user -- a reason\nFROM node:latest\nUSER root\nENV DB_PASSWORD=hunter22\n',
);

function readPolicy(text: string): string[] {
  const layer = readLayer({ uri: 'file:///w/.breakwater.yaml', text }, everyRule);
  for (const { span } of [...layer.problems, ...layer.mentions, ...layer.globs, ...layer.exceptions])
    always(lies(span, text.length), 'A policy says something of what lies outside of it.');
  const { settings, problems } = mergeLayers([layer], everyRule);
  const { failures } = lint(document, Policy.of(everyRule, settings, layer.source), TODAY);
  always(failures.length === 0, `A policy makes ${failures[0]?.rule} fail.`);
  return [...layer.problems, ...(problems.get(layer) ?? [])].map(
    ({ rule, message }) => `${rule} ${message.replace(/`[^`]*`/g, '')}`,
  );
}

function readComment(text: string): string[] {
  const parsed = parseException(text);
  return [parsed === undefined ? 'none' : Object.keys(parsed).sort().join()];
}

function readReports(text: string): string[] {
  const { entries, problem } = readBaseline(text);
  if (problem === undefined)
    always(readBaseline(writeBaseline(entries)).entries.length === entries.length, 'A baseline is not read as it is written.');
  try {
    compare('earlier.json', text, []);
  } catch (error) {
    if (!isUsageError(error)) throw error;
  }
  return [problem?.replace(/[^a-z ]/gi, '') ?? `${Math.min(entries.length, 3)}`];
}

const BASELINES = [
  writeBaseline([{ rule: 'root-user', path: 'Dockerfile', resource: '', message: 'x', count: 2 } as never]),
  '{"tool":{"name":"breakwater"},"date":"2026-01-01","findings":[{"rule":"a","path":"b","message":"c","fingerprint":"d"}]}',
];

/** All that is fuzzed. */
export const subjects: readonly Subject[] = [
  typed('dockerfile', ['file:///w/Dockerfile', 'file:///w/api.dockerfile'], dockerfile),
  typed('compose', ['file:///w/compose.yaml', 'file:///w/docker-compose.prod.yml'], compose),
  typed('kubernetes', ['file:///w/k.yaml', 'file:///w/templates/t.yaml', 'file:///w/kustomization.yaml'], kubernetes),
  one('policy', 2, policy, policies, readPolicy),
  one('comment', 1, anyText(60), ['# breakwater allow root-user until 2027-01-01 owner a -- why'], readComment, 1000),
  one('report', 1, fc.json(), BASELINES, readReports, 400),
  editorSessions,
  commandLine,
  names,
];
