import { judgeContent, type PhiContent } from '../facts/phiContent.ts';
import { judgePhiPath, looksSynthetic, type PhiSignal } from '../facts/phiPath.ts';
import { type FileEffect, effectsOf } from '../model/fileEffects.ts';
import { beside, type Files } from '../model/files.ts';
import { globTest, matchesGlob } from '../model/glob.ts';
import { UNKNOWN } from '../model/imageName.ts';
import type { Command, CopiedFile, Stage } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';
import type { BuildContext } from './project.ts';
import { ignoreEdits } from './project/ignoreEdit.ts';
import type { Context, Fix, Severity } from './rule.ts';

/** What a file that is copied may hold, by its name and, where it can be read, its beginning. */
export interface PhiCopy {
  readonly severity: Severity;
  readonly strength: PhiSignal['strength'];
  /** Its path or content says that it was made up. */
  readonly synthetic: boolean;
  /** What was read in it; absent when its name alone decides. */
  readonly content?: PhiContent;
  /** Of a folder or pattern: the file that was judged, relative to what the copy starts from. */
  readonly file?: string;
}

/** What decides which files count: the options of `phi-file-copy` and its kin. */
export interface PhiCopyOptions {
  readonly words: readonly string[];
  readonly allow: readonly string[];
  readonly weak: boolean;
}

type Around = Pick<Context<PhiCopyOptions>, 'file' | 'phi' | 'project'>;
type Copied = Pick<CopiedFile, 'source' | 'destination' | 'by' | 'content' | 'fromImage'>;

