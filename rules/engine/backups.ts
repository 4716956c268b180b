import { isBackupImage, isBackupLabel, isBackupObject, runsBackup } from '../facts/backupTools.ts';
import type { Container, Manifest, Node } from '../model/nodes.ts';
import type { Field } from '../model/yaml.ts';
import type { Project } from './project.ts';

/** What in a workspace makes backups, and of which namespaces. */
export interface Backups {
  /** Whether something may back up what is in a namespace; without one, whether anything backs up anything. */
  covers(namespace: string | undefined): boolean;
}

const known = new WeakMap<Project, Backups>();

/** The backups a workspace shows: schedules, jobs, services beside the data stores, labels of tools. Looked for once. */
export function backupsIn(project: Project): Backups {
  let backups = known.get(project);
  if (!backups) known.set(project, (backups = find(project)));
  return backups;
}

type Coverage = (namespace: string | undefined) => boolean;
const everywhere: Coverage = () => true;

function find(project: Project): Backups {
  const found: Coverage[] = [];
  for (const { manifest } of project.manifests()) {
    const { apiVersion, type, containers } = manifest;
    if (isBackupObject(apiVersion, type)) found.push(coverageOf(manifest));
    else if (containers.some(makesBackup)) found.push(everywhere);
  }
  for (const target of ['compose', 'kubernetes'] as const)
    for (const { parts } of project.documents(target))
      for (const { part } of parts) if (part.nodes.some(isEvidence)) found.push(everywhere);
  return { covers: (namespace) => found.some((covers) => covers(namespace)) };
}

const isEvidence = (node: Node): boolean =>
  (node.kind === 'Label' && isBackupLabel(node.key)) ||
  (node.kind === 'Container' && node.role === 'service' && makesBackup(node));

/** A container that runs a backup program, by its image or by what it is told to run. */
function makesBackup({ name, image, field, variables }: Container): boolean {
  if (image?.name?.repository !== undefined && isBackupImage(image.name.repository)) return true;
  if (/(?:^|[-_])backups?(?:$|[-_])/.test(name)) return true;
  const words = ['command', 'args', 'entrypoint', 'script'].flatMap((key) => (field ? wordsOf(field.at(key)) : []));
  return (
    runsBackup(words.join(' ')) ||
    variables.some(({ name: variable }) =>
      /^(?:RESTIC_REPOSITORY|BORG_REPO|WALG_S3_PREFIX|BACKUP_SCHEDULE|BACKUP_CRON)/.test(variable),
    )
  );
}

const wordsOf = (field: Field): readonly string[] =>
  field.isList ? field.items().map(({ unsubstituted }) => unsubstituted ?? '') : [field.unsubstituted ?? ''];

/** Velero names the namespaces it takes and leaves; what others schedule is for their own. */
function coverageOf({ apiVersion, namespace, field }: Manifest): Coverage {
  if (!apiVersion.startsWith('velero.io/'))
    return (wanted) => namespace === undefined || wanted === undefined || wanted === namespace;
  const template = field.at('spec', 'template').written ? field.at('spec', 'template') : field.at('spec');
  const named = (key: string): readonly string[] =>
    template
      .at(key)
      .items()
      .flatMap(({ text }) => text ?? []);
  const [taken, left] = [named('includedNamespaces'), named('excludedNamespaces')];
  return (wanted) =>
    wanted === undefined || ((taken.length === 0 || taken.includes('*') || taken.includes(wanted)) && !left.includes(wanted));
}
