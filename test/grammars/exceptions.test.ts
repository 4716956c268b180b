import { deepEqual, ok } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar, type IRawGrammar } from 'vscode-textmate';
import { root } from '../support/files.ts';

/**
 * How VS Code's own grammars treat what matters here: a Dockerfile's takes a comment whole, YAML's from `#` to the end of
 * the line.
 */
const STAND_INS: Readonly<Record<string, object>> = {
  'source.dockerfile': {
    scopeName: 'source.dockerfile',
    patterns: [
      { match: '^\\s*(FROM|RUN|USER)\\s', captures: { 1: { name: 'keyword.other.special-method.dockerfile' } } },
      { begin: '"', end: '"', name: 'string.quoted.double.dockerfile' },
      {
        match: '^(\\s*)((#).*$\\n?)',
        captures: {
          2: { name: 'comment.line.number-sign.dockerfile' },
          3: { name: 'punctuation.definition.comment.dockerfile' },
        },
      },
    ],
  },
  'source.yaml': {
    scopeName: 'source.yaml',
    patterns: [
      {
        begin: '(?<=[\\t ]|^)#',
        end: '$',
        captures: { 0: { name: 'punctuation.definition.comment.yaml' } },
        name: 'comment.line.number-sign.yaml',
      },
      { begin: '"', end: '"', name: 'string.quoted.double.yaml' },
      { match: '\\w+(?=:)', name: 'entity.name.tag.yaml' },
    ],
  },
};

const SHIPPED = join(root, '.vscode-test', 'headless', 'node_modules', 'code-server', 'lib', 'vscode', 'extensions');

/** VS Code's own, where one was installed to test in. */
const REAL: Readonly<Record<string, string>> = {
  'source.dockerfile': join(SHIPPED, 'docker', 'syntaxes', 'docker.tmLanguage.json'),
  'source.yaml': join(SHIPPED, 'yaml', 'syntaxes', 'yaml.tmLanguage.json'),
  ...Object.fromEntries(
    ['1.0', '1.1', '1.2', '1.3', 'embedded'].map((name) => [
      `source.yaml.${name}`,
      join(SHIPPED, 'yaml', 'syntaxes', `yaml-${name}.tmLanguage.json`),
    ]),
  ),
};

interface Contributed {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo: readonly string[];
}

const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  contributes: { grammars: readonly Contributed[] };
};
const ours = contributes.grammars;

const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
const library = oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength)).then(() => ({
  createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
  createOnigString: (text: string) => new oniguruma.OnigString(text),
}));

/** A grammar with ours injected, or without. */
async function grammar(scope: string, source: 'stand-in' | 'shipped', injected = true): Promise<IGrammar> {
  const registry = new textmate.Registry({
    onigLib: library,
    loadGrammar: (name) => {
      const own = ours.find(({ scopeName }) => scopeName === name);
      const path = own ? join(root, own.path) : source === 'shipped' ? REAL[name] : undefined;
      const raw = path === undefined ? STAND_INS[name] : (JSON.parse(readFileSync(path, 'utf8')) as object);
      return Promise.resolve((raw as IRawGrammar | undefined) ?? null);
    },
    getInjections: (name) =>
      injected ? ours.filter(({ injectTo }) => injectTo.includes(name)).map(({ scopeName }) => scopeName) : undefined,
  });
  const loaded = await registry.loadGrammar(scope);
  ok(loaded);
  return loaded;
}

/** The scopes of each stretch of a text, without that of the whole. */
function tokens(grammar: IGrammar, text: string): { readonly text: string; readonly scopes: readonly string[] }[] {
  let stack = textmate.INITIAL;
  return text.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens
      .map(({ startIndex, endIndex, scopes }) => ({ text: line.slice(startIndex, endIndex), scopes: scopes.slice(1) }))
      .filter(({ text }) => text !== '');
  });
}

/** What ours adds: `scope text`, for all that is no plain comment. */
const added = (grammar: IGrammar, text: string): string[] =>
  tokens(grammar, text).flatMap(({ text, scopes }) => {
    const own = scopes.filter((scope) => scope.endsWith('.breakwater'));
    return own.length > 0 ? `${own.at(-1)!.replace('.breakwater', '')} ${text}` : [];
  });

const FULL = '# breakwater allow root-user, privileged-container: vendor image, see RISK-12 owner jo until 2027-03-31';
const EXPECTED = [
  'keyword.other breakwater',
  'keyword.other allow',
  'entity.name.tag root-user',
  'entity.name.tag privileged-container',
  'punctuation.separator :',
  'string.unquoted.reason vendor image, see RISK-12',
  'keyword.other owner',
  'variable.other.owner jo',
  'keyword.other until',
  'constant.other.date 2027-03-31',
];

for (const source of ['stand-in', 'shipped'] as const)
  for (const scope of ['source.dockerfile', 'source.yaml'])
    suite(`exceptions in ${scope}, ${source}`, { skip: source === 'shipped' && !Object.values(REAL).every(existsSync) }, () => {
      test('have their rules, reason, owner and day highlighted', async () => {
        const loaded = await grammar(scope, source);
        deepEqual(added(loaded, FULL), EXPECTED);
        deepEqual(added(loaded, FULL.replace('owner jo until 2027-03-31', 'until 2027-03-31 owner jo')), [
          ...EXPECTED.slice(0, 6),
          ...EXPECTED.slice(8),
          ...EXPECTED.slice(6, 8),
        ]);
        deepEqual(added(loaded, '  # breakwater allow-file floating-tag: known'), [
          'keyword.other breakwater',
          'keyword.other allow-file',
          'entity.name.tag floating-tag',
          'punctuation.separator :',
          'string.unquoted.reason known',
        ]);
      });

      test('are comments still', async () => {
        const all = tokens(await grammar(scope, source), FULL);
        ok(all.every(({ scopes }) => scopes.some((scope) => scope.startsWith('comment.line.number-sign'))));
      });

      test('are nowhere else, and nothing else looks otherwise', async () => {
        const text =
          scope === 'source.yaml'
            ? 'a: "# breakwater allow root-user: no"\n# breakwater is a linter: see its owner\nb: 1 # until 2027-03-31\nc: breakwater allow x: y\n- d'
            : 'FROM debian:12\n# breakwater is a linter: see its owner\nRUN echo # breakwater allow root-user: no\nUSER "# breakwater allow x: y"\n# until 2027-03-31';
        const [withOurs, without] = [await grammar(scope, source), await grammar(scope, source, false)];
        deepEqual(added(withOurs, text), []);
        deepEqual(tokens(withOurs, text), tokens(without, text));
      });

      if (scope === 'source.yaml')
        test('may stand after a value', async () => {
          deepEqual(added(await grammar(scope, source), `a: true ${FULL}`), EXPECTED);
        });
    });
