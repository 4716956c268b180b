import fc from 'fast-check';
import { keys, lines, pieces, words } from './seeds.ts';

/** A change of a text. Places are shares of its length, so that it fits any text. */
export interface Change {
  readonly kind:
    | 'insert'
    | 'replace'
    | 'delete'
    | 'line'
    | 'drop line'
    | 'double line'
    | 'swap lines'
    | 'indent'
    | 'pump'
    | 'cross'
    | 'value';
  readonly at: number;
  readonly to: number;
  readonly length: number;
  readonly piece: string;
}

/** Any UTF-16 units, halves of pairs among them, mostly of ASCII and of what is read in a way of its own. */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.nat(0x7f) },
        { weight: 1, arbitrary: fc.nat(0xffff) },
        { weight: 1, arbitrary: fc.constantFrom(0x85, 0xa0, 0x200b, 0x202e, 0x2028, 0x2066, 0xd83d, 0xde00, 0xfeff, 0xfffe) },
      ),
      { maxLength },
    )
    .map((units) => String.fromCharCode(...units));

/** One of several, the shorter ones more often: of three picks the shortest, at times the first. */
export function shortOf<T>(all: readonly T[], textOf: (one: T) => string): fc.Arbitrary<T> {
  const sorted = all.toSorted((a, b) => textOf(a).length - textOf(b).length);
  const place = fc.nat(sorted.length - 1);
  return fc
    .tuple(place, place, place, fc.nat(7))
    .map(([first, second, third, any]) => sorted[any === 0 ? first : Math.min(first, second, third)]!);
}

const share = fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true });
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...pieces) },
  { weight: 3, arbitrary: fc.constantFrom(...words) },
  { weight: 1, arbitrary: fc.constantFrom(...keys) },
  { weight: 1, arbitrary: anyText(6) },
);

/** One change. */
export const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom<Change['kind']>(
    ...([
      'insert',
      'insert',
      'insert',
      'replace',
      'replace',
      'delete',
      'delete',
      'line',
      'line',
      'drop line',
      'double line',
    ] as const),
    ...(['swap lines', 'indent', 'indent', 'pump', 'cross', 'value', 'value', 'value', 'value', 'value'] as const),
  ),
  at: share,
  to: share,
  length: fc.oneof(fc.nat(3), fc.nat(40)),
  piece,
});

/** A text after a change. `other` is what is crossed in. */
export function changed(text: string, { kind, at, to, length, piece }: Change, other: string): string {
  const start = Math.floor(at * text.length);
  const written = text.split('\n');
  const [row, target] = [Math.floor(at * written.length) % written.length, Math.floor(to * written.length) % written.length];
  switch (kind) {
    case 'insert':
      return text.slice(0, start) + piece + text.slice(start);
    case 'replace':
      return text.slice(0, start) + piece + text.slice(start + length);
    case 'delete':
      return text.slice(0, start) + text.slice(start + length);
    case 'line':
      return written
        .toSpliced(row, 0, /^\s*/.exec(written[row]!)![0] + lines[Math.floor(to * lines.length) % lines.length]!.trimStart())
        .join('\n');
    case 'drop line':
      return written.toSpliced(row, 1 + (length % 3)).join('\n');
    case 'double line':
      return written.toSpliced(target, 0, ...written.slice(row, row + 1 + (length % 4))).join('\n');
    case 'swap lines':
      return written.with(row, written[target]!).with(target, written[row]!).join('\n');
    case 'indent':
      return written
        .with(row, length % 2 === 0 ? ' '.repeat(length % 7) + written[row]! : written[row]!.slice(length % 5))
        .join('\n');
    case 'pump':
      return text.slice(0, start) + piece.repeat(1 + length * length) + text.slice(start);
    // leaves a file of YAML well-formed, so that its rules have something to read
    case 'value':
      return written
        .with(
          row,
          written[row]!.replace(/(:\s+|^[ -]*- )[^\s#].*/, (_, before: string) => before + quoted(piece, length)),
        )
        .join('\n');
    case 'cross': {
      const from = Math.floor(to * other.length);
      return text.slice(0, start) + other.slice(from, from + 20 + length * 20) + text.slice(start + length);
    }
  }
}

const quoted = (piece: string, length: number): string =>
  length % 3 === 0 ? piece : length % 3 === 1 ? JSON.stringify(piece) : `[${JSON.stringify(piece)}]`;

const word = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: fc.constantFrom(...pieces) });

const KEYWORDS =
  'FROM RUN CMD LABEL MAINTAINER EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL'.split(
    ' ',
  );

