import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keystrokes, Typist } from './measure.ts';
import { table } from './report.ts';
import type { BenchFile } from './scenarios.ts';
import { asProcess, type Started } from './servers.ts';

/** Collects garbage when asked, and says how much is left. */
const HOOK = `process.on('SIGUSR2', () => {
  globalThis.gc();
  process.stderr.write('heap ' + process.memoryUsage().heapUsed + '\\n');
});
`;

/** A table of what a server holds after opening a large file, and after so many edits of smaller ones. */
export async function memoryTable(script: string, folder: string, large: BenchFile, files: readonly BenchFile[], edits: number) {
  const hook = join(folder, 'memory.cjs');
  writeFileSync(hook, HOOK);
  const server = await asProcess(script, ['--expose-gc', '--require', hook]);
  const rows = [row('nothing is open', await held(server))];
  const big = await Typist.open(server.connection, large);
  for (const keystroke of keystrokes(large.text, 20)) await big.type(keystroke);
  rows.push(row(`${large.name}, 20 edits`, await held(server)));
  await big.close();
  const typists: Typist[] = [];
  for (const file of files) typists.push(await Typist.open(server.connection, file));
  const typed = files.map(({ text }) => keystrokes(text, Math.ceil(edits / files.length)));
  for (let done = 0; done < edits; ) {
    for (const upTo = done + Math.ceil(edits / 5); done < Math.min(upTo, edits); done++)
      await typists[done % files.length]!.type(typed[done % files.length]![Math.floor(done / files.length)]!);
    rows.push(row(`${files.length} files, ${done.toLocaleString('en')} edits`, await held(server)));
    process.stderr.write(`${rows.at(-1)!.join(', ')} MB\n`);
  }
  await server.stop();
  return table(['After', 'objects', 'resident'], rows);
}

interface Held {
  readonly heap: number;
  readonly resident: number;
}

async function held({ child }: Started): Promise<Held> {
  child!.kill('SIGUSR2');
  const [said] = (await once(child!.stderr!, 'data')) as [Buffer];
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child!.pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;
  return { heap: Number(/heap (\d+)/.exec(said.toString())![1]) / 1024 / 1024, resident };
}

const row = (name: string, { heap, resident }: Held): string[] => [name, heap.toFixed(1), resident.toFixed(0)];
