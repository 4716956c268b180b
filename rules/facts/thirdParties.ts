import type { Part } from '../model/document.ts';
import type { Span } from '../model/text.ts';
import { urlsIn } from '../model/urls.ts';
import type { ThirdPartyRow } from './rows.ts';
import { thirdPartyTable } from './thirdPartyTable.ts';

/** A vendor that a file names, and where. The span is in offsets of the part. */
export interface NamedParty {
  readonly vendor: string;
  readonly kind: string;
  readonly span: Span;
}

/**
 * The vendors a part names, by the host of a URL or by a variable that configures one and is not empty. What is sent to
 * them the file does not say.
 */
export function thirdPartiesIn({ nodes }: Pick<Part, 'nodes'>): readonly NamedParty[] {
  const found: NamedParty[] = [];
  for (const node of nodes) {
    if (node.kind === 'Variable' && !(node.value.state === 'set' && node.value.value === '')) {
      const row = byVariable().get(node.name);
      if (row) found.push({ vendor: row.vendor, kind: row.kind, span: node.span });
    }
    if (node.kind !== 'Variable' && node.kind !== 'Command' && node.kind !== 'CopiedFile' && node.kind !== 'Label') continue;
    for (const { hosts, comment } of urlsIn(node))
      for (const host of comment ? [] : hosts) {
        const row = rowOf(host.text);
        if (row) found.push({ vendor: row.vendor, kind: row.kind, span: host.span });
      }
  }
  return found;
}

let variables: ReadonlyMap<string, ThirdPartyRow> | undefined;
let hosts: ReadonlyMap<string, ThirdPartyRow> | undefined;

const byVariable = (): ReadonlyMap<string, ThirdPartyRow> =>
  (variables ??= new Map(thirdPartyTable.flatMap((row) => row.variables.map((name) => [name, row] as const))));

/** The few names with `*` elsewhere than in front. */
const patterns = (): readonly (readonly [head: string, tail: string, row: ThirdPartyRow])[] =>
  thirdPartyTable.flatMap((row) =>
    row.hosts.flatMap((name) => {
      const [head = '', tail] = name.split('*');
      return tail === undefined || name.startsWith('*.') ? [] : [[head, tail, row] as const];
    }),
  );
let others: ReturnType<typeof patterns> | undefined;

/** By whole name, then by what stands behind `*.`, the longest first. */
function rowOf(host: string): ThirdPartyRow | undefined {
  hosts ??= new Map(thirdPartyTable.flatMap((row) => row.hosts.map((name) => [name, row] as const)));
  const exact = hosts.get(host);
  if (exact) return exact;
  for (let at = host.indexOf('.'); at !== -1; at = host.indexOf('.', at + 1)) {
    const row = hosts.get(`*${host.slice(at)}`);
    if (row) return row;
  }
  others ??= patterns();
  return others.find(
    ([head, tail]) => host.startsWith(head) && host.endsWith(tail) && host.length > head.length + tail.length,
  )?.[2];
}
