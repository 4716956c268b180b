import { rule, type Fix } from '../engine/rule.ts';
import { imageRows } from '../facts/images.ts';
import { isWindows } from '../model/isolation.ts';
import type { Container } from '../model/nodes.ts';
import type { Edit } from '../model/text.ts';

export default rule({
  id: 'writable-root-filesystem',
  title: 'Root file system of the container is writable',
  why: `An intruder can change the program where it stands, or put his own beside it, and the change is gone without a trace
    when the container is replaced.`,
  remedy: 'Make it read-only, and mount what the program has to write to: a temporary folder, a volume for its data.',
  severity: 'warning',
  profile: 'strict',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(c)(1)', '164.308(a)(5)(ii)(B)'],

  check: {
    Container(container, { report }) {
      const { name, readOnlyRoot, partial, role } = container;
      if (role === 'stage' || readOnlyRoot.state === 'unknown' || readOnlyRoot.value) return;
      if (partial && readOnlyRoot.state === 'unset') return;
      if (isWindows(container) || keepsDataInside(container)) return;
      report({
        at: readOnlyRoot,
        message: `The root file system of \`${name}\` is writable.`,
        fixes: fixes(container),
      });
    },
  },
});

/** A database whose data is on no volume has a graver problem, and read-only it would not start. */
function keepsDataInside({ image, mounts }: Container): boolean {
  const paths = (image?.name ? imageRows(image.name) : []).flatMap(({ dataPaths = '' }) => dataPaths.match(/\/[\w./-]+/g) ?? []);
  if (paths.length === 0) return false;
  return !paths.some((path) =>
    mounts.some(({ destination }) => destination !== undefined && (path === destination || isBelow(path, destination))),
  );
}

const isBelow = (path: string, folder: string): boolean => path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

function fixes(container: Container): readonly Fix[] {
  const { readOnlyRoot } = container;
  if (!readOnlyRoot.set) return [];
  const temporary = temporaryFolder(container);
  const title = temporary ? 'Make it read-only, with a temporary `/tmp`' : 'Make it read-only';
  // what is added at one place stays in its block: the innermost comes first
  return [{ title, edits: [readOnlyRoot.set(true), ...(temporary ?? [])], safe: false }];
}

/** The edits that mount an empty `/tmp`; nothing where there is one, or no place to write it. */
function temporaryFolder({ role, field, pod, mounts }: Container): readonly Edit[] | undefined {
  if (!field || mounts.some(({ destination }) => destination === '/tmp')) return undefined;
  if (role === 'service') {
    const edit = field.at('tmpfs').insert('/tmp');
    return edit && [edit];
  }
  const volumes = pod?.at('volumes');
  const mount = field.at('volumeMounts').insert('{ name: tmp, mountPath: /tmp }');
  const existing = volumes?.items().find((volume) => volume.at('name').text === 'tmp');
  if (!mount || (existing && !existing.at('emptyDir').written)) return undefined;
  if (existing) return [mount];
  const volume = volumes?.insert('{ name: tmp, emptyDir: {} }');
  return volume && [mount, volume];
}
