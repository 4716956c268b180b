import { exposureOf, type Exposure } from '../engine/contextExposure.ts';
import { boolean, strings } from '../engine/options.ts';
import { ignoreEdits } from '../engine/project/ignoreEdit.ts';
import { rule, type Context } from '../engine/rule.ts';
import { fateOf } from '../model/fileFlow.ts';
import { matchesGlob } from '../model/glob.ts';
import type { CopiedFile, Instruction, Stage } from '../model/nodes.ts';

export default rule({
  id: 'broad-copy',
  title: 'Whole build context is copied without keeping data and secrets out',
  why: `Whatever lies beside the Dockerfile when the image is built is in it: exports, dumps, keys, the history of the
    repository. Everyone who can pull the image can read it, and nobody sees it in the Dockerfile.`,
  remedy: 'Copy only what the program needs, or list in `.dockerignore` what must stay out.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile'],
  safeguards: ['164.312(a)(1)', '164.310(d)(2)(i)', '164.308(a)(1)(ii)(B)'],

  options: {
    always: boolean('Whether stages that are not shipped count, too.', false),
    allow: strings('Globs of files that may be sent.'),
  },

  check: {
    'dockerfile.Stage'(stage, context) {
      for (const step of stage.steps)
        if (step.kind === 'CopiedFile' && isWhole(step) && !isSpecial(step, stage)) check(step, stage, context);
    },
  },
});

type Around = Context<{ readonly always: boolean; readonly allow: readonly string[] }>;

/** The context itself, or all that is in it. */
const isWhole = ({ source, by, fromStage, fromImage }: CopiedFile): boolean =>
  (by === 'COPY' || by === 'ADD') &&
  fromStage === undefined &&
  fromImage === undefined &&
  /^(?:\.?\/)*(?:\.|\*{1,2})?$/.test(source);

/** `ONBUILD` copies the context of another build, and `--exclude` leaves out what only its author knows. */
function isSpecial({ span }: CopiedFile, { instructions }: Stage): boolean {
  const own = instructions.find(({ extent }) => extent.start <= span.start && span.end <= extent.end);
  return own === undefined || own.onbuild || excludes(own);
}

const excludes = ({ flags }: Instruction): boolean => flags.some(({ name }) => /^-*exclude$/.test(name));

function check(copied: CopiedFile, stage: Stage, context: Around): void {
  const { options, project, file, report } = context;
  const shipped = stage.role === 'shipped' || options.always;
  if (!shipped && fateOf({ stage, step: copied }).carried.length === 0) return;
  const contexts = project?.contextsOf(file) ?? [];
  if (!project || contexts.length === 0) return;
  const exposures = contexts.map((one) => exposureOf(one, (path) => matchesGlob(path, options.allow), context));
  // where nothing says how it is built, each folder that may be the context must give a reason
  const exact = project.buildsOf(file).length > 0;
  const isBad = (_: unknown, index: number): boolean =>
    exposures[index]!.shown.length > 0 || (shipped && !contexts[index]!.hasIgnores);
  if (exact ? !contexts.some(isBad) : !contexts.every(isBad)) return;
  const bad = contexts.filter(isBad);
  const listed = merged(exposures);
  const where = stage.role === 'shipped' ? 'the image' : 'a build stage';
  const rest = listed.shown.length > 0 ? `nothing keeps ${list(listed.shown)} out` : 'no `.dockerignore` keeps anything out';
  const fix = {
    title: 'Leave them out with `.dockerignore`',
    edits: ignoreEdits(bad, listed.patterns, project.files),
    safe: false,
  };
  report({
    at: copied,
    message: `\`${copied.source}\` takes the whole build context into ${where}, and ${rest}.`,
    // nothing was seen in this workspace that should not be there
    severity: listed.shown.length > 0 ? 'warning' : 'info',
    fixes: listed.patterns.length > 0 ? [fix] : [],
  });
}

const merged = (exposures: readonly Exposure[]): Exposure => ({
  shown: [...new Set(exposures.flatMap(({ shown }) => shown))],
  patterns: [...new Set(exposures.flatMap(({ patterns }) => patterns))],
});

const MOST = 10;

/** `a`, `b` and 3 more. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, MOST).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  const last = more > 0 ? `${more} more` : shown.pop()!;
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : last;
}
