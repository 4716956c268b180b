import { backupsIn } from '../engine/backups.ts';
import { boolean } from '../engine/options.ts';
import { type Context, rule } from '../engine/rule.ts';
import { operatedStore } from '../facts/backupTools.ts';
import { dataStoreOf } from '../facts/dataPaths.ts';
import { manifestOf } from '../model/containers.ts';
import { environmentAround, isOptional } from '../model/environment.ts';
import { beside } from '../model/files.ts';
import { keepingOf, mountsFor } from '../model/keptMounts.ts';
import type { Container, Node } from '../model/nodes.ts';

export default rule({
  id: 'missing-backup',
  title: 'No backup of the data store was found in this workspace',
  why: `A volume keeps data while nothing goes wrong. A deleted claim, a bad migration or an encrypted disk takes the records
    with it, and only a copy that lies elsewhere brings them back.`,
  remedy:
    'Schedule a backup of the data store to another place, and try to restore from it. Where that is done outside of this workspace, say so with `elsewhere`.',
  severity: 'warning',
  profile: 'strict',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.308(a)(7)(ii)(A)', '164.308(a)(7)(i)', '164.310(d)(2)(iv)'],

  options: { elsewhere: boolean('Whether backups are made by something outside of this workspace.', false) },

  check: {
    Container(container, context) {
      const { image, role, partial, name } = container;
      if (context.options.elsewhere || !context.project || partial || (role !== 'service' && role !== 'main')) return;
      const store = dataStoreOf(image?.name);
      if (!store || store.kind === 'cache' || !isKept(container, store.paths) || isOptional(container, context.nodes)) return;
      const manifest = manifestOf(container, context.nodes);
      if (container.pod && !/^(?:StatefulSet|Deployment|DaemonSet|ReplicaSet|Pod)$/.test(manifest?.type ?? '')) return;
      tell(container, `${name}\` (${store.product})`, manifest?.namespace, context);
    },

    'kubernetes.Manifest'(manifest, context) {
      if (context.options.elsewhere || !context.project || manifest.partial) return;
      const store = operatedStore(manifest.apiVersion, manifest.type);
      if (!store || store.backup.some((path) => isOn(manifest.field.at(...path)))) return;
      tell(manifest, `${manifest.name}\` (${store.product})`, manifest.namespace, context);
    },
  },
});

type Around = Context<{ readonly elsewhere: boolean }>;

function tell(node: Node, name: string, namespace: string | undefined, context: Around): void {
  const { project, file, nodes, report } = context;
  if (!project || backupsIn(project).covers(namespace) || environmentAround(node, nodes, file) === 'test') return;
  if (hasScript(file, context)) return;
  report({ at: node, message: `No backup of \`${name} was found in this workspace; it may exist elsewhere.` });
}

/** Its data are on a volume that stays. */
const isKept = (container: Container, paths: readonly string[]): boolean =>
  paths.some((path) => mountsFor(container, path).some((mount) => keepingOf(mount) === 'kept'));

const isOn = (field: { readonly written: boolean; readonly text: string | undefined }): boolean =>
  field.written && field.text !== 'false';

/** How many folders up a script for backups is looked for. */
const HIGHEST = 4;

/** A script of the project that makes backups, or restores what something else makes. */
function hasScript(file: string, { project }: Around): boolean {
  let folder = beside(file, '.');
  for (let up = 0; folder !== undefined && folder !== '' && up < HIGHEST; up++) {
    const { paths } = project!.files.below(`${folder}/`);
    if (
      paths.some((path) =>
        /(?:^|[/_.-])(?:backups?|restore)[^/]*\.(?:sh|bash|py|rb|ps1|ya?ml|timer|service|cron|tf)$/i.test(path),
      )
    )
      return true;
    folder = beside(`${folder}/`, '..');
  }
  return false;
}
