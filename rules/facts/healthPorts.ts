import type { ImageName } from '../model/imageName.ts';
import { imageRows } from './images.ts';
import { portsOf } from './ports.ts';

/** A port over which health records travel in clear text. */
export interface HealthPort {
  readonly port: number;
  readonly protocol: 'DICOM' | 'HL7 MLLP' | 'HTTP';
  /** `weak` when only the product behind it makes it one, so that it counts where it is published. */
  readonly strength: 'strong' | 'weak';
}

/** Where DICOM and MLLP over TLS are served: 2762 by DICOM PS3.15 and IANA, 12575 by dcm4chee. */
export const TLS_PORTS: Readonly<Record<HealthPort['protocol'], readonly number[]>> = {
  DICOM: [2762],
  'HL7 MLLP': [12575],
  HTTP: [443, 8443, 9443],
};

/** The first port between `from` and `to`, both included, that `words` (of image, container and port) make one of health records. */
export function healthPortIn(
  from: number,
  to: number,
  image: ImageName | undefined,
  words: readonly string[],
  allowed: readonly number[] = [],
): HealthPort | undefined {
  const find = (first: number, last: number): number | undefined => {
    for (let port = Math.max(first, from); port <= Math.min(last, to); port++) if (!allowed.includes(port)) return port;
    return undefined;
  };
  for (const row of portsOf('plaintext-health-protocol', from, to, 'tcp')) {
    // of OpenHIM's two routers the first is the one with TLS
    const port = find(row.from === 5000 ? 5001 : row.from, row.to);
    if (port === undefined || (row.strength !== 'strong' && !isHinted(row.from, image, words))) continue;
    return { port, protocol: PROTOCOLS[row.from] ?? 'DICOM', strength: 'strong' };
  }
  if (!image || !isServer(image)) return undefined;
  for (const row of portsOf('plaintext-http-port', from, to, 'tcp')) {
    const port = find(row.from, row.to);
    if (port !== undefined) return { port, protocol: 'HTTP', strength: 'weak' };
  }
  return undefined;
}

/** What a port's own name says, whatever its number: `dicom`, `hl7`, `mllp`, `acr-nema`. Nothing when it says TLS too. */
export function protocolNamed(name: string, words: readonly string[]): HealthPort['protocol'] | undefined {
  if (words.some((word) => ENCRYPTED.test(word) || WEB.test(word))) return undefined;
  if (words.includes('dicom') || words.includes('dimse') || /^acr-?nema$/i.test(name)) return 'DICOM';
  return words.includes('hl7') || words.includes('mllp') ? 'HL7 MLLP' : undefined;
}

const ENCRYPTED = /^(?:tls|ssl|secure|secured|https|mllps|stunnel)$|tls$/;
const WEB = /^(?:web|http|ui|rest|api|wado|qido|stow|metrics|admin|health|probe|viewer)$/;

const PROTOCOLS: Readonly<Record<number, HealthPort['protocol']>> = {
  2575: 'HL7 MLLP',
  6661: 'HL7 MLLP',
  7777: 'HL7 MLLP',
  8042: 'HTTP',
  4080: 'HTTP',
  5000: 'HTTP',
};

/** Kinds of images, and words, that make a port which is common elsewhere the one of its row, by the row's first port. */
const HINTS: Readonly<Record<number, { readonly kinds: readonly string[]; readonly words: readonly string[] }>> = {
  2761: { kinds: ['pacs'], words: ['dicom', 'pacs'] },
  4080: { kinds: [], words: ['horos', 'osirix'] },
  4242: { kinds: ['pacs'], words: ['dicom', 'pacs', 'orthanc'] },
  5000: { kinds: [], words: ['openhim'] },
  5104: { kinds: ['pacs'], words: ['dicom', 'pacs', 'dimse', 'storescp'] },
  6661: { kinds: ['integration'], words: ['mirth', 'mirthconnect', 'hl7', 'mllp'] },
  7777: { kinds: [], words: ['hl7', 'mllp'] },
  8042: { kinds: ['pacs'], words: ['orthanc', 'pacs'] },
};

function isHinted(row: number, image: ImageName | undefined, words: readonly string[]): boolean {
  const hints = HINTS[row];
  if (!hints) return false;
  return hints.words.some((word) => words.includes(word)) || (image !== undefined && isOfKind(image, hints.kinds));
}

/** Kinds of products that serve records over HTTP. */
const isServer = (image: ImageName): boolean => isOfKind(image, ['fhir', 'ehr', 'pacs']);

const isOfKind = (image: ImageName, kinds: readonly string[]): boolean =>
  kinds.length > 0 && imageRows(image).some(({ kind }) => kinds.includes(kind));
