import { strings } from '../engine/options.ts';
import { type Context, rule } from '../engine/rule.ts';
import { healthRecordIn } from '../facts/healthRecords.ts';
import { type Identifier, identifiersIn } from '../facts/identifiers.ts';
import { citedClasses } from '../facts/phiColumns.ts';
import { judgeContent, type PhiContent } from '../facts/phiContent.ts';
import { looksSynthetic } from '../facts/phiPath.ts';
import { type EmbeddedText, lineIn, textsOf } from '../model/embeddedTexts.ts';
import type { Command, CopiedFile, Label, Variable } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';

export default rule({
  id: 'embedded-identifiers',
  title: 'Text that looks like personal identifiers is in the file',
  why: `The file is in the repository, its history and every clone of it. Names of objects and labels go further still: into
    logs, metrics and the address bar.`,
  remedy: 'Take the text out, or put made-up values in its place that no person has.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(a)(2)(iv)', '164.308(a)(4)(i)'],

  options: {
    classes: strings('The kinds that count, by their letters in 164.514(b)(2)(i); all when empty.'),
    allow: strings('Names of keys, variables and files whose texts are let be.'),
  },

  check: {
    Variable: look,
    Label: look,
    CopiedFile: look,
    Command: look,

    // what is called after a person goes wherever the object is named
    'kubernetes.Manifest'({ name, namespace, span }, context) {
      for (const text of [name, namespace ?? ''])
        if (NAMED.test(text)) {
          const found = identifiersIn(text.replace(NAMED, '$1: $2'));
          if (found.length > 0) report(context, span, 'Its name', found, false);
        }
    },
  },
});

type Values = { readonly classes: readonly string[]; readonly allow: readonly string[] };

/** `patient-mrn-00412345`, `ssn-…`: a label and a number as a name can hold them. */
const NAMED = /(ssn|mrn|dob)[-_.]?(\d[\d-]{4,})/i;

function look(node: Variable | Label | CopiedFile | Command, context: Context<Values>): void {
  for (const text of textsOf(node)) {
    if (text.text.length < 6 || context.options.allow.includes(text.name)) continue;
    const madeUp = looksSynthetic(text.name) || looksSynthetic(context.file.split('/').slice(-2).join('/'));
    const table = isTable(text.text) ? judgeContent(text.name, text.text) : undefined;
    const found = identifiersIn(text.text, text.name);
    const isTold = table?.strength === 'strong' || table?.strength === 'plausible';
    if ((!isTold && found.length === 0) || healthRecordIn(text.text)) continue; // `embedded-health-record` says it
    if (isTold) reportTable(context, text, table, madeUp || table.synthetic);
    else report(context, lineIn(text, text.text.lastIndexOf('\n', found[0]!.start) + 1), `\`${text.name}\``, found, madeUp);
    return;
  }
}

/** A line of names and at least one of values. */
const isTable = (text: string): boolean =>
  text.length > 20 && /[,\t|;"(]/.test(text) && (/\S[ \t]*\r?\n[ \t]*\S/.test(text) || /\bINSERT\b|^\s*\[/i.test(text));

function reportTable(
  { options, report }: Context<Values>,
  text: EmbeddedText,
  { what, classes, strength }: PhiContent,
  madeUp: boolean,
): void {
  const wanted = classes.filter((letter) => options.classes.length === 0 || options.classes.includes(letter));
  if (wanted.length === 0) return;
  report({
    at: { span: lineIn(text, Math.max(0, text.text.search(/[^[\s]/))) },
    message: `\`${text.name}\` holds what looks like ${what} (${citedClasses(wanted)}).${madeUp ? ' It looks made up.' : ''}`,
    severity: madeUp || strength === 'plausible' ? 'warning' : 'error',
  });
}

function report(
  { options, report }: Context<Values>,
  span: Span,
  name: string,
  found: readonly Identifier[],
  madeUp: boolean,
): void {
  const wanted = found.filter(({ letter }) => options.classes.length === 0 || options.classes.includes(letter));
  if (wanted.length === 0) return;
  const kinds = [...new Set(wanted.map(({ what }) => what))];
  const letters = [...new Set(wanted.map(({ letter }) => letter))].sort();
  const isStrong = wanted.some(({ strength }) => strength === 'strong') || letters.length > 1;
  report({
    at: { span },
    message: `${name} holds what looks like ${kinds.join(', ')} (${citedClasses(letters)}).${madeUp ? ' It looks made up.' : ''}`,
    severity: isStrong && !madeUp ? 'error' : 'warning',
  });
}
