import { UNKNOWN } from '../model/imageName.ts';

/** A health record or message of one of the field's formats. */
export interface HealthRecord {
  /** With its article, for a message: `an HL7 v2 message`. */
  readonly format: string;
  /** It names nobody that can be seen, as a message without its patient segment. */
  readonly partial: boolean;
  /** It says of itself that it is a test, or made up. */
  readonly synthetic: boolean;
  /** The letters of 45 CFR 164.514(b)(2)(i) of what it identifies somebody by, where that was looked for. */
  readonly classes: readonly string[];
  /** The offset at which it starts. */
  readonly start: number;
}

/**
 * Finds a health record in a text, or in the beginning of one: HL7 v2, FHIR (JSON, NDJSON, XML), X12, C-CDA, CCR, NCPDP
 * SCRIPT, DICOM and DICOM JSON. Definitions, allow lists and mappings that only speak of records are none, nor is a form
 * that nobody filled in. Sources: HL7 v2.5.1 chapter 3, HL7 FHIR R4, ASC X12N 005010, HL7 CDA R2, DICOM PS3.10 and PS3.18.
 */
export function healthRecordIn(text: string): HealthRecord | undefined {
  if (text.length < 20) return undefined;
  for (const [sign, read] of READERS) {
    if (!text.includes(sign)) continue;
    const record = read(text);
    if (record) return record;
  }
  return undefined;
}

/** Whether a text is a definition or a list of codes of FHIR, which are of no patient. */
export function isConformanceResource(text: string): boolean {
  const type =
    /"resourceType"\s*:\s*"(\w+)"/.exec(text)?.[1] ?? (text.includes(FHIR) ? /<([A-Z]\w+)\s+xmlns=/.exec(text)?.[1] : undefined);
  if (type === undefined || !CONFORMANCE.has(type)) return type === 'Bundle' && !holdsPersonal(text);
  return true;
}

/** Resources of a patient's compartment, by HL7 FHIR R4. */
const PERSONAL = new Set(
  `Patient Person RelatedPerson Encounter Condition Observation Coverage Claim ClaimResponse ExplanationOfBenefit
  MedicationRequest MedicationStatement MedicationAdministration DiagnosticReport DocumentReference Procedure Immunization
  AllergyIntolerance CarePlan ServiceRequest ImagingStudy EpisodeOfCare Appointment Composition Goal FamilyMemberHistory
  QuestionnaireResponse Consent`.split(/\s+/),
);
const CONFORMANCE = new Set(
  `StructureDefinition ValueSet CodeSystem CapabilityStatement ImplementationGuide SearchParameter OperationDefinition
  NamingSystem ConceptMap Questionnaire StructureMap CompartmentDefinition MessageDefinition TestScript Parameters Measure
  Library PlanDefinition ActivityDefinition Subscription GraphDefinition ExampleScenario TerminologyCapabilities`.split(/\s+/),
);
const FHIR = 'http://hl7.org/fhir';

/** A value that somebody filled in: no variable, no expression, no path into other data. */
const FILLED = `[^"'\\s$<>{}%@&*#\\[\\]${UNKNOWN}]`;

const READERS: readonly (readonly [sign: string, read: (text: string) => HealthRecord | undefined])[] = [
  ['MSH|^~\\&', hl7],
  ['PID|', hl7],
  ['"resourceType"', fhirJson],
  [FHIR, fhirXml],
  ['ISA', x12],
  ['ClinicalDocument', cda],
  ['ContinuityOfCareRecord', cda],
  ['DICM', dicom],
  ['"00100010"', dicomJson],
  ['"00100020"', dicomJson],
  ['<Message', ncpdp],
];

/** Segments may be parted by carriage returns alone; the first may follow the frame of MLLP, or the head of a batch. */
function hl7(text: string): HealthRecord | undefined {
  const header = /(?:^|[\r\n\x0b\uFEFF])[ \t]*MSH\|\^~\\&\|([^\r\n]*)/.exec(text);
  const patient = /(?:^|[\r\n])[ \t]*PID\|([^\r\n]*)/.exec(text);
  const fields = (patient?.[1] ?? '').split('|');
  const filled = fields.filter((field) => isFilled(field));
  if (!header && (fields.length < 5 || filled.length < 3)) return undefined;
  // with MSH-1 being the separator itself, MSH-3 is the first after it
  const message = (header?.[1] ?? '').split('|');
  if (!patient && (message.length < 7 || !/^(?:ADT|ORU|ORM|OML|SIU|DFT|MDM|VXU|RDE|BAR|PPR)\b/.test(message[6]!)))
    return undefined;
  const start = Math.min(header?.index ?? Infinity, patient?.index ?? Infinity);
  const classes: string[] = [];
  if (isFilled(fields[4])) classes.push('A');
  if (isFilled(fields[10])) classes.push('B');
  if (isFilled(fields[6])) classes.push('C');
  if (isFilled(fields[12])) classes.push('D');
  if (isFilled(fields[18])) classes.push('G');
  if (isFilled(fields[2]) || isFilled(fields[1])) classes.push('H');
  if (patient && classes.length === 0) return undefined; // a form, or a template
  return { format: 'an HL7 v2 message', partial: !patient, synthetic: /^[TD](?:\^|$)/.test(message[8] ?? ''), classes, start };
}

