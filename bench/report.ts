import { cpus, loadavg, platform, release } from 'node:os';
import type { Timing } from './measure.ts';

/** A Markdown table, the first columns to the left and the others to the right, as the formatter has it. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], left = 1): string {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column < left ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column < left ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [headings, rule, ...rows].map(line).join('\n');
}

/** Where and when something was measured. */
export function machine(): string {
  const [cpu] = cpus();
  const load = loadavg()[0]!.toFixed(1);
  return `Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${platform()} ${release()}, Node ${process.version}, load ${load}; ${new Date().toISOString().slice(0, 10)}.`;
}

/** Median and 95th percentile in milliseconds. */
export const shown = ({ median, p95 }: Timing): string => `${inWords(median)} / ${inWords(p95)}`;

const inWords = (time: number): string => (Number.isNaN(time) ? '–' : time.toFixed(time < 100 ? 1 : 0));
