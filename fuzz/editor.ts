import fc from 'fast-check';
import { sameName } from '../rules/model/files.ts';
import { Client, MODERN, PLAIN } from '../test/lsp/support/client.ts';
import { everyRule } from '../test/hardness/support/everything.ts';
import { always } from './broken.ts';
import { seeds } from './seeds.ts';
import type { Subject } from './subject.ts';
import { anyText, change, changed, type Change } from './texts.ts';

/** What an editor may ask, right or wrong. */
type Step =
  | { readonly do: 'open'; readonly file: number; readonly seed: number }
  | { readonly do: 'edit'; readonly file: number; readonly change: Change }
  | { readonly do: 'range'; readonly file: number; readonly from: number; readonly to: number; readonly text: string }
  | { readonly do: 'close'; readonly file: number }
  | { readonly do: 'ask'; readonly file: number; readonly method: string; readonly line: number; readonly character: number }
  | { readonly do: 'odd'; readonly method: string; readonly params: unknown };

interface Session {
  readonly modern: boolean;
  readonly steps: readonly Step[];
}

const METHODS = ['diagnostic', 'hover', 'codeAction', 'completion', 'codeLens', 'documentLink', 'definition', 'inlayHint'];
const COMMANDS = [
  'breakwater.findings',
  'breakwater.rules',
  'breakwater.exceptions',
  'breakwater.effectivePolicy',
  'breakwater.starterPolicy',
  'breakwater.reveal',
  'x',
];
const FILES = ['Dockerfile', 'compose.yaml', 'k.yaml', '.breakwater.yaml', 'templates/t.yaml', 'notes.txt'].map(
  (path) => `file:///fuzz/${path}`,
);

const file = fc.nat(FILES.length - 1);
const place = fc.oneof(fc.nat(40), fc.constantFrom(-1, 2 ** 31, 1.5, 9e15));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('open' as const), file, seed: fc.nat(seeds.length - 1) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), file, change }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('range' as const),
      file,
      from: fc.nat(4000),
      to: fc.nat(4000),
      text: anyText(8),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), file }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      file,
      method: fc.constantFrom(...METHODS),
      line: place,
      character: place,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({
        do: fc.constant('odd' as const),
        method: fc.constant('workspace/executeCommand'),
        params: fc.record({
          command: fc.constantFrom(...COMMANDS),
          arguments: fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }),
        }),
      }),
      fc.record({
        do: fc.constant('odd' as const),
        method: fc.constantFrom('textDocument/hover', 'textDocument/codeAction', 'codeAction/resolve', 'textDocument/x'),
        params: fc.jsonValue({ maxDepth: 2 }),
      }),
    ),
  },
);

/** A server and an editor that does anything in any order. */
export const editorSessions: Subject<Session> = {
  name: 'editor',
  weight: 1,
  batch: 20,
  cases: () => fc.record({ modern: fc.boolean(), steps: fc.array(step, { minLength: 3, maxLength: 25 }) }),
  check: async ({ modern, steps }) => {
    const client = await Client.start({ rules: everyRule, capabilities: modern ? MODERN : PLAIN, today: () => '2026-11-25' });
    const texts = new Map<string, string>();
    const signs = new Set<string>();
    const quiet = (): null => null;
    let sent = 0;
    try {
      for (const one of steps) {
        const uri = 'file' in one ? FILES[one.file]! : '';
        const text = texts.get(uri);
        if (one.do === 'open' && text === undefined) {
          texts.set(uri, seeds[one.seed]!.text);
          await client.open(uri, seeds[one.seed]!.text);
          sent++;
        } else if (one.do === 'edit' && text !== undefined) {
          const after = changed(text, one.change, '').slice(0, 20_000);
          await client.edit(uri, after);
          texts.set(uri, after);
          sent++;
        } else if (one.do === 'range' && text !== undefined) {
          const [from, to] = [one.from, one.to].map((at) => at % (text.length + 1)).sort((a, b) => a - b) as [number, number];
          await client.edit(uri, one.text, from, to);
          texts.set(uri, client.text(uri));
          sent++;
        } else if (one.do === 'close' && text !== undefined) {
          texts.delete(uri);
          await client.close(uri);
          sent++;
        } else if (one.do === 'ask') {
          sent++;
          const at = { line: one.line, character: one.character };
          const answer = await client.connection
            .sendRequest(`textDocument/${one.method}`, {
              textDocument: { uri },
              position: at,
              range: { start: at, end: at },
              context: { diagnostics: [] },
            })
            .catch(quiet);
          signs.add(
            `${one.method} ${answer === null ? 'nothing' : Array.isArray(answer) ? Math.min(answer.length, 3) : 'something'}`,
          );
        } else if (one.do === 'odd') {
          sent++;
          await client.connection.sendRequest(one.method, one.params as object).catch(quiet);
        }
      }
      for (const [uri, text] of texts) await sameAsFresh(client, uri, text);
      const failed = client.logs.filter((log) => /fail/i.test(log));
      always(failed.length === 0, failed[0] ?? '');
    } finally {
      await client.stop().catch(quiet);
    }
    return { signs: [...signs].sort(), inputs: sent };
  },
  smaller: function* ({ modern, steps }) {
    for (let size = steps.length >> 1; size >= 1; size >>= 1)
      for (let at = 0; at < steps.length; at += size) yield { modern, steps: steps.toSpliced(at, size) };
  },
};

/** After all edits the same is found as when the file is opened anew. */
async function sameAsFresh(client: Client, uri: string, text: string): Promise<void> {
  const edited = JSON.stringify(await client.diagnostics(uri));
  await client.close(uri);
  await client.open(uri, text);
  always(JSON.stringify(await client.diagnostics(uri)) === edited, `${sameName(uri)} has other findings once it is opened anew.`);
}