const isFilled = (field = ''): boolean => /[A-Za-z\d]/.test(field) && !/[${}<>\uFFFE]|^\^*(?:null|PID)?$/.test(field);

function fhirJson(text: string): HealthRecord | undefined {
  const [, type = ''] = TYPE.exec(text) ?? [];
  const found = type === 'Bundle' || PERSONAL.has(type) ? personalType(text) : undefined;
  if (!found) return undefined;
  const classes = classesOf(text, JSON_SIGNS);
  if (classes.length === 0 && !JSON_SUBJECT.test(text)) return undefined;
  return { format: `a FHIR ${found.type}`, partial: false, synthetic: isMadeUp(text), classes, start: found.start };
}

const TYPE = /"resourceType"\s*:\s*"(\w+)"/;

function personalType(text: string): { readonly type: string; readonly start: number } | undefined {
  let resources = 0;
  for (const { 1: type = '', index } of text.matchAll(new RegExp(TYPE, 'g'))) {
    if (PERSONAL.has(type)) return { type, start: index };
    if (++resources > 50) break;
  }
  return undefined;
}

const holdsPersonal = (text: string): boolean => personalType(text) !== undefined || XML_ENTRY.test(text);

const JSON_SIGNS: readonly (readonly [letter: string, sign: RegExp])[] = [
  ['A', new RegExp(`"(?:family|given)"\\s*:(?:\\s*\\[)?\\s*"${FILLED}`)],
  ['B', new RegExp(`"(?:postalCode|city)"\\s*:\\s*"${FILLED}`)],
  ['C', /"birthDate"\s*:\s*"\d{4}/],
  ['D', new RegExp(`"system"\\s*:\\s*"phone"\\s*,\\s*"value"\\s*:\\s*"${FILLED}`)],
  ['H', new RegExp(`"identifier"\\s*:\\s*\\[\\s*\\{[^\\]]{0,600}"value"\\s*:\\s*"${FILLED}`)],
];
const JSON_SUBJECT = new RegExp(
  `"(?:subject|patient|beneficiary|individual)"\\s*:\\s*\\{\\s*"(?:reference|identifier)"\\s*:\\s*(?:\\{|"${FILLED}+/?${FILLED})`,
);
const XML_SIGNS: readonly (readonly [letter: string, sign: RegExp])[] = [
  ['A', new RegExp(`<(?:\\w+:)?(?:family|given)(?:\\s+value="${FILLED}|(?:\\s[^>]{0,80})?>\\s*${FILLED})`)],
  ['B', new RegExp(`<(?:\\w+:)?(?:postalCode|city)(?:\\s+value="${FILLED}|>\\s*${FILLED})`)],
  ['C', /<(?:\w+:)?birth(?:Date|Time)\s+value="\d{4}/],
  ['D', new RegExp(`<(?:\\w+:)?telecom\\s[^>]{0,80}value="(?:tel:)?${FILLED}`)],
  ['H', new RegExp(`<(?:\\w+:)?patientRole[^>]{0,80}>\\s*<(?:\\w+:)?id\\s[^>]{0,200}extension="${FILLED}`)],
];
const XML_ENTRY =
  /<resource>\s*<(?:Patient|Person|RelatedPerson|Encounter|Condition|Observation|Coverage|Claim|ExplanationOfBenefit|MedicationRequest|DiagnosticReport)\b/;
/** What may stand before the root of an XML document. */
const PROLOG = /^\uFEFF?\s*(?:<\?[^>]*\?>\s*|<!--[^>]*-->\s*)*/;

const classesOf = (text: string, signs: typeof JSON_SIGNS): string[] =>
  signs.filter(([, sign]) => sign.test(text)).map(([letter]) => letter);

/** A tag of FHIR's test data (http://terminology.hl7.org/CodeSystem/v3-ActReason, HTEST), or a generator's name. */
const isMadeUp = (text: string): boolean => /["']HTEST["']|synthea|synthetic/i.test(text);

function fhirXml(text: string): HealthRecord | undefined {
  const prolog = PROLOG.exec(text)![0].length;
  const root = /^<(\w+)\b/.exec(text.slice(prolog, prolog + 60))?.[1] ?? '';
  const entry = root === 'Bundle' ? /^<resource>\s*<(\w+)/.exec(XML_ENTRY.exec(text)?.[0] ?? '')?.[1] : undefined;
  const named = PERSONAL.has(root) ? root : entry;
  if (named === undefined) return undefined;
  const classes = classesOf(text, XML_SIGNS);
  if (classes.length === 0 && !/<(?:subject|patient|beneficiary)>\s*<reference\s+value="\w/.test(text)) return undefined;
  return { format: `a FHIR ${named}`, partial: false, synthetic: isMadeUp(text), classes, start: prolog };
}

/** The separator is whatever follows `ISA`; a transaction of patients follows in the same interchange. */
function x12(text: string): HealthRecord | undefined {
  const found = /(?:^|[\r\n\uFEFF])[ \t]*ISA([*|~^:!\x1d])(?=\d\d\1)/.exec(text);
  if (!found) return undefined;
  const separator = found[1]!;
  const rest = text.slice(found.index).trimStart();
  const set = rest.match(/(?:^|[~\r\n'\x1c\x1e])[^\S\r\n]*ST[*|^:!\x1d](27[0-8]|83[457])(?=[*|^:!\x1d])/)?.[1];
  if (set === undefined) return undefined;
  const fields = rest.slice(0, 400).split(separator);
  const named = new RegExp(`NM1[${separator}](?:IL|QC|03)[${separator}]\\d?[${separator}]?\\w`).test(rest);
  return {
    format: `an X12 ${set} transaction`,
    partial: false,
    synthetic: fields[15]?.startsWith('T') ?? false,
    classes: named ? ['A', 'I'] : [],
    start: found.index,
  };
}

function cda(text: string): HealthRecord | undefined {
  const prolog = PROLOG.exec(text)![0].length;
  const root = /^<(?:\w+:)?(ClinicalDocument|ContinuityOfCareRecord)\b/.exec(text.slice(prolog, prolog + 80))?.[1];
  if (root === undefined) return undefined;
  const classes = classesOf(text, XML_SIGNS);
  if (classes.length === 0 && !/<(?:\w+:)?Patient>/.test(text)) return undefined;
  const format = root === 'ClinicalDocument' ? 'a C-CDA document' : 'a CCR document';
  return { format, partial: false, synthetic: isMadeUp(text), classes, start: prolog };
}

/** PS3.10: a preamble of 128 bytes, then `DICM`. Tag 0012,0062 says that identities were removed. */
function dicom(text: string): HealthRecord | undefined {
  if (text.slice(128, 132) !== 'DICM') return undefined;
  return { format: 'a DICOM object', partial: false, synthetic: /\x12\0\x62\0CS\x04\0YES /.test(text), classes: [], start: 0 };
}

/** Whether base64 is that of a DICOM object: of `DICM` behind 128 bytes only these characters depend on nothing before. */
export function isBase64Dicom(text: string): boolean {
  return text.length > 176 && text.replace(/\s+/g, '').slice(171, 176) === 'ESUNN';
}

/** PS3.18 annex F: keys of eight hex digits with a `vr`. */
function dicomJson(text: string): HealthRecord | undefined {
  const found = /"001000[12]0"\s*:\s*\{[^{}]{0,80}"vr"\s*:\s*"(?:PN|LO)"[^{}]{0,80}"Value"\s*:\s*\[\s*(?:\{|")/.exec(text);
  if (!found) return undefined;
  const classes = [...(text.includes('"00100010"') ? ['A'] : []), ...(text.includes('"00100020"') ? ['H'] : [])];
  return { format: 'DICOM attributes', partial: false, synthetic: isMadeUp(text), classes, start: found.index };
}

function ncpdp(text: string): HealthRecord | undefined {
  const prolog = PROLOG.exec(text)![0].length;
  const head = text.slice(prolog, prolog + 600);
  if (!/^<Message\b[^>]*(?:ncpdp|DatatypesVersion)/i.test(head)) return undefined;
  const classes = [/<LastName>\w/.test(text) ? 'A' : '', /<DateOfBirth>/.test(text) ? 'C' : ''].filter((letter) => letter !== '');
  return classes.length === 0
    ? undefined
    : { format: 'an NCPDP SCRIPT message', partial: false, synthetic: isMadeUp(text), classes, start: prolog };
}
