import { boolean, strings } from '../engine/options.ts';
import { rule, type Severity } from '../engine/rule.ts';
import { judgePhiPath, type PhiSignal } from '../facts/phiPath.ts';
import { matchesGlob } from '../model/glob.ts';
import type { CopiedFile } from '../model/nodes.ts';

export default rule({
  id: 'phi-file-copy',
  title: 'File that may hold patient data is copied into an image or object',
  why: `Everyone who can pull the image or read the object can read the file, for as long as a copy of it exists anywhere.
    Deleting it in a later layer leaves it in the earlier one.`,
  remedy: 'Keep the file out of the build with `.dockerignore`, and mount it at run time where it is needed.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'kubernetes', 'image'],
  safeguards: ['164.312(a)(1)', '164.310(d)(1)', '164.310(d)(2)(i)', '164.312(a)(2)(iv)'],

  options: {
    words: strings('More words that mark a file as one with patient data.'),
    allow: strings('Globs of files that may be copied.'),
    weak: boolean('Whether a table or an SQL file of no particular name counts.', false, true),
  },

  check: {
    CopiedFile(copied, { options, report, phi }) {
      const { source, destination, fromStage, stage } = copied;
      if (fromStage !== undefined) return; // it was reported where it came in
      const path = source.replace(/^(?:\.?\/)+/, '');
      if (matchesGlob(path, options.allow)) return;
      const signal: PhiSignal | undefined = phi.hasPath(source)
        ? { strength: 'strong', synthetic: false }
        : judgePhiPath(source, destination, options.words);
      const severity = signal && judge(signal, options.weak);
      if (!signal || severity === undefined) return;
      const buildOnly = stage?.role === 'build-only';
      report({ at: copied, message: message(copied, signal, buildOnly), severity: buildOnly ? lower(severity) : severity });
    },
  },
});

function judge({ strength, synthetic }: PhiSignal, weak: boolean): Severity | undefined {
  if (strength === 'strong') return synthetic ? 'warning' : 'error';
  if (synthetic) return undefined;
  if (strength === 'medium') return 'error';
  return strength === 'plausible' ? 'warning' : weak ? 'info' : undefined;
}

const lower = (severity: Severity): Severity => (severity === 'error' ? 'warning' : 'info');

function message({ source, by, content }: CopiedFile, { strength, synthetic }: PhiSignal, buildOnly: boolean): string {
  const where =
    by === 'generator' || by === 'config'
      ? 'the object'
      : buildOnly
        ? 'a build stage, and stays in the build cache'
        : 'the image';
  const what =
    strength === 'strong' || strength === 'medium' ? 'It may hold patient data' : 'Files like this may hold patient data';
  return `\`${source}\` is ${content ? 'written' : 'copied'} into ${where}. ${what}${synthetic ? '; its name says it is synthetic' : ''}.`;
}
