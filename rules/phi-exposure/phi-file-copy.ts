import { boolean, strings } from '../engine/options.ts';
import { judgePhiCopy, judgePhiName, leaveOut, phiArrivals, type PhiCopy } from '../engine/phiCopies.ts';
import { rule, type Severity } from '../engine/rule.ts';
import { describeContent } from '../facts/phiContent.ts';
import { effectsOf, lastOf } from '../model/fileEffects.ts';
import { fateOf } from '../model/fileFlow.ts';
import type { Stage } from '../model/nodes.ts';

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
    'dockerfile.Stage'(stage, context) {
      const { options, report } = context;
      // what is brought from one into the image is skipped below
      const buildOnly = stage.role !== 'shipped';
      const where = buildOnly ? 'a build stage, and stays in the build cache' : 'the image';
      const lowered = (severity: Severity): Severity => (buildOnly ? lower(severity) : severity);
      for (const arrival of phiArrivals(stage, options, context)) {
        const { step, span, source, copy, effect } = arrival;
        const { carried, removed, fleeting } = fateOf(arrival);
        // `phi-through-stages` and `retained-deleted-file` say it where it can be seen
        if (fleeting || (carried.length > 0 && stage.role !== 'shipped') || (removed && stage.role === 'shipped')) continue;
        const how = effect ? 'downloaded' : step.kind === 'CopiedFile' && step.content ? 'written' : 'copied';
        report({
          at: { span },
          message: `\`${source}\` is ${how} into ${where}. ${what(copy)}`,
          severity: lowered(copy.severity),
          fixes: step.kind === 'CopiedFile' ? leaveOut(step, context) : [],
        });
      }
      for (const { span, path, copy } of loads(stage, (path) => judgePhiName(path, '', options, context)))
        report({
          at: { span },
          message: `\`${path}\` is read into a database of ${where}. ${what(copy)}`,
          severity: lowered(copy.severity),
        });
    },

    CopiedFile(copied, context) {
      if (copied.stage) return;
      const copy = judgePhiCopy(copied, context.options, context);
      if (!copy) return;
      const how = copied.content ? 'written' : 'copied';
      context.report({
        at: copied,
        message: `\`${copied.source}\` is ${how} into the object. ${what(copy)}`,
        severity: copy.severity,
      });
    },
  },
});

const lower = (severity: Severity): Severity => (severity === 'error' ? 'warning' : 'info');

/** Files that a command reads into a database and nothing copied: they come from a mount of the build. */
function loads(stage: Stage, judge: (path: string) => PhiCopy | undefined) {
  const copied = new Set(stage.steps.flatMap((step) => (step.kind === 'CopiedFile' ? [lastOf(step.source)] : [])));
  return stage.steps.flatMap((step) =>
    step.kind !== 'Command' || step.by !== 'RUN'
      ? []
      : effectsOf(step).flatMap((effect) => {
          if (effect.kind !== 'load' || copied.has(lastOf(effect.path))) return [];
          const copy = judge(effect.path);
          return copy && copy.strength !== 'weak' ? [{ ...effect, copy }] : [];
        }),
  );
}

/** What it may hold, and how that is known. */
function what({ strength, synthetic, content, file }: PhiCopy): string {
  const it = file === undefined ? 'It' : `\`${file}\` in it`;
  if (content) return `${it} looks like ${describeContent(content)}${synthetic ? '; its name says it is synthetic' : ''}.`;
  const holds =
    strength === 'strong' || strength === 'medium' ? `${it} may` : `${file === undefined ? 'Files like this' : it} may`;
  return `${holds} hold patient data${synthetic ? '; its name says it is synthetic' : ''}.`;
}
