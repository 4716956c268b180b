/**
 * How many files of some folders are not read whole, and why: `node bench/partial.ts WHAT FOLDER…`, where WHAT names the files
 * in the results. Each file is read alone, as the command line does with `--isolated`; names and texts of files are not told.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, readDocument } from '../rules/model/document.ts';
import type { Target } from '../rules/model/nodes.ts';

interface Tally {
  files: number;
  /** Those with a problem, and those with a container or object that need not be whole. */
  broken: number;
  open: number;
  failed: number;
  characters: number;
  readonly reasons: Map<string, number>;
}

const LARGEST = 10_000_000;
const tallies = new Map<Target, Tally>();

const [what = 'files', ...folders] = process.argv.slice(2);
for (const folder of folders)
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    const status = statSync(path);
    if (status.isFile() && status.size <= LARGEST) count(`/w/${name.replaceAll('\\', '/')}`, readFileSync(path, 'utf8'));
  }

function count(uri: string, text: string): void {
  const { target } = identify(uri, text);
  if (target === undefined) return;
  let tally = tallies.get(target);
  if (!tally) tallies.set(target, (tally = { files: 0, broken: 0, open: 0, failed: 0, characters: 0, reasons: new Map() }));
  tally.files++;
  tally.characters += text.length;
  try {
    const { parts, problems } = readDocument(uri, target, text);
    const nodes = parts.flatMap(({ part }) => part.nodes);
    if (nodes.some((node) => 'partial' in node && node.partial)) tally.open++;
    if (problems.length === 0) return;
    tally.broken++;
    // without the names of the file's author
    for (const reason of new Set(problems.map(({ message }) => message.replace(/`[^`]*`/gs, '`…`'))))
      tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1);
  } catch {
    tally.failed++;
  }
}

const rows = [...tallies].sort().map(([target, { files, broken, open, failed, characters }]) => {
  const share = (part: number): string => `${part} (${((part / files) * 100).toFixed(1)} %)`;
  return `| ${target} | ${files} | ${(characters / 1_000).toFixed(0)} | ${failed} | ${share(open)} | ${share(broken)} |`;
});
const reasons = [...tallies].flatMap(([target, tally]) =>
  [...tally.reasons].sort((a, b) => b[1] - a[1]).map(([reason, times]) => `- ${target}, ${times} ×: ${reason}`),
);
writeFileSync(
  join(import.meta.dirname, 'RESULTS-partial.md'),
  `# Files that are not read whole

Written by \`node bench/partial.ts\`; read were ${what}, each alone.

| Target | Files | Thousand characters | Failed | Need not be whole: templates, patches, overrides | Not read whole |
| ------ | ----: | ------------------: | -----: | ------------------------------------------------: | -------------: |
${rows.join('\n')}

What could not be read, and in how many files:

${reasons.join('\n') || '- nothing'}
`,
);
process.stdout.write('Written to bench/RESULTS-partial.md.\n');
