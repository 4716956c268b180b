import { rule, type Context, type Fix } from '../engine/rule.ts';
import { backupCommand, isDataVolume } from '../facts/backups.ts';
import type { Manifest } from '../model/nodes.ts';
import { type Field, toBoolean } from '../model/yaml.ts';

type Own = Context<unknown>;

/** What Velero must not leave out: where the data is, and what is needed to reach it. */
const NEEDED = /^(?:\*|pvcs?|pvs?|persistentvolumeclaims?|persistentvolumes?|secrets?|configmaps?)(?:\.|$)/i;

export default rule({
  id: 'disabled-backup',
  title: 'Backup is switched off or leaves data out',
  why: `Records that are in no backup are lost with the disk, the cluster or the ransom note. That the backup left them out
    is noticed when it is needed.`,
  remedy: 'Remove the switch, and try now and then whether what was saved can be restored.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.308(a)(7)(ii)(A)', '164.310(d)(2)(iv)'],

  check: {
    Label({ key, value, owner }, { report }) {
      if (key !== 'velero.io/exclude-from-backup' || value.value === undefined || toBoolean(value.value) !== true) return;
      report({
        at: value,
        message: `\`${owner}\` is left out of every backup.`,
        fixes: value.remove ? [{ title: 'Remove the label', edits: [value.remove()], safe: false }] : [],
      });
    },
    'kubernetes.Manifest'(manifest, context) {
      const { type, apiVersion } = manifest;
      lookAtVolumes(manifest, context);
      if (apiVersion.startsWith('velero.io/')) return lookAtVelero(manifest, context);
      if (type === 'CronJob') return lookAtCronJob(manifest, context);
      for (const [field, message] of switchesOf(manifest)) say(field, message, context);
    },
    'compose.File'({ services }, { report }) {
      for (const container of services) {
        const { name, field } = container;
        const replicas = field!.at('deploy', 'replicas').written ? field!.at('deploy', 'replicas') : field!.at('scale');
        if (replicas.value !== 0 || !backupCommand(container)) continue;
        report({ at: replicas, message: `\`${name}\` makes the backups, but has no replicas.` });
      }
    },
  },
});

function say(field: Field, message: string, { report }: Own): void {
  const edit = field.remove();
  const fixes: readonly Fix[] = edit ? [{ title: `Remove \`${field.name}\``, edits: [edit], safe: false }] : [];
  report({ at: field, message, fixes: field.name === '' ? [] : fixes });
}

const isOn = (field: Field): boolean => field.known && field.value === true;
const isOff = (field: Field): boolean => field.known && field.value === false;

/** The switch of one kind of object each, from the operators' references. */
function switchesOf({ type, apiVersion, field, name }: Manifest): readonly (readonly [Field, string])[] {
  const spec = field.at('spec');
  const group = apiVersion.split('/')[0];
  const found: [Field, string][] = [];
  const add = (at: Field, bad: boolean, message: string): void => {
    if (bad) found.push([at, message]);
  };
  if (group === 'postgresql.cnpg.io' && type === 'ScheduledBackup')
    add(spec.at('suspend'), isOn(spec.at('suspend')), `\`${name}\` is suspended: no backup is made.`);
  if (group === 'acid.zalan.do' && type === 'postgresql')
    add(spec.at('enableLogicalBackup'), isOff(spec.at('enableLogicalBackup')), `\`${name}\` makes no logical backup.`);
  if (/\.percona\.com$/.test(group ?? '')) {
    const enabled = spec.at('backup', 'enabled');
    add(enabled, isOff(enabled), `\`${name}\` makes no backup.`);
  }
  if (group === 'longhorn.io' && type === 'RecurringJob' && /^backup/.test(spec.at('task').text ?? ''))
    add(spec.at('retain'), spec.at('retain').value === 0, `\`${name}\` keeps none of its backups.`);
  return found;
}

function lookAtVelero({ type, field, name, partial }: Manifest, context: Own): void {
  if (type !== 'Schedule' && type !== 'Backup') return;
  const spec = field.at('spec');
  if (type === 'Schedule' && isOn(spec.at('paused')))
    say(spec.at('paused'), `\`${name}\` is paused: no backup is made.`, context);
  const template = type === 'Schedule' ? spec.at('template') : spec;
  const snapshots = template.at('snapshotVolumes');
  const bySystem = ['defaultVolumesToFsBackup', 'defaultVolumesToRestic'].map((key) => template.at(key));
  if (isOff(snapshots) && !partial && bySystem.every((other) => !other.open && other.known && other.value !== true))
    say(snapshots, `\`${name}\` saves objects, but not what is on their volumes.`, context);
  for (const entry of template.at('excludedResources').items())
    if (entry.known && NEEDED.test(entry.text ?? '')) say(entry, `\`${name}\` leaves \`${entry.text}\` out.`, context);
}

/** A job that is suspended for good makes no backup. */
function lookAtCronJob({ field, name, containers }: Manifest, context: Own): void {
  const suspend = field.at('spec', 'suspend');
  if (isOn(suspend) && containers.some((container) => backupCommand(container, name)))
    say(suspend, `\`${name}\` is suspended: no backup is made.`, context);
}

/** Pod annotations that name volumes to leave out; caches and the like may be. */
function lookAtVolumes({ containers }: Manifest, context: Own): void {
  const said = new Set<number>();
  for (const { pod } of containers) {
    const excludes = pod?.parent?.at('metadata', 'annotations', 'backup.velero.io/backup-volumes-excludes');
    if (!excludes?.isScalar || !excludes.known || said.has(excludes.span.start)) continue;
    said.add(excludes.span.start);
    const volume = excludes.text!.split(',').find((each) => isDataVolume(each.trim(), containers));
    if (volume !== undefined) say(excludes, `The volume \`${volume.trim()}\` is left out of every backup.`, context);
  }
}