/** Judges a file that is copied. Nothing for one that is allowed, or that says nothing of patients. */
export function judgePhiCopy(copied: Copied, options: PhiCopyOptions, around: Around): PhiCopy | undefined {
  const { source, destination } = copied;
  if (matchesGlob(source.replace(/^(?:\.?\/)+/, ''), options.allow)) return undefined;
  if (isLeftOut(copied, around)) return undefined;
  if (around.phi.hasPath(source)) return { severity: 'error', strength: 'strong', synthetic: false };
  const signal = judgePhiPath(source, destination, options.words);
  if (copied.content) return judged(source, signal, judgeContent(source, copied.content.text), options.weak);
  if (!around.project || copied.fromImage !== undefined) return judged(source, signal, undefined, options.weak);

  const files = around.project.files;
  const named = /[*?[]/.test(source) ? [] : namesOf(copied, around);
  const name = named.find((name) => mayHold(name) && files.head(name) !== undefined);
  if (name !== undefined) return judged(source, signal, contentOf(files, name), options.weak);
  const byName = judged(source, signal, undefined, options.weak);
  return byName?.severity === 'error' ? byName : (bestBelow(copied, options, around) ?? byName);
}

/** What came in by name only: a download of a command, or a file it reads into a database. */
export function judgePhiName(source: string, path: string, options: PhiCopyOptions, { phi }: Around): PhiCopy | undefined {
  if (matchesGlob(path.replace(/^\/+/, ''), options.allow) || matchesGlob(source, options.allow)) return undefined;
  if (phi.hasPath(path)) return { severity: 'error', strength: 'strong', synthetic: false };
  return judged(source, judgePhiPath(source, path, options.words), undefined, options.weak);
}

/** Everything a stage takes in that may hold patient data, copies from other stages excepted. */
export function phiArrivals(stage: Stage, options: PhiCopyOptions, around: Around): readonly PhiArrival[] {
  const found: PhiArrival[] = [];
  for (const step of stage.steps) {
    if (step.kind === 'CopiedFile') {
      if (step.fromStage !== undefined) continue; // it is judged where it came in
      const copy = judgePhiCopy(step, options, around);
      if (copy) found.push({ stage, step, span: step.span, source: step.source, copy });
    } else if (step.by === 'RUN')
      for (const effect of effectsOf(step)) {
        if (effect.kind !== 'add') continue;
        const copy = judgePhiName(effect.source, effect.path, options, around);
        if (copy) found.push({ stage, step, effect, span: effect.span, source: effect.source, copy });
      }
  }
  return found;
}

/** Something that comes into a stage and may hold patient data. */
export interface PhiArrival {
  readonly stage: Stage;
  readonly step: CopiedFile | Command;
  readonly effect?: FileEffect;
  readonly span: Span;
  /** As its author names it. */
  readonly source: string;
  readonly copy: PhiCopy;
}

function judged(
  path: string,
  signal: PhiSignal | undefined,
  content: PhiContent | undefined,
  weak: boolean,
): PhiCopy | undefined {
  const strength = content ? withContent(signal?.strength, content.strength) : signal?.strength;
  if (strength === undefined) return undefined;
  const read = content?.strength === 'strong' || content?.strength === 'plausible' ? content : undefined;
  const synthetic = signal?.synthetic ?? looksSynthetic(path);
  const severity = severityOf(strength, synthetic || (content?.synthetic ?? false), weak);
  return severity && { severity, strength, synthetic, ...(read && { content: read }) };
}

/** What is read weighs more than the name; a name alone still counts a little where nothing was found. */
function withContent(named: PhiSignal['strength'] | undefined, read: PhiContent['strength']): PhiSignal['strength'] | undefined {
  if (read === 'never') return undefined;
  if (read === 'none') return named === 'strong' ? 'plausible' : undefined;
  return read === 'strong' || named === 'strong' || named === 'medium' ? 'strong' : 'plausible';
}

function severityOf(strength: PhiSignal['strength'], synthetic: boolean, weak: boolean): Severity | undefined {
  if (strength === 'strong') return synthetic ? 'warning' : 'error';
  if (synthetic) return undefined;
  if (strength === 'medium') return 'error';
  return strength === 'plausible' ? 'warning' : weak ? 'info' : undefined;
}

/** Formats whose beginning says what is in them; source code is not read. */
const mayHold = (name: string): boolean =>
  /\.(?:csv|tsv|psv|txt|dat|json|ndjson|jsonl|xml|sql|dump|pgdump|dcm|dicom|ima|img|hl7|adt|or[umul]|siu|dft|mdm|x12|edi|ncpdp|27[0-8]|83[457]|ccda?|cda|ccr|msg)$|\/[^./]+$/i.test(
    name,
  ) && !/\/(?:package(?:-lock)?|tsconfig|composer|angular|manifest|requirements)[^/]*$/i.test(name);

/** The names, in the workspace, of what a copy names. */
function namesOf({ source, by }: Copied, { file, project }: Around): readonly string[] {
  const path = source.replace(/^\/+/, '');
  if (by === 'generator' || by === 'config') return [beside(file, source)].filter((name) => name !== undefined);
  return project!
    .contextsOf(file)
    .filter((context) => !context.ignores(path.replace(/^(?:\.\/)+/, '')))
    .flatMap(({ folder }) => beside(folder, path) ?? []);
}

/** Whether a copy from the build context finds nothing there, since an ignore file keeps all it names out. */
function isLeftOut(copied: Copied, { file, project }: Around): boolean {
  const contexts = isFromContext(copied) ? (project?.contextsOf(file) ?? []) : [];
  if (contexts.length === 0) return false;
  const path = copied.source.replace(/^(?:\.?\/)+/, '').replace(/(?<!\/)\/+$/, '');
  return contexts.every((context) => context.hasIgnores && context.ignores(path) && !isBroughtBack(path, context));
}

/** Whether a `!` of the ignore file lets through some of what a folder or pattern names. */
function isBroughtBack(path: string, context: BuildContext): boolean {
  const matches = globTest([path, `${path}/**`]);
  return context.sent().paths.some(matches);
}

const isFromContext = ({ source, by, content, fromImage, fromStage }: Copied & { fromStage?: number }): boolean =>
  (by === 'COPY' || by === 'ADD') &&
  !content &&
  fromImage === undefined &&
  fromStage === undefined &&
  !/^[a-z][a-z\d+.-]*:\/\//i.test(source);

/** The fix that leaves a copied file out of the build, where it comes from there. Nothing for what is written, downloaded or taken from an image. */
export function leaveOut(copied: CopiedFile, { file, project }: Pick<Around, 'file' | 'project'>): readonly Fix[] {
  const contexts = isFromContext(copied) ? (project?.contextsOf(file) ?? []) : [];
  const path = copied.source.replace(/^(?:\.?\/)+/, '').replace(/(?<!\/)\/+$/, '');
  if (!project || contexts.length === 0 || path === '' || path.includes(UNKNOWN)) return [];
  const title = `Keep \`${path}\` out of the build; what needs it must then mount it`;
  return [{ title, edits: ignoreEdits(contexts, [path], project.files), safe: false }];
}

/** How many files of a folder are judged by name, and of how many the beginning is read. */
const [MOST_NAMES, MOST_HEADS] = [500, 40];

/** The file below a folder, or among those a pattern matches, that says most. The whole context is for `broad-copy`. */
function bestBelow({ source, destination, by }: Copied, options: PhiCopyOptions, { file, project }: Around): PhiCopy | undefined {
  const path = source.replace(/^(?:\.?\/)+/, '').replace(/(?<!\/)\/+$/, '');
  if (path === '' || path === '.' || /^\*+(?:\.\*)?$/.test(path) || by === 'generator' || by === 'config') return undefined;
  const isGlob = /[*?[]/.test(path);
  const matches = isGlob ? globTest([path]) : (name: string) => name.startsWith(`${path}/`);
  const { files } = project!;
  let heads = 0;
  let best: PhiCopy | undefined;
  for (const context of project!.contextsOf(file)) {
    const names = context.sent().paths.filter(matches).slice(0, MOST_NAMES);
    for (const name of names) {
      const signal = judgePhiPath(name, destination, options.words);
      const full = beside(context.folder, name);
      const isRead = full !== undefined && mayHold(`/${name}`) && heads++ < MOST_HEADS;
      const copy = judged(name, signal, isRead ? contentOf(files, full) : undefined, options.weak);
      if (copy && (!best || RANK[copy.severity] > RANK[best.severity])) best = { ...copy, file: name };
      if (best?.severity === 'error') return best;
    }
  }
  return best;
}

const RANK: Readonly<Record<Severity, number>> = { info: 1, warning: 2, error: 3 };

const contents = new WeakMap<Files, Map<string, PhiContent | undefined>>();

/** A file is read once in a moment of the workspace. */
function contentOf(files: Files, name: string): PhiContent | undefined {
  let known = contents.get(files);
  if (!known) contents.set(files, (known = new Map()));
  if (known.has(name)) return known.get(name);
  const head = files.head(name);
  const content = head === undefined ? undefined : judgeContent(name, head);
  known.set(name, content);
  return content;
}
