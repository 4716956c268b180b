import type { Severity } from '../../../rules/engine/rule.ts';
import { markup, type Markup } from './markup.ts';

/** A row of the chart. */
export interface Bar extends Readonly<Record<Severity, number>> {
  readonly label: string;
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
const WIDTH = 900;
const LABEL = 380;
const ROW = 26;
const HEIGHT = 16;

/**
 * Bars of findings, a row for each label, severities stacked in the order of the legend, which brightness tells apart
 * besides colour. What it shows stands in its description too.
 */
export function severityChart(title: string, bars: readonly Bar[]): Markup {
  const most = Math.max(1, ...bars.map((bar) => SEVERITIES.reduce((sum, severity) => sum + bar[severity], 0)));
  const scale = (WIDTH - LABEL - 60) / most;
  const height = bars.length * ROW + 34;
  const said = bars
    .map((bar) => `${bar.label}: ${SEVERITIES.map((severity) => `${bar[severity]} ${severity}`).join(', ')}`)
    .join('; ');
  return markup`<svg class="chart" role="img" aria-labelledby="chart-title chart-about" viewBox="0 0 ${WIDTH} ${height}" xmlns="http://www.w3.org/2000/svg">
<title id="chart-title">${title}</title>
<desc id="chart-about">${said}.</desc>
${bars.map((bar, index) => row(bar, index * ROW, scale))}
${SEVERITIES.map((severity, index) => legend(severity, LABEL + index * 110, bars.length * ROW + 12))}
</svg>`;
}

function row(bar: Bar, top: number, scale: number): Markup {
  let at = LABEL;
  const pieces = SEVERITIES.flatMap((severity) => {
    const width = bar[severity] * scale;
    if (width === 0) return [];
    const piece = markup`<rect class="bar ${severity}" x="${round(at)}" y="${top + 5}" width="${round(width)}" height="${HEIGHT}"/>`;
    at += width;
    return [piece];
  });
  const all = SEVERITIES.reduce((sum, severity) => sum + bar[severity], 0);
  return markup`<text class="label" x="${LABEL - 10}" y="${top + 17}" text-anchor="end">${shortened(bar.label)}</text>${pieces}<text class="label" x="${round(at + 6)}" y="${top + 17}">${all}</text>
`;
}

const legend = (severity: Severity, left: number, top: number): Markup =>
  markup`<rect class="bar ${severity}" x="${left}" y="${top}" width="14" height="14"/><text class="label" x="${left + 20}" y="${top + 12}">${severity}</text>`;

/** What fits beside the bars; the description has the whole. */
const shortened = (label: string): string => (label.length > 56 ? `${label.slice(0, 55)}…` : label);
const round = (value: number): number => Math.round(value * 10) / 10;
