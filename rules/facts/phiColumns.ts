import { wordsOf } from '../model/words.ts';
import { phiNameTable } from './phiNameTable.ts';

/** What the names of a table's columns say: that its rows may identify patients, or that they do not. */
export interface ColumnJudgement {
  /**
   * `strong`: one strong identifier, or three with a name or a date of birth, beside health data. `plausible`: two weaker
   * ones beside health data. `none`: no identifier, or nothing about health.
   */
  readonly strength: 'strong' | 'plausible' | 'none';
  /** The letters of 45 CFR 164.514(b)(2)(i) of the identifiers, each once, sorted. */
  readonly classes: readonly string[];
  /** No column identifies anybody, and some hold codes: a list of them. */
  readonly codes: boolean;
  /** The columns are those of a generator of made-up patients. */
  readonly synthetic: boolean;
}

/**
 * Judges the names of columns or keys. `context` are names around them that may speak of health: of the table, of the file.
 * The weights are of the table of names; who treats, pays or logs in is not the individual (45 CFR 160.103).
 */
export function judgeColumns(columns: readonly string[], context: readonly string[] = []): ColumnJudgement {
  const { find, health } = vocabulary();
  const classes = new Set<string>();
  const found: { readonly strength: string; readonly letter: string; readonly words: readonly string[] }[] = [];
  let [isHealth, isPerhaps, isOfOthers] = [false, false, false];
  const listen = (words: readonly string[]): void => {
    for (const word of words) {
      isHealth ||= health.has(word);
      isPerhaps ||= COMMON.has(word);
    }
  };
  for (const column of columns.slice(0, MOST_COLUMNS)) {
    const words = wordsOf(column);
    listen(words);
    const identifier = find(words);
    if (!identifier) continue;
    if (words.some((word) => OTHERS.has(word))) {
      isOfOthers = true;
      continue;
    }
    classes.add(identifier.letter);
    found.push({ ...identifier, words });
  }
  for (const name of context) listen(wordsOf(name));
  const strong = found.filter(({ strength }) => strength === 'strong');
  // a medical record number speaks of care by itself, beside whoever it is of
  isHealth ||= found.length > 1 && strong.some(({ letter }) => letter === 'H');
  const who = found.some(({ letter, words }) => letter === 'A' || words.some((word) => BIRTH.has(word)));
  const isStrong = strong.length > 0 || (found.length >= 3 && who);
  // a telephone beside a physician's name is the physician's
  const isPlausible = isStrong || (found.length >= 2 && (!isOfOthers || found.some(({ strength }) => strength !== 'weak')));
  return {
    strength: isHealth && isStrong ? 'strong' : (isHealth || isPerhaps) && isPlausible ? 'plausible' : 'none',
    classes: [...classes].sort(),
    codes: found.length === 0 && columns.some((column) => wordsOf(column).some((word) => CODES.has(word))),
    synthetic: SYNTHEA.every((name) => columns.some((column) => column.toUpperCase() === name)),
  };
}

/** Names the identifiers of a judgement, as a reference: `164.514(b)(2)(i)(A), (C)`. Nothing when there are none. */
export function citedClasses(classes: readonly string[]): string {
  return classes.length === 0 ? '' : `164.514(b)(2)(i)${classes.map((letter) => `(${letter})`).join(', ')}`;
}

const MOST_COLUMNS = 500;
/** Of the people and places that a table of patients names beside them. */
const OTHERS = new Set(
  `provider providers physician doctor prescriber clinician nurse facility hospital pharmacy pharmacist organization
  organisation payer employee staff operator author vendor supplier company server host created updated modified`.split(/\s+/),
);
const BIRTH = new Set(['dob', 'birth', 'birthdate', 'dateofbirth', 'patientbirthdate']);
const CODES = new Set(
  'code codes concept vocabulary icd icd9 icd10 loinc snomed rxnorm ndc hcpcs cpt drg atc description display definition'.split(
    ' ',
  ),
);
/** The first columns of Synthea's `patients.csv` (https://github.com/synthetichealth/synthea/wiki/CSV-File-Data-Dictionary). */
const SYNTHEA = ['BIRTHDATE', 'DEATHDATE', 'SSN', 'DRIVERS', 'PASSPORT'];
/** Short names that are one column whole, since in a longer one they mean something else. */
const ALONE = new Set([
  'ip',
  'lat',
  'lon',
  'age',
  'url',
  'fin',
  'har',
  'csn',
  'dod',
  'dos',
  'vin',
  'udi',
  'given',
  'family',
  'cell',
  'photo',
]);
/** Words of the table that as often have nothing to do with health: with them alone nothing is more than plausible. */
const COMMON = new Set(
  'condition conditions claim claims insurance admission admissions remit lab labs procedure procedures'.split(' '),
);

interface Identifier {
  readonly strength: string;
  readonly letter: string;
}

interface Vocabulary {
  readonly find: (words: readonly string[]) => Identifier | undefined;
  readonly health: ReadonlySet<string>;
}

let known: Vocabulary | undefined;

/** Made when first asked for: most files name no column. */
function vocabulary(): Vocabulary {
  if (known) return known;
  const whole = new Map<string, Identifier>();
  const phrases = new Map<string, Identifier>();
  for (const { kind, value, strength, identifierClass: letter } of phiNameTable) {
    if (kind !== 'identifier' || letter === undefined) continue;
    const words = wordsOf(value);
    whole.set(words.join(''), { strength, letter });
    if (!ALONE.has(value)) phrases.set(words.join('_'), { strength, letter });
  }
  const find = (words: readonly string[]): Identifier | undefined => {
    const squashed = whole.get(words.join(''));
    if (squashed) return squashed;
    let best: Identifier | undefined;
    for (let from = 0; from < words.length; from++)
      for (let to = from + 1; to <= Math.min(words.length, from + 4); to++) {
        const part = phrases.get(words.slice(from, to).join('_'));
        if (part && (!best || WEIGHT[part.strength]! > WEIGHT[best.strength]!)) best = part;
      }
    // the name of a patient, however it is put: `patient_last_name`, `member_first`
    if (best?.letter === 'A' && words.some((word) => PATIENT.has(word))) return { strength: 'strong', letter: 'A' };
    return best;
  };
  const health = new Set<string>();
  for (const { kind, value } of phiNameTable)
    if (kind === 'health-word')
      for (const word of wordsOf(value))
        if (!COMMON.has(word) && !PLAIN.has(word)) for (const form of formsOf(word)) health.add(form);
  return (known = { find, health });
}

const WEIGHT: Readonly<Record<string, number>> = { weak: 1, medium: 2, strong: 3 };
const PATIENT = new Set(['patient', 'pat', 'pt', 'member', 'subscriber', 'guarantor', 'beneficiary', 'insured']);
/** Parts of the table's phrases that say nothing by themselves: of `icd_code`, `lab_result`, `provider_npi`. */
const PLAIN = new Set(['code', 'result', 'provider']);

/** A word and its plural: the plural of a common word is the name of a table of them. */
const formsOf = (word: string): readonly [string, string] => [
  word,
  word.endsWith('y') ? `${word.slice(0, -1)}ies` : word.endsWith('sis') ? `${word.slice(0, -2)}es` : `${word}s`,
];
