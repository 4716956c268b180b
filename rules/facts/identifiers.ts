/** Something in a text that has the form of an identifier of a person. */
export interface Identifier {
  /** A letter of 45 CFR 164.514(b)(2)(i). */
  readonly letter: string;
  /** With its article, for a message. */
  readonly what: string;
  /** `weak`: its form alone, or of who prescribes rather than of a patient. */
  readonly strength: 'strong' | 'weak';
  readonly start: number;
  readonly end: number;
}

/**
 * Finds identifiers by their form and the label before them. A number without a label is none, unless there are several of
 * a form that nothing else has. `label` is a name the whole text goes by, as that of a variable. Sample numbers that
 * agencies publish, and dates that stand for none, are left out. Each detector takes one pass over the text.
 */
export function identifiersIn(text: string, label = ''): readonly Identifier[] {
  if (!/\d[\d/-]{4}|\d[A-Z]/.test(text)) return [];
  const found: Identifier[] = [];
  const labelled = label === '' || text.length > 80 ? '' : `${label}: `;
  const whole = labelled + text;
  for (const detect of DETECTORS)
    for (const one of detect(whole))
      found.push({ ...one, start: Math.max(0, one.start - labelled.length), end: one.end - labelled.length });
  return found.sort((a, b) => a.start - b.start);
}

type Detector = (text: string) => readonly Identifier[];

const labelBefore = (text: string, at: number, label: RegExp): boolean => label.test(text.slice(Math.max(0, at - 40), at));

/**
 * SSA: area 000, 666 and 900-999, group 00 and serial 0000 are never assigned
 * (https://www.ssa.gov/employer/randomization.html). Numbers the SSA withdrew because adverts printed them, and the one
 * every form shows, are of nobody.
 */
