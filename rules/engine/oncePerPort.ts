import type { Document } from '../model/document.ts';
import { folderOf, sameName, type Files } from '../model/files.ts';
import type { Port } from '../model/nodes.ts';
import type { Finding } from './finding.ts';
import { jointFixes } from './jointFixes.ts';
import { POLICY_FILE } from './policyText.ts';
import { moved } from '../model/text.ts';
import { isBefore, type PortPlace, PortPlaces } from './portPlaces.ts';
import type { Project } from './project.ts';
import type { Related, Severity } from './rule.ts';

/** What a finding elsewhere says, and where. */
interface Said {
  readonly place: PortPlace;
  readonly finding: Finding;
}

/** How many other places a finding names. */
const MOST_RELATED = 5;

/**
 * The findings of a document, without those that only repeat for one place of a port what is said at another: each published
 * entry speaks for itself and for what is declared behind it; where none is published, the outermost speaks. The others are
 * related to it, and fixed with it where they are in the same file. An entry is not silent for one that is told with less
 * severity, nor for one of another file that has an exception there or a policy of its own; and one that has an exception
 * stays, with its exception. `findingsIn` gives all that is found in another document, as offsets of it.
 */
export function oncePerPort(
  findings: readonly Finding[],
  document: Document,
  project: Project | undefined,
  findingsIn: (document: Document) => readonly Finding[],
): readonly Finding[] {
  if (!findings.some(({ port }) => port)) return findings;
  const places = new PortPlaces(document, project);
  const byPort = new Map([[document, groupedByPort(findings)]]);
  const said = (finding: Finding, place: PortPlace): Said[] => {
    let known = byPort.get(place.document);
    if (!known) {
      const isHeard = haveOnePolicy(document.uri, place.document.uri, project?.files);
      byPort.set(place.document, (known = groupedByPort(isHeard ? findingsIn(place.document) : [])));
    }
    const all = known.get(place.port) ?? [];
    return all.flatMap((other) => (other.rule === finding.rule ? [{ place, finding: other }] : []));
  };

  const silent = new Set<Finding>();
  const around = new Map<Finding, { readonly own: PortPlace; readonly others: readonly Said[] }>();
  for (const finding of findings) {
    const { port, exception, span } = finding;
    if (!port) continue;
    const ways = places.of(port).map((way) => way.flatMap((place) => said(finding, place)));
    const own = { port, document, start: span.start - port.span.start };
    const isSaid = (way: readonly Said[]): boolean =>
      way.some((other) => isBefore(other.place, own) && isAsSevere(other.finding, finding) && counts(other, way, document));
    if (!exception && port.level !== 'published' && ways.length > 0 && ways.every(isSaid)) silent.add(finding);
    else if (ways.some((way) => way.length > 0)) around.set(finding, { own, others: ways.flat() });
  }
  if (silent.size === 0 && around.size === 0) return findings;

  return findings.flatMap((finding) => {
    if (silent.has(finding)) return [];
    const { own, others } = around.get(finding) ?? {};
    if (!own || !others) return finding;
    const repeated = others.filter(
      ({ place, finding: other }) =>
        place.port.level !== 'published' && isBefore(own, place) && isAsSevere(finding, other) && !other.exception,
    );
    const isAlone = others.every(({ place }) => place.port.level !== 'published');
    const here = isAlone ? repeated.filter(({ finding: other }) => silent.has(other)) : [];
    return {
      ...finding,
      related: [...finding.related, ...relatedOf(repeated, document)],
      fixes: jointFixes(
        finding.fixes,
        here.map(({ finding: { fixes } }) => fixes),
      ),
    };
  });
}

function groupedByPort(findings: readonly Finding[]): ReadonlyMap<Port, readonly Finding[]> {
  const found = new Map<Port, Finding[]>();
  for (const finding of findings) {
    if (!finding.port) continue;
    const same = found.get(finding.port);
    if (same) same.push(finding);
    else found.set(finding.port, [finding]);
  }
  return found;
}

/** Whether an entry of another file is heard: neither it nor one further out there has an exception. */
const counts = ({ place }: Said, way: readonly Said[], document: Document): boolean =>
  place.document === document ||
  !way.some(
    (other) =>
      other.finding.exception &&
      other.place.document === place.document &&
      (other.place.port === place.port || isBefore(other.place, place)),
  );

const STEPS: readonly Severity[] = ['error', 'warning', 'info'];

const isAsSevere = ({ severity: one }: Finding, { severity: other }: Finding): boolean =>
  STEPS.indexOf(one) <= STEPS.indexOf(other);

function relatedOf(repeated: readonly Said[], document: Document): Related[] {
  const places = new Map(repeated.map(({ place }) => [`${place.document.uri}\n${place.start + place.port.span.start}`, place]));
  return [...places.values()].slice(0, MOST_RELATED).map(({ port, start, document: other }) => ({
    span: moved(port.span, start),
    message: messageOf(port),
    ...(other !== document && { file: other.uri }),
  }));
}

function messageOf({ place, owner, stage }: Port): string {
  if (stage) return 'Its image exposes the same port.';
  switch (place) {
    case 'service-port':
      return `The Service \`${owner}\` leads to the same port.`;
    case 'container-port':
      return `It is this port of the container \`${owner}\`.`;
    case 'ports':
      return `\`${owner}\` opens the same port at another address.`;
    case 'expose':
      return `\`${owner}\` exposes the same port.`;
  }
}

/** Whether no policy lies between one of two files and the folder they have in common. */
function haveOnePolicy(one: string, other: string, files: Files | undefined): boolean {
  const [a, b] = [folderOf(sameName(one)), folderOf(sameName(other))];
  let common = a;
  while (!b.startsWith(common)) common = above(common);
  return [a, b].every((start) => {
    for (let folder = start; folder.length > common.length; folder = above(folder))
      if (files?.has(`${folder}${POLICY_FILE}`)) return false;
    return true;
  });
}

const above = (folder: string): string => folderOf(folder.slice(0, -1));
