import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { runCli } from '../test/cli/runCli.ts';
import { always } from './broken.ts';
import type { Subject } from './subject.ts';
import { anyText } from './texts.ts';

interface Run {
  readonly args: readonly string[];
  readonly stdin: string;
}

const FILES = {
  Dockerfile: 'FROM node:latest\nUSER root\n',
  'a b/k.yaml': 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: a}]}\n',
  '.breakwater.yaml': 'profile: strict\n',
  'list.txt': 'Dockerfile\n\nnone\n../x\n',
  'report.json': '{"tool":{"name":"breakwater"},"findings":[]}',
};

/** Without `--since` and `--staged`, which ask git; `lsp` would not end. */
const WORDS = [
  ...[
    'check',
    'rules',
    'explain',
    'exceptions',
    'baseline',
    'policy',
    'doctor',
    'completion',
    'complete',
    'help',
    'init',
    'x',
    '',
  ],
  ...[
    '--format',
    '-f',
    '--output',
    '-o',
    '--profile',
    '--rule',
    '--policy',
    '--isolated',
    '--fail-on',
    '--max-warnings',
    '--fix',
    '--diff',
  ],
  ...[
    '--unsafe',
    '--files-from',
    '--exclude',
    '--shard',
    '--compare',
    '--stdin-filename',
    '-q',
    '--no-color',
    '--force',
    '--update',
    '--help',
  ],
  ...[
    '--version',
    '--category',
    '--target',
    '--safeguard',
    '--',
    '-',
    '.',
    '..',
    'Dockerfile',
    'a b',
    'a b/k.yaml',
    'none',
    'list.txt',
  ],
  ...[
    'report.json',
    '.breakwater.yaml',
    'out.json',
    'out.sarif',
    'json',
    'sarif',
    'html',
    'markdown',
    'text',
    'junit',
    'github',
    'strict',
  ],
  ...[
    'error',
    'never',
    '0',
    '-1',
    '1/2',
    '3/2',
    '0/0',
    '1e9',
    '**',
    '!x',
    '[',
    'root-user',
    '__proto__',
    '164.312',
    'bash',
    'fish',
    '\0',
    '\u202E',
  ],
];

/** No path that leads out of the folder it runs in. */
const garbage = anyText(8).map((text) => text.replace(/[/\\]|^\.\.|^[A-Za-z]:/g, ''));

/** The command line with any arguments: it ends with 0, 1 or 2, and never with a fault of its own. */
export const commandLine: Subject<Run> = {
  name: 'command line',
  weight: 1,
  batch: 20,
  cases: () =>
    fc.record({
      args: fc.array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...WORDS) }, { weight: 1, arbitrary: garbage }), {
        maxLength: 8,
      }),
      stdin: fc.oneof(fc.constantFrom(FILES.Dockerfile, FILES['a b/k.yaml'], 'Dockerfile\0none\0'), anyText(40)),
    }),
  check: async ({ args, stdin }) => {
    const cwd = mkdtempSync(join(tmpdir(), 'breakwater-fuzz-'));
    try {
      for (const [name, text] of Object.entries(FILES)) {
        mkdirSync(dirname(join(cwd, name)), { recursive: true });
        writeFileSync(join(cwd, name), text);
      }
      const { code, out, err } = await runCli(args, { cwd, stdin });
      always(code === 0 || code === 1 || code === 2, `It ends with ${code}.`);
      always(!/internal error|\bTypeError\b|\n {4}at /.test(err), err);
      always(code !== 2 || err !== '' || out !== '', 'It ends with 2 and says nothing.');
      return { signs: [`${args[0]} ${code}`, err.replace(/`[^`]*`|[^a-z ]/gi, '').slice(0, 60)], inputs: 1 };
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  },
  smaller: function* ({ args, stdin }) {
    for (let at = 0; at < args.length; at++) yield { args: args.toSpliced(at, 1), stdin };
    if (stdin !== '') yield { args, stdin: '' };
  },
};