function socialSecurityNumbers(text: string): readonly Identifier[] {
  const found: Identifier[] = [];
  let labelled = false;
  for (const { 1: area, 2: group, 3: serial, 0: number, index } of text.matchAll(
    /(?<![\w.-])(\d{3})-(\d{2})-(\d{4})(?![\w-]|\.\d)/g,
  )) {
    if (area === '000' || area === '666' || area! >= '900' || group === '00' || serial === '0000' || NOBODY.has(number)) continue;
    labelled ||= labelBefore(text, index, SSN_LABEL);
    found.push({ letter: 'G', what: 'a Social Security number', strength: 'strong', start: index, end: index + number.length });
    if (found.length >= 20) break;
  }
  const bare = /(?<![A-Za-z])(?:ssn|social[ _-]?security(?:[ _-]?(?:no|number))?)["']?\s*[:=|]\s*["']?(\d{9})\b/i.exec(text);
  if (bare && !/^(?:000|666|9)|^\d{3}00|0000$|^(\d)\1{8}$|^123456789$/.test(bare[1]!))
    found.push({
      letter: 'G',
      what: 'a Social Security number',
      strength: 'strong',
      start: bare.index,
      end: bare.index + bare[0].length,
    });
  return labelled || bare || new Set(found.map(({ start, end }) => text.slice(start, end))).size > 1 ? found : [];
}

const SSN_LABEL = /ssn|soc(?:ial)?[ _-]?sec/i;
const NOBODY = new Set(['078-05-1120', '219-09-9999', '123-45-6789', '111-11-1111']);

/**
 * CMS, "Understanding the Medicare Beneficiary Identifier Format": eleven positions, letters without S, L, O, I, B, Z; its own
 * sample number is left out.
 */
function medicareIdentifiers(text: string): readonly Identifier[] {
  const found: Identifier[] = [];
  const letters = '[AC-HJKMNP-RT-Y]';
  const form = new RegExp(
    `(?<![\\w+/=.-])[1-9]${letters}(?:${letters}|\\d)\\d-?${letters}(?:${letters}|\\d)\\d-?${letters}{2}\\d{2}(?![\\w+/=-])`,
    'g',
  );
  for (const { 0: number, index } of text.matchAll(form)) {
    if (/^1EG4-?TE5-?MK7/.test(number)) continue;
    const sure = labelBefore(text, index, /mbi|medicare|beneficiary|hic/i) || number.includes('-');
    found.push({
      letter: 'I',
      what: 'a Medicare beneficiary identifier',
      strength: sure ? 'strong' : 'weak',
      start: index,
      end: index + number.length,
    });
    if (found.length >= 20) break;
  }
  return found;
}

/** A label that only a record of a person has, then a number. */
function labelledNumbers(text: string): readonly Identifier[] {
  const found: Identifier[] = [];
  for (const { 1: label = '', 2: number = '', index: start } of text.matchAll(NUMBERED)) {
    if (found.length >= 20) break;
    const kind = KINDS.find(([sign]) => sign.test(label))!;
    const [, letter, what, needsPlan] = kind;
    if (/^(\d)\1+$|^0*123456?7?8?9?0?$/.test(number.replace(/\D/g, ''))) continue; // stands for any
    if (needsPlan && !/\b(?:plan|payer|insur\w+|medic\w+|claims?|coverage|health|patient|subscriber)/i.test(text)) continue;
    found.push({ letter, what, strength: 'strong', start, end: start + label.length });
  }
  return found;
}

const NUMBERED =
  /(?<![A-Za-z])(mrn|medical[ _-]?record(?:[ _-]?(?:no|num|number|id))?|patient[ _-]?(?:mrn|account(?:[ _-]?(?:no|number))?)|member[ _-]?id|subscriber[ _-]?id|medicaid[ _-]?id)["']?\s*[:=#|]\s*["']?([A-Z]{0,4}-?\d{5,12})\b/gi;
const KINDS: readonly (readonly [sign: RegExp, letter: string, what: string, needsPlan?: true])[] = [
  [/account/i, 'J', 'an account number of a patient'],
  [/medicaid/i, 'I', 'a Medicaid identifier'],
  [/member|subscriber/i, 'I', 'a member number of a health plan', true],
  [/./, 'H', 'a medical record number'],
];

/** A date beside a label of birth. Dates that programs start counting at stand for none. */
function birthDates(text: string): readonly Identifier[] {
  const found = BIRTH.exec(text);
  if (!found || /^(?:1900|1970|2000|0001|9999)-?01-?01|^0?1\/0?1\/(?:1900|1970|2000)/.test(found[1]!)) return [];
  return [{ letter: 'C', what: 'a date of birth', strength: 'weak', start: found.index, end: found.index + found[0].length }];
}

const BIRTH =
  /(?<![A-Za-z])(?:dob|birth[ _-]?date|date[ _-]?of[ _-]?birth)["']?\s*[:=|]\s*["']?((?:19|20|00|99)\d{2}-?[01]\d-?[0-3]\d|[01]?\d\/[0-3]?\d\/(?:19|20)\d{2})\b/i;

/** 21 CFR 1306.05: two letters and seven digits, the last of which checks the rest; it is of who prescribes. */
function prescriberNumbers(text: string): readonly Identifier[] {
  const found = /(?<![A-Za-z])DEA[ _-]?(?:no|num|number|id)?["']?\s*[:=#|]\s*["']?([A-Z][A-Z9]\d{7})\b/i.exec(text);
  if (!found || !isDea(found[1]!)) return [];
  return [{ letter: 'K', what: 'a DEA number', strength: 'weak', start: found.index, end: found.index + found[0].length }];
}

/** Whether the last digit is that of the first, third and fifth, and twice the second, fourth and sixth. */
export function isDea(number: string): boolean {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, check] = [...number.slice(2)].map(Number);
  return number.length === 9 && (a + c + e + 2 * (b + d + f)) % 10 === check;
}

const DETECTORS: readonly Detector[] = [
  socialSecurityNumbers,
  medicareIdentifiers,
  labelledNumbers,
  birthDates,
  prescriberNumbers,
];
