import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify } from '../rules/model/identify.ts';
import type { Target } from '../rules/model/nodes.ts';
import { root } from '../scripts/places.ts';

/** A file to begin with. */
export interface Seed {
  readonly uri: string;
  readonly target: Target;
  readonly text: string;
}

const pages = readdirSync(join(root, 'rules'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .sort()
  .map((path) => readFileSync(join(root, 'rules', path), 'utf8'));

const blocks = pages.flatMap((page) =>
  [...page.matchAll(/^```(\w+)(?: ([^\n]*))?\n([\s\S]*?)^```/gm)].map(([, language = '', name = '', text = '']) => ({
    language,
    name: name.trim(),
    // without the carets
    text: text.replace(/^ *\^+ .*\n/gm, ''),
  })),
);

/** The examples on the pages of the rules, and the files of `examples`. */
export const seeds: readonly Seed[] = [
  ...blocks.flatMap(({ language, name, text }) => {
    const file = name !== '' && !/\s/.test(name) ? name : language === 'dockerfile' ? 'Dockerfile' : 'file.yaml';
    const uri = `file:///w/${file}`;
    const { target } = identify(uri, text);
    return target ? [{ uri, target, text }] : [];
  }),
  ...readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    if (!/\.ya?ml$|Dockerfile$/.test(path)) return [];
    const uri = `file:///w/${path.replaceAll('\\', '/')}`;
    const text = readFileSync(join(root, 'examples', path), 'utf8');
    const { target } = identify(uri, text);
    return target ? [{ uri, target, text }] : [];
  }),
];

/** The policies of the pages and of `examples`. */
export const policies: readonly string[] = [
  ...blocks.filter(({ name }) => /\.breakwater\.yaml|policy/.test(name)).map(({ text }) => text),
  ...readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /breakwater[^/\\]*\.yaml$|policies.*\.ya?ml$/.test(path))
    .map((path) => readFileSync(join(root, 'examples', path), 'utf8')),
];

const harvested = (pattern: RegExp): string[] => [
  ...new Set(
    [...seeds.map(({ text }) => text), ...policies].flatMap((text) => [...text.matchAll(pattern)].map(([, word]) => word!)),
  ),
];

/** Keys of YAML that the seeds have. */
export const keys = harvested(/^[ -]*([\w./-]{2,60}):(?:\s|$)/gm);

/** Values of YAML, and words of instructions. */
export const words = [...harvested(/:[ \t]+(\S[^\n#]{0,80})$/gm), ...harvested(/(?:^|\s)([^\s#][^\s]{0,60})(?=\s|$)/gm)];

/** Whole lines. */
export const lines = harvested(/^([^\n]{3,200})$/gm);

/** Pieces that mean something to one reader or another, and some that mean nothing. */
export const pieces: readonly string[] = [
  ...[
    '\n',
    '  ',
    '\t',
    '- ',
    ': ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '|',
    '|-\n',
    '>+2\n',
    '#',
    '&a ',
    '*a',
    '<<: *a\n',
    '? ',
    '? - ',
  ],
  ...[
    '!reset ',
    '!override ',
    '!!binary ',
    '!<x> ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '$',
    '$$',
    '$(',
    '${',
    '${A:-',
    '}}',
    '{{ ',
    '{{- ',
  ],
  ...[
    '{{- if x }}',
    '{{ end }}',
    '{%',
    '\\\n',
    '\\',
    '`',
    '<<EOF\n',
    '<<-"EOF"\n',
    'EOF\n',
    'FROM x\n',
    'USER 0\n',
    'RUN ',
    'ARG A\n',
  ],
  ...[
    'ONBUILD ',
    '# syntax=x\n',
    '# escape=`\n',
    'services:\n',
    'extends: api\n',
    'include: [x]\n',
    'kind: Pod\n',
    'kind: List\nitems:\n',
  ],
  ...[
    'containers:\n',
    'env_file: .env\n',
    '\r\n',
    '\r',
    '\0',
    '\uFEFF',
    '\uD800',
    '\uFFFD',
    '\uFFFE',
    '\u2028',
    '\u0085',
    '😀',
    'é',
  ],
  ...[
    '# breakwater allow ',
    '# breakwater allow-file ',
    ' until 2026-01-01',
    ' -- ',
    'root-user',
    '&&',
    '||',
    ';',
    '|',
    '$((',
    '"${',
    '2>&1',
  ],
  ...['__proto__', 'constructor', 'toString', 'true', '~', 'null', '0x1F', '1e9', '-0', '.inf', '0777', '2026-01-01', '12:30:45'],
];
