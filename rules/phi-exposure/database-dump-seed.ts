import { strings } from '../engine/options.ts';
import { type Context, rule } from '../engine/rule.ts';
import { isInitFolder, judgeSeedName } from '../facts/dumpNames.ts';
import { describeContent, judgeContent, type PhiContent } from '../facts/phiContent.ts';
import { judgePhiPath } from '../facts/phiPath.ts';
import { beside } from '../model/files.ts';
import { matchesGlob } from '../model/glob.ts';
import type { Mount } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';

export default rule({
  id: 'database-dump-seed',
  title: 'Database starts from a data dump',
  why: `A dump of a running system is a copy of its records. Beside the code it has none of the database’s guards: everyone
    with the repository, the image or the host’s folder can read it.`,
  remedy: 'Start from the schema and made-up rows, and restore a dump where the data may be, with its own access control.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.308(a)(4)(i)', '164.310(d)(2)(i)'],

  options: { allow: strings('Globs of files that a database may start from.') },

  check: {
    CopiedFile(copied, context) {
      const { source, destination, stage, fromStage, fromImage, content } = copied;
      if (!stage || fromStage !== undefined || fromImage !== undefined || !isInitFolder(destination ?? '')) return;
      const folders = context.project?.contextsOf(context.file).map(({ folder }) => folder) ?? [];
      if (content) judge(source, copied, context, content.text);
      else judgeAll(source.replace(/^\/+/, ''), copied, context, folders);
    },

    Mount(mount, context) {
      const { type, source, destination = '', field, stage } = mount;
      if (stage || !isInitFolder(destination)) return;
      if (mount.volume || (type === 'claim' && field)) return ofKubernetes(mount, context);
      if (type === 'bind' && source !== undefined) judgeAll(source, mount, context, [context.file]);
      if (type === 'config') ofConfig(mount, context);
    },
  },
});

type Around = Context<{ readonly allow: readonly string[] }>;
type Place = { readonly span: Span };

/** A file by itself; of a folder or pattern the first that tells. */
function judgeAll(source: string, at: Place, context: Around, from: readonly string[]): void {
  if (!/[*?[]/.test(source) && judgeSeedName(source)) {
    const heads = from.flatMap((file) => beside(file, source) ?? []).map((name) => context.project?.files.head(name));
    judge(
      source,
      at,
      context,
      heads.find((head) => head !== undefined),
    );
    return;
  }
  if (/\.\w+$/.test(source) && !source.includes('*')) return; // a script
  for (const file of from) {
    const folder = beside(
      file,
      source.includes('*') ? source.slice(0, source.lastIndexOf('/', source.indexOf('*')) + 1) || '.' : source,
    );
    if (folder === undefined) continue;
    for (const path of context.project?.files.below(`${folder}/`).paths.slice(0, MOST_FILES) ?? []) {
      if (path.includes('/') || !judgeSeedName(path)) continue;
      if (judge(path, at, context, context.project?.files.head(`${folder}/${path}`))) return;
    }
  }
}

const MOST_FILES = 200;

/** Reports a file whose name or rows tell; says whether it did. */
function judge(path: string, at: Place, { options, report }: Around, head?: string): boolean {
  const name = judgeSeedName(path);
  if (!name || matchesGlob(path.replace(/^(?:\.?\/)+/, ''), options.allow)) return false;
  const content = head === undefined ? undefined : judgeContent(path, head);
  const tells = content?.strength === 'strong' || content?.strength === 'plausible';
  if (content ? !tells : name.kind === 'sql') return false;
  const synthetic = name.synthetic || (content?.synthetic ?? false);
  const isStrong = content?.strength === 'strong' || judgePhiPath(path)?.strength === 'strong';
  if (synthetic && !isStrong) return false;
  report({ at, message: message(path, tells ? content : undefined, synthetic), severity: synthetic ? 'info' : 'warning' });
  return true;
}

function message(path: string, content: PhiContent | undefined, synthetic: boolean): string {
  const what = content ? `It looks like ${describeContent(content)}` : 'It may hold records of a running system';
  return `The database starts from \`${path}\`. ${what}${synthetic && !content?.synthetic ? '; its name says it is synthetic' : ''}.`;
}

/** A config of compose: in the file itself, or beside it. */
function ofConfig({ source, field, span }: Mount, context: Around): void {
  let root = field;
  while (root?.parent) root = root.parent;
  const config = source === undefined ? undefined : root?.at('configs', source);
  const file = config?.at('file').text;
  if (file !== undefined) judgeAll(file, { span }, context, [context.file]);
  else if (config?.at('content').text !== undefined) judge(`${source}.sql`, { span }, context, config.at('content').text);
}

/** A ConfigMap or claim: by the keys that are named here, else by those the workspace shows. */
function ofKubernetes({ field, volume, span, type, source }: Mount, context: Around): void {
  const subPath = field?.at('subPath');
  const items = volume?.at('configMap', 'items').items() ?? [];
  const named = subPath?.text !== undefined ? [subPath] : items.map((item) => item.at('key'));
  const shown = type === 'config' && context.project ? context.project.manifests().filter(isCalled(source)) : [];
  const data = shown.flatMap(({ manifest }) => manifest.field.at('data').entries());
  const keys = named.length > 0 ? named.flatMap(({ text }) => text ?? []) : data.map(([key]) => key);
  for (const [at, key] of keys.entries()) {
    const text = data.find(([name]) => name === key)?.[1].text;
    if (judge(key, { span: named[at]?.textSpan ?? span }, context, text)) return;
  }
}

const isCalled =
  (name: string | undefined) =>
  ({ manifest }: { readonly manifest: { readonly type: string; readonly name: string } }): boolean =>
    manifest.type === 'ConfigMap' && manifest.name === name;
