import { performance } from 'node:perf_hooks';
import type { CodeAction, Diagnostic } from 'vscode-languageserver/node';
import { timing } from './measure.ts';
import { shown, table } from './report.ts';
import type { BenchFile } from './scenarios.ts';
import type { Started } from './servers.ts';

/** A table of what an editor asks besides diagnostics after a keystroke, so many times each. */
export async function requestTable(files: readonly BenchFile[], { connection }: Started, count: number): Promise<string> {
  const rows: string[][] = [];
  for (const file of files) {
    const times: Record<'open' | 'hover' | 'action' | 'fixAll', number[]> = { open: [], hover: [], action: [], fixAll: [] };
    for (let run = 0; run < count; run++) {
      // one that was never seen: nothing of it is remembered
      const uri = file.uri.replace('/bench/', `/bench/${run}/`);
      const textDocument = { uri };
      const ask = async <T>(what: keyof typeof times, method: string, params: object): Promise<T> => {
        const from = performance.now();
        const answer: T = await connection.sendRequest(method, { textDocument, ...params });
        times[what].push(performance.now() - from);
        return answer;
      };
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: file.languageId, version: 1, text: `# ${run}\n${file.text}` },
      });
      const { items } = await ask<{ items: Diagnostic[] }>('open', 'textDocument/diagnostic', {});
      const finding = items[run % items.length];
      if (!finding) throw new Error(`Nothing is found in ${file.name}.`);
      const { range } = finding;
      await ask('hover', 'textDocument/hover', { position: range.start });
      await ask<CodeAction[]>('action', 'textDocument/codeAction', { range, context: { diagnostics: [finding] } });
      const context = { diagnostics: [], only: ['source.fixAll.breakwater'] };
      await ask<CodeAction[]>('fixAll', 'textDocument/codeAction', { range, context });
      await connection.sendNotification('textDocument/didClose', { textDocument });
    }
    rows.push([file.name, ...Object.values(times).map((all) => shown(timing(all)))]);
    process.stderr.write(`${file.name}: ${rows.at(-1)!.slice(1).join(', ')} ms\n`);
  }
  return table(['In', 'opened, first diagnostics', 'hover', 'code actions', 'fix all'], rows);
}
