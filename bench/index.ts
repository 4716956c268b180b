import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProduct } from '../scripts/bundles.ts';
import { root } from '../scripts/places.ts';
import { keystrokeTable } from './keystrokes.ts';
import { memoryTable } from './memory.ts';
import { peerTable } from './peers.ts';
import { machine } from './report.ts';
import { requestTable } from './requests.ts';
import { composeFiles, dockerfiles, manifests, scenarios } from './scenarios.ts';
import { asProcess, empty, inProcess } from './servers.ts';

/** How much is measured: with `--quick` enough to see whether something went wrong. */
const quick = process.argv.includes('--quick');
const COUNTS = quick
  ? { keystrokes: 24, requests: 4, peers: 6, edits: 1500 }
  : { keystrokes: 200, requests: 20, peers: 40, edits: 20_000 };

/** Measures the server at work, and writes `bench/RESULTS.md`. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
  try {
    await bundleProduct(join(folder, 'dist'));
    copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
    const script = join(folder, 'dist', 'server.cjs');
    const contenders = { ours: await inProcess(), process: await asProcess(script), empty: await empty() };
    const middling = [dockerfiles[1]!, composeFiles[1]!, manifests[1]!];
    const results = {
      keystrokes: await keystrokeTable(scenarios, contenders, COUNTS.keystrokes),
      requests: await requestTable(middling, contenders.process, COUNTS.requests),
      peers: await peerTable(contenders.process, join(folder, 'peers'), COUNTS.peers),
      memory: await memoryTable(script, folder, manifests[2]!, middling, COUNTS.edits),
    };
    for (const { stop } of Object.values(contenders)) await stop();
    writeFileSync(join(import.meta.dirname, 'RESULTS.md'), described(results));
    process.stdout.write('Written to bench/RESULTS.md.\n');
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function described(results: Readonly<Record<'keystrokes' | 'requests' | 'peers' | 'memory', string>>): string {
  return `# The server at work

Written by \`npm run bench${quick ? ' -- --quick' : ''}\`; milliseconds, median / 95th percentile. Starts are in [another table](RESULTS-startup.md).

## From a keystroke to fresh diagnostics

${COUNTS.keystrokes} keystrokes at varied places, or where it says; all take turns at each.

${results.keystrokes}

- **Breakwater**: \`didChange\`, then \`textDocument/diagnostic\` until the answer is there, over a stream within one process. With all
  built-in rules of the recommended profile. The target is for the median on a quiet machine; the 95th percentile should be 10 at most.
- **as a process**: the same over standard input and output of a server process, as an editor has it.
- **empty server**: keeps the text and finds nothing; what the protocol alone costs.
- **Processor**: the time of the processor that Breakwater took in the first way, which a busy machine changes less than what the clock says.
  So it is with the two columns that follow.
- **bare parse**: the whole text by \`dockerfile-ast\` or \`yaml\` alone; **event parse**: by the events of \`js-yaml\`, which ends at the
  first error. Each without protocol, rules or diagnostics, and with the ratio of Breakwater to it.

## Other requests

${COUNTS.requests} times each, of a server process; each time in a file it has not seen before.

${results.requests}

## Beside others

From a keystroke to the end of the check, by turns with Breakwater as a process; ${COUNTS.peers} keystrokes, or what fits into a minute. They
look for other things than Breakwater does. \`npm ci --prefix bench/peers\` installs them. yaml-language-server waits 200 ms before it checks.

${results.peers}

## Memory

Of a server process, in MB: objects that are left when garbage was collected, and what the system has given it.

${results.memory}

${machine()}
`;
}

await main();
