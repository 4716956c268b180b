import { deepEqual, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { Document, isMap, isSeq, parseDocument, type Scalar, visit } from 'yaml';
import { applyEdits } from '../../rules/model/text.ts';
import { parseYaml } from '../../rules/model/yaml.ts';

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
type Path = readonly (string | number)[];

const KEYS = ['name', 'image', 'ports', 'env', 'user', 'spec', 'a b', 'on', 'x-y', '8080', 'quo"te'];
const scalar = fc.oneof(
  fc.constantFrom(
    'text',
    '',
    'true',
    '12',
    'a: b',
    '# no',
    "it's",
    '"q"',
    'two\nlines\n',
    'two\n\n  more\n\n',
    ' lead',
    '- x',
    '{',
    '*a',
    'ünï😀',
    'a #b',
  ),
  fc.integer({ min: -5, max: 70_000 }),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar as fc.Arbitrary<Value>,
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 4 }) as fc.Arbitrary<Value>,
    fc.array(tie('value'), { maxLength: 3 }) as fc.Arbitrary<Value>,
  ),
}));
const document = fc.record({
  root: fc.dictionary(fc.constantFrom(...KEYS), value, { minKeys: 1, maxKeys: 5 }) as fc.Arbitrary<Value>,
  seed: fc.integer(),
  crlf: fc.boolean(),
  final: fc.boolean(),
  indent: fc.constantFrom(2, 4),
  listsIndented: fc.boolean(),
});

/** A text that says a value, in whatever styles the seed picks, with comments here and there. */
function write({
  root,
  seed,
  crlf,
  final,
  indent,
  listsIndented,
}: typeof document extends fc.Arbitrary<infer T> ? T : never): string {
  let state = seed | 0;
  const chance = (of: number): boolean => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    return ((state >>> 16) & 0x7fff) % of === 0;
  };
  const written = new Document(root);
  visit(written, (_key, node) => {
    if (isMap(node) || isSeq(node)) {
      if (chance(4)) node.flow = true;
      if (node.items.length > 0 && chance(5))
        (node as { commentBefore?: string }).commentBefore = ' breakwater is of no concern: [here]';
    } else if (typeof (node as Scalar)?.value === 'string' && chance(3))
      (node as Scalar).type = chance(2) ? 'QUOTE_SINGLE' : 'QUOTE_DOUBLE';
  });
  let text = written.toString({ indent, indentSeq: listsIndented, lineWidth: 0, flowCollectionPadding: !chance(2) });
  if (!final && !/[|>][-+]?\n/.test(text)) text = text.replace(/\n$/, '');
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}

function read(text: string): Value {
  const parsed = parseDocument(text, { uniqueKeys: true, version: '1.2' });
  deepEqual(parsed.errors.map(String), []);
  return parsed.toJS() as Value;
}

function* paths(value: Value, path: Path = []): Iterable<Path> {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* [[...path, index], ...paths(item, [...path, index])];
  else if (value !== null && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) yield* [[...path, key], ...paths(item as Value, [...path, key])];
}

function valueAt(value: Value, path: Path): Value {
  return path.reduce<Value>((at, step) => (at as Record<string, Value>)[step]!, value);
}

/** The value with another at a path; `undefined` takes it out, and every parent of which nothing is left. */
function changed(value: Value, path: Path, to: Value | undefined): Value | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  const inner = changed((value as Record<string, Value>)?.[step] ?? null, rest, to);
  if (Array.isArray(value)) {
    const items =
      inner === undefined
        ? value.filter((_, index) => index !== step)
        : value.map((item, index) => (index === step ? inner : item));
    return items.length === 0 ? undefined : items;
  }
  const entries = Object.entries((value ?? {}) as Record<string, Value>).filter(([key]) => key !== step);
  const result = inner === undefined ? entries : [...entries, [step, inner] as [string, Value]];
  return result.length === 0 ? undefined : Object.fromEntries(result);
}

const runs = { numRuns: 300 };

suite('edits leave what they should', () => {
  test('taking out any key or entry', () => {
    fc.assert(
      fc.property(document, (sample) => {
        const text = write(sample);
        const before = read(text);
        for (const path of paths(before)) {
          const edit = parseYaml(text)
            .root.at(...path)
            .remove();
          const expected = changed(before, path, undefined);
          if (!edit) continue;
          deepEqual(
            read(applyEdits(text, [edit])),
            expected,
            `${JSON.stringify(path)} of\n${text}\nis\n${applyEdits(text, [edit])}`,
          );
        }
      }),
      runs,
    );
  });

  test('writing over any scalar, and adding keys below any map', () => {
    fc.assert(
      fc.property(document, (sample) => {
        const text = write(sample);
        const before = read(text);
        for (const path of [[], ...paths(before)]) {
          const there = valueAt(before, path);
          const isMapHere = there !== null && typeof there === 'object' && !Array.isArray(there);
          if (Array.isArray(there)) continue;
          const targets: Path[] =
            isMapHere || there === null
              ? [
                  [...path, 'new'],
                  [...path, 'new', 'deep', 'er'],
                ]
              : [path];
          if (there === null && path.length > 0) targets.push(path);
          for (const target of targets) {
            const edit = parseYaml(text)
              .root.at(...target)
              .write('"written"');
            if (!edit) continue;
            const after = applyEdits(text, [edit]);
            deepEqual(read(after), changed(before, target, 'written'), `${JSON.stringify(target)} of\n${text}\nis\n${after}`);
          }
        }
      }),
      runs,
    );
  });

  test('adding to any list, and over nothing else', () => {
    fc.assert(
      fc.property(document, (sample) => {
        const text = write(sample);
        const before = read(text);
        for (const path of paths(before)) {
          const there = valueAt(before, path);
          const edit = parseYaml(text)
            .root.at(...path)
            .insert('"added"');
          if (!edit) continue;
          ok(Array.isArray(there) || there === null, `${JSON.stringify(path)} of\n${text}\nis no list`);
          const after = applyEdits(text, [edit]);
          deepEqual(
            read(after),
            changed(before, path, [...(there ?? []), 'added']),
            `${JSON.stringify(path)} of\n${text}\nis\n${after}`,
          );
        }
      }),
      runs,
    );
  });
});

suite('edits are offered', () => {
  test('for most of what is written', () => {
    let offered = 0;
    let possible = 0;
    fc.assert(
      fc.property(document, (sample) => {
        const text = write(sample);
        const before = read(text);
        for (const path of paths(before)) {
          if (changed(before, path, undefined) === undefined) continue;
          possible++;
          if (
            parseYaml(text)
              .root.at(...path)
              .remove()
          )
            offered++;
        }
      }),
      runs,
    );
    deepEqual(offered / possible > 0.9, true, `${offered} of ${possible}`);
  });
});