/** A Dockerfile of instructions that are mostly right. */
export const dockerfile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...lines) },
      {
        weight: 4,
        arbitrary: fc
          .tuple(
            fc.constantFrom(...KEYWORDS),
            fc.array(word, { minLength: 1, maxLength: 6 }),
            fc.constantFrom(' ', ' \\\n  ', ' && ', ', '),
          )
          .map(([keyword, words, between]) => `${keyword} ${words.join(between)}`),
      },
      { weight: 1, arbitrary: fc.array(word, { maxLength: 5 }).map((words) => `RUN <<EOF\n${words.join('\n')}\nEOF`) },
      { weight: 1, arbitrary: fc.array(word, { maxLength: 5 }).map((words) => `CMD ${JSON.stringify(words)}`) },
    ),
    { maxLength: 25 },
  )
  .map((lines) => `FROM alpine AS a\n${lines.join('\n')}\n`);

/** A tree of YAML as a text, in block or flow style. */
export const { tree } = fc.letrec<{ tree: string; value: string; map: string; list: string }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, tie('value'), tie('map'), tie('list')),
  value: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...words) },
    { weight: 2, arbitrary: fc.constantFrom(...words).map((word) => JSON.stringify(word)) },
    { weight: 1, arbitrary: fc.constantFrom(...pieces) },
    {
      weight: 1,
      arbitrary: fc.array(word, { maxLength: 4 }).map((words) => `|\n${words.map((word) => `  ${word}`).join('\n')}`),
    },
    {
      weight: 1,
      arbitrary: fc.array(word, { maxLength: 4 }).map((words) => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`),
    },
  ),
  map: fc
    .array(fc.tuple(fc.constantFrom(...keys), tie('tree')), { minLength: 1, maxLength: 6 })
    .map((pairs) => `\n${pairs.map(([key, value]) => `${key}:${inside(value)}`).join('\n')}`),
  list: fc
    .array(tie('tree'), { minLength: 1, maxLength: 4 })
    .map((items) => `\n${items.map((item) => `-${inside(item)}`).join('\n')}`),
}));

/** A value after a key or a dash, its own lines two further in. */
const inside = (value: string): string => (value.startsWith('\n') ? '' : ' ') + value.replaceAll('\n', '\n  ');

const under = (value: string): string => value.replaceAll('\n', '\n    ');

/** Compose files: services with any keys. */
export const compose: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.constantFrom('api', 'db', 'web', 'records'),
      fc.array(fc.tuple(fc.constantFrom(...keys), tree), { maxLength: 8 }),
    ),
    { maxLength: 4 },
  )
  .map(
    (services) =>
      `services:\n${services.map(([name, pairs]) => `  ${name}:\n    image: ${name}\n${pairs.map(([key, value]) => `    ${key}:${under(inside(value))}\n`).join('')}`).join('')}`,
  );

const KINDS =
  'Pod Deployment StatefulSet CronJob Job DaemonSet ConfigMap Secret Service Ingress Role ClusterRole RoleBinding NetworkPolicy StorageClass PersistentVolumeClaim ServiceAccount Namespace List Kustomization EncryptionConfiguration PeerAuthentication HTTPRoute'.split(
    ' ',
  );

/** Kubernetes objects with any keys, one or several. */
export const kubernetes: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.constantFrom(...KINDS),
      fc.array(fc.tuple(fc.constantFrom('spec', 'data', 'metadata', 'rules', 'stringData', 'subjects', ...keys), tree), {
        maxLength: 6,
      }),
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((objects) =>
    objects
      .map(
        ([kind, pairs]) =>
          `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: app\n      image: a:latest\n${pairs.map(([key, value]) => `${key}:${inside(value)}\n`).join('')}`,
      )
      .join('---\n'),
  );

const POLICY_KEYS =
  'extends profile trustedImages phi rules overrides exceptions locked custom files kinds stages rule reason until owner id ports images variables commands secrets path in when unless severity name names namespaces labels paths matches missing equals oneOf noneOf above below notMatches apiVersion kind spec match any scanner action source digest mirror'.split(
    ' ',
  );

/** Policies with keys that are right, mostly in wrong places. */
export const policy: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.nat(5), fc.boolean(), fc.constantFrom(...POLICY_KEYS), word), { maxLength: 25 })
  .map((lines) =>
    lines.map(([indent, dash, key, value]) => `${'  '.repeat(indent)}${dash ? '- ' : ''}${key}: ${value}`).join('\n'),
  );
