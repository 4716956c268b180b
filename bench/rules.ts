/**
 * What reading a file and checking it with all rules costs: `node bench/rules.ts [FOLDER]`, the examples unless told otherwise.
 * Medians over files, the smallest of several runs, in milliseconds; each file is read and checked afresh, once warm.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { lint } from '../rules/engine/lint.ts';
import { Policy } from '../rules/engine/policy.ts';
import { readPolicy } from '../rules/engine/policyText.ts';
import { rules } from '../rules/index.ts';
import { identify, readDocument } from '../rules/model/document.ts';
import type { Target } from '../rules/model/nodes.ts';
import { root } from '../scripts/places.ts';

const WARM_UP = 3;
const RUNS = 7;

interface File {
  readonly path: string;
  readonly text: string;
  readonly target: Target;
}

const [folder = join(root, 'examples')] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((path) => join(folder, path))
  .filter((path) => statSync(path).isFile())
  .flatMap((path): File[] => {
    const text = readFileSync(path, 'utf8');
    const { target } = identify(path, text);
    return target ? [{ path, text, target }] : [];
  });
const targets = [...new Set(files.map(({ target }) => target))].sort();

for (const profile of ['recommended', 'strict'] as const) {
  const policy = Policy.of(rules, readPolicy(`extends: ${profile}\n`, rules).settings);
  for (let run = 0; run < WARM_UP; run++) files.forEach((file) => void timed(file, policy));
  for (const target of targets) {
    const own = files.filter((file) => file.target === target);
    const runs = Array.from({ length: RUNS }, () => own.map((file) => timed(file, policy)));
    const least = (what: 'read' | 'checked'): string =>
      Math.min(...runs.map((run) => median(run.map((times) => times[what])))).toFixed(3);
    console.log(`${profile}, ${own.length} of ${target}: read in ${least('read')} ms, checked in ${least('checked')} ms`);
  }
}

function timed({ path, text, target }: File, policy: Policy): { readonly read: number; readonly checked: number } {
  const start = performance.now();
  const document = readDocument(path, target, text);
  const read = performance.now();
  lint(document, policy, '2026-11-25');
  return { read: read - start, checked: performance.now() - read };
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
}
