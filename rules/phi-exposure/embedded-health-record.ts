import { strings } from '../engine/options.ts';
import { type Context, rule } from '../engine/rule.ts';
import { type HealthRecord, healthRecordIn, isBase64Dicom } from '../facts/healthRecords.ts';
import { citedClasses } from '../facts/phiColumns.ts';
import { looksSynthetic } from '../facts/phiPath.ts';
import { type EmbeddedText, lineIn, textsOf } from '../model/embeddedTexts.ts';
import type { Command, CopiedFile, Label, Variable } from '../model/nodes.ts';

const options = {
  allow: strings('Names of keys, variables and files whose texts are let be.'),
};

export default rule({
  id: 'embedded-health-record',
  title: 'Text that looks like a health record or health message is in the file',
  why: `The file is in the repository, its history and every clone of it, and what it describes is in an image or in the
    cluster’s settings. Everyone who can read one of them can read the record.`,
  remedy: 'Take the text out, keep a made-up one in its place, and let the program read records from where they are kept.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(a)(2)(iv)', '164.308(a)(4)(i)'],
  options,

  check: { Variable: look, Label: look, CopiedFile: look, Command: look },
});

type Around = Context<{ readonly allow: readonly string[] }>;

function look(node: Variable | Label | CopiedFile | Command, context: Around): void {
  for (const text of textsOf(node)) {
    if (context.options.allow.includes(text.name)) continue;
    const record = text.binary === undefined ? healthRecordIn(text.text) : isBase64Dicom(text.binary) ? DICOM : undefined;
    if (!record) continue;
    const madeUp = record.synthetic || looksSynthetic(text.name) || looksSynthetic(placeOf(context.file));
    context.report({
      at: { span: text.binary === undefined ? lineIn(text, record.start) : text.nameSpan },
      message: message(text, record, madeUp),
      severity: madeUp || record.partial ? 'warning' : 'error',
    });
    return;
  }
}

const DICOM: HealthRecord = { format: 'a DICOM object', partial: false, synthetic: false, classes: [], start: 0 };

/** The file and its folder; what lies further up may be anything. */
const placeOf = (file: string): string => file.split('/').slice(-2).join('/');

function message({ name }: EmbeddedText, { format, classes, partial }: HealthRecord, madeUp: boolean): string {
  const cited = citedClasses(classes);
  const who = partial ? '' : cited === '' ? ' It may identify a patient.' : ` It may identify a patient (${cited}).`;
  return `\`${name}\` holds what looks like ${format}.${who}${madeUp ? ' It looks made up.' : ''}`;
}
