import { judgePhiName, phiArrivals, type PhiCopyOptions } from '../engine/phiCopies.ts';
import { type Context, rule, type Severity } from '../engine/rule.ts';
import { judgeSecretPath } from '../facts/secretPath.ts';
import { effectsOf, joinPath } from '../model/fileEffects.ts';
import { type Fate, fateOf } from '../model/fileFlow.ts';
import { mountInstead } from '../model/mountInstead.ts';
import type { CopiedFile, Stage } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';

/** The rule that reports the copy has the options; here it is only said that removing does not undo it. */
const OPTIONS: PhiCopyOptions = { words: [], allow: [], weak: false };

export default rule({
  id: 'retained-deleted-file',
  title: 'Deleted file stays readable in a lower layer',
  why: `Each instruction adds a layer, and a later one can only hide what is in it. Everyone who can pull the image can take
    the file out of the layer it came in.`,
  remedy: 'Mount the file for the one instruction that needs it, or remove it in the instruction that brings it in.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'image'],
  safeguards: ['164.310(d)(2)(i)', '164.312(a)(1)'],

  check: {
    'dockerfile.Stage'(stage, context) {
      if (stage.role !== 'shipped') return; // of other stages no layer is carried on
      const removals = new Map<number, { readonly removed: NonNullable<Fate['removed']>; readonly added: Added[] }>();
      for (const added of [...dataOf(stage, context), ...keysOf(stage)]) {
        const { removed } = fateOf({ stage, step: added.step, ...(added.effect && { effect: added.effect }) });
        if (!removed) continue;
        const known = removals.get(removed.span.start);
        if (known) known.added.push(added);
        else removals.set(removed.span.start, { removed, added: [added] });
      }
      for (const { removed, added } of removals.values()) {
        const [first, ...others] = added as [Added, ...Added[]];
        const more = others.length === 0 ? '' : ` and ${others.length} more`;
        const edits =
          others.length === 0 && first.step.kind === 'CopiedFile'
            ? mountInstead(stage, first.step, removed.by, first.isKey ? 'secret' : 'bind')
            : undefined;
        context.report({
          at: { span: removed.span },
          message: `\`${first.source}\`${more} is only hidden here, and stays readable in the layer it came in. ${first.what}.`,
          severity: first.severity,
          related: added.map(({ span, source }) => ({ span, message: `\`${source}\` comes in here.` })),
          fixes: edits ? [{ title: `Mount \`${first.source}\` where it is used instead`, edits, safe: false }] : [],
        });
      }
      for (const { path, span, known } of hiddenOf(stage, context))
        context.report({
          at: { span },
          message: `\`${path}\` ${known ? 'comes in with the whole folder' : 'may come in with the whole folder'}, is only hidden here, and stays readable in that layer. It may hold patient data or credentials.`,
          severity: known ? 'error' : 'warning',
        });
    },
  },
});

type Around = Context<Record<never, never>>;
type Arrivals = ReturnType<typeof phiArrivals>[number];

/** Something that comes into a stage, and what it may hold. */
interface Added extends Pick<Arrivals, 'step' | 'span' | 'source' | 'effect'> {
  readonly isKey: boolean;
  readonly severity: Severity;
  readonly what: string;
}

const dataOf = (stage: Stage, context: Around): readonly Added[] =>
  phiArrivals(stage, OPTIONS, context)
    .filter(({ copy }) => copy.strength !== 'plausible')
    .map(({ copy, ...arrival }) => ({
      ...arrival,
      isKey: false,
      severity: copy.severity,
      what: `It may hold patient data${copy.synthetic ? '; its name says it is synthetic' : ''}`,
    }));

const keysOf = ({ steps }: Stage): readonly Added[] =>
  steps.flatMap((step) =>
    step.kind === 'CopiedFile' && step.fromStage === undefined && judgeSecretPath(step.source, step.destination) !== undefined
      ? [{ step, span: step.span, source: step.source, isKey: true, severity: 'error', what: 'It may hold credentials' }]
      : [],
  );

interface Hidden {
  readonly path: string;
  readonly span: Span;
  /** The workspace shows that the build is sent it; otherwise only its name tells. */
  readonly known: boolean;
}

/** The whole build context is copied, and a file of a telling name is removed from it later. */
function hiddenOf(stage: Stage, context: Around): readonly Hidden[] {
  const found: Hidden[] = [];
  const copied: CopiedFile[] = [];
  for (const step of stage.steps) {
    if (step.kind === 'CopiedFile') {
      if (step.fromStage === undefined && step.fromImage === undefined && WHOLE.test(step.source)) copied.push(step);
    } else if (copied.length > 0 && step.by === 'RUN')
      for (const effect of effectsOf(step)) {
        if (effect.kind !== 'remove') continue;
        const inside = effect.paths.flatMap((path) => copied.flatMap(({ destination }) => below(path, destination) ?? []));
        const sent = inside.flatMap((path) => sentFile(path, context) ?? []);
        if (sent[0]) found.push({ ...sent[0], span: effect.span });
      }
  }
  return found;
}

const WHOLE = /^(?:\.?\/)?(?:\.|\*)?$/;

function below(path: string, destination: string | undefined): string | undefined {
  if (destination === undefined || /[*?[]/.test(path)) return undefined;
  const folder = joinPath('', destination);
  if (folder === '' || folder === '/') return path.replace(/^\//, '');
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

/** A telling file at or below a path that the build is sent. */
function sentFile(path: string, context: Around): Omit<Hidden, 'span'> | undefined {
  const { project, file } = context;
  const sent = project?.contextsOf(file).map((build) => build.sent()) ?? [];
  const names = sent.flatMap(({ paths }) => paths.filter((name) => name === path || name.startsWith(`${path}/`)));
  const name = names.find((name) => isTelling(name, context));
  if (name !== undefined) return { path: name, known: true };
  const isWhole = project !== undefined && sent.every(({ complete }) => complete);
  return isWhole || !isTelling(path, context) ? undefined : { path, known: false };
}

function isTelling(path: string, context: Around): boolean {
  if (judgeSecretPath(path)) return true;
  const copy = judgePhiName(path, '', OPTIONS, context);
  return copy !== undefined && !copy.synthetic && (copy.strength === 'strong' || copy.strength === 'medium');
}
