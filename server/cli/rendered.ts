import { dirname, join, resolve } from 'node:path';
import { Lines } from '../../rules/model/text.ts';
import { withSlashes } from '../files/places.ts';
import { readText } from '../files/readFile.ts';
import type { Place, ReportedFinding } from './report.ts';

/** What a rendered text says of where one of its documents comes from. */
interface Origin {
  /** 1-based lines of the document, both ends included. */
  readonly from: number;
  readonly to: number;
  /** As written: `chart/templates/api.yaml` of `helm template`, `../base/api.yaml` of `kustomize build`. */
  readonly source: string;
}

/** `helm template` puts it on top of each document. */
const HELM = /^# Source: (\S(?:.*\S)?)\s*$/;
/** `kustomize build` writes it with `buildMetadata: [originAnnotations]` (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/buildmetadata/). */
const KUSTOMIZE = /^\s+config\.kubernetes\.io\/origin: *(?:\||['"]?path: *(\S+?)['"]?\s*$)/;
const KUSTOMIZE_PATH = /^\s+path: *(\S+)\s*$/;

/**
 * The findings of a text that was rendered, at the place in the file each comes from, where the text names that and it is on
 * disk below `cwd`. The line is the one that reads as the rendered one does, when there is one such line; else it is the
 * first line of the file. Fixes of the rendered text would not fit there and are left out.
 */
export function atSources(findings: readonly ReportedFinding[], text: string, cwd: string): ReportedFinding[] {
  const lines = text.split(/\r?\n/);
  const origins = originsIn(lines);
  if (origins.length === 0) return [...findings];
  const files = new Map<string, { readonly path: string; readonly text: string } | undefined>();
  return findings.map((finding) => {
    const { start, end, path } = finding;
    const origin = origins.find(({ from, to }) => from <= start.line && start.line <= to);
    if (!origin) return finding;
    if (!files.has(origin.source)) files.set(origin.source, fileOf(origin.source, cwd));
    const file = files.get(origin.source);
    if (!file) return finding;
    const place = placeIn(file.text, lines[start.line - 1] ?? '', start, end);
    const rendered = { path, start, message: 'It was rendered here.' };
    return { ...finding, path: file.path, ...place, fixes: [], related: [...finding.related, rendered] };
  });
}

function originsIn(lines: readonly string[]): Origin[] {
  const origins: Origin[] = [];
  let from = 1;
  let source: string | undefined;
  const end = (to: number): void => {
    if (source !== undefined) origins.push({ from, to, source });
  };
  lines.forEach((line, index) => {
    if (/^---(?:\s|$)/.test(line)) {
      end(index);
      [from, source] = [index + 1, undefined];
    }
    const kustomize = KUSTOMIZE.exec(line);
    source ??=
      HELM.exec(line)?.[1] ?? (kustomize && (kustomize[1] ?? KUSTOMIZE_PATH.exec(lines[index + 1] ?? '')?.[1])) ?? undefined;
  });
  end(lines.length);
  return origins;
}

/** The file below the current folder: by the whole path, or without its first folder, which in Helm's is the chart's name. */
function fileOf(source: string, cwd: string): { readonly path: string; readonly text: string } | undefined {
  const withoutChart = source.split('/').slice(1).join('/');
  const renamed = withoutChart.replace(/^charts\/[^/]+\//, '');
  for (const path of new Set([source, withoutChart, ...(renamed === withoutChart ? [] : [join('charts', source)])])) {
    if (path === '' || dirname(path) === '') continue;
    const reading = readText(resolve(cwd, path));
    if (reading.status === 'read') return { path: withSlashes(path), text: reading.text };
  }
  return undefined;
}

function placeIn(text: string, rendered: string, start: Place, end: Place): { readonly start: Place; readonly end: Place } {
  const wanted = rendered.trim();
  const lines = new Lines(text);
  const written = text.split('\n').map((line) => line.trim());
  const same = written.flatMap((line, index) => (line === wanted ? [index] : []));
  const [only] = same;
  if (wanted !== '' && only !== undefined && same.length === 1) {
    const line = text.slice(lines.startOf(only), only + 1 < lines.count ? lines.startOf(only + 1) : text.length);
    const moved = line.length - line.trimStart().length - (rendered.length - rendered.trimStart().length);
    return {
      start: { line: only + 1, column: start.column + moved },
      end: { line: only + 1, column: (end.line === start.line ? end.column : rendered.trimEnd().length + 1) + moved },
    };
  }
  // a value that came from elsewhere: the line that writes the same key, when there is one
  const key = /^(?:- )?([\w./-]+):/.exec(wanted)?.[1];
  const keyed =
    key === undefined ? [] : written.flatMap((line, index) => (line.replace(/^- /, '').startsWith(`${key}:`) ? [index] : []));
  const line = keyed.length === 1 ? keyed[0]! + 1 : 1;
  const whole = text.split(/\r?\n/)[line - 1] ?? '';
  return {
    start: { line, column: whole.length - whole.trimStart().length + 1 },
    end: { line, column: whole.trimEnd().length + 1 },
  };
}
