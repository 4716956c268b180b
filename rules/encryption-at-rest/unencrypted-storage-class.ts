import { strings } from '../engine/options.ts';
import type { Project } from '../engine/project.ts';
import { rule, type Related, type Report } from '../engine/rule.ts';
import { imageRows } from '../facts/images.ts';
import { encryptionParameters, plainProvisioners, storageSwitches } from '../facts/storageEncryption.ts';
import type { Manifest } from '../model/nodes.ts';
import { moved } from '../model/text.ts';
import { type Field, toBoolean } from '../model/yaml.ts';

export default rule({
  id: 'unencrypted-storage-class',
  title: 'Storage is declared without encryption',
  why: `Whoever gets hold of a disk, a snapshot or a discarded drive reads the patient records on it, past every login of the
    database.`,
  remedy: 'Switch encryption on where the storage is declared, with a key of your own where the provider has them.',
  severity: 'error',
  profile: 'recommended',
  targets: ['kubernetes'],
  safeguards: ['164.312(a)(2)(iv)', '164.310(d)(1)'],

  options: {
    allow: strings('Names of storage classes that may be unencrypted.'),
  },

  check: {
    'kubernetes.Manifest'(manifest, { options, report, project }) {
      const { type, field, name } = manifest;
      if (type === 'StorageClass' && !options.allow.includes(name)) checkClass(manifest, report, project);
      else if (type === 'PersistentVolume' && !options.allow.includes(field.at('spec', 'storageClassName').text ?? ''))
        for (const key of encryptionParameters) judge(field.at('spec', 'csi', 'volumeAttributes', key), name, '"true"', report);
      else if (type !== 'PersistentVolume' && type !== 'StorageClass') checkCloud(manifest, report);
    },
  },
});

function checkClass(manifest: Manifest, report: (report: Report) => void, project: Project | undefined): void {
  const { field, name } = manifest;
  const parameters = encryptionParameters.map((key) => field.at('parameters', key));
  for (const parameter of parameters) judge(parameter, name, '"true"', report);
  const provisioner = field.at('provisioner');
  if (!project || !plainProvisioners.has(provisioner.text ?? '') || parameters.some(({ written }) => written)) return;
  const use = dataStoreOn(name, manifest, project);
  if (use)
    report({
      at: provisioner,
      message: `\`${provisioner.text}\` hands out storage as it is, and \`${use.by}\` keeps its data on it.`,
      related: [use.related],
    });
}

/** Reports a switch that is off. Only what is written counts. */
function judge(field: Field, name: string, on: string, report: (report: Report) => void): void {
  if (!field.written || field.setting(toBoolean).value !== false) return;
  const edit = field.write(on);
  report({
    at: field,
    message: `\`${name}\` declares storage without encryption.`,
    fixes: edit ? [{ title: `Set \`${field.name}\` to true`, edits: [edit], safe: false }] : [],
  });
}

/** What operators of cloud providers are told of databases, disks and nodes. */
function checkCloud({ type, apiVersion, field, name }: Manifest, report: (report: Report) => void): void {
  const slash = apiVersion.indexOf('/');
  if (slash === -1) return;
  const group = apiVersion.slice(0, slash);
  if (type === 'ClusterConfig' && group === 'eksctl.io') {
    for (const key of ['nodeGroups', 'managedNodeGroups'])
      for (const nodes of field.at(key).items())
        judge(nodes.at('volumeEncrypted'), nodes.at('name').text ?? name, 'true', report);
    return;
  }
  for (const { group: pattern, kinds, paths } of storageSwitches)
    if (kinds.has(type) && pattern.test(group))
      for (const path of paths) for (const found of reach(field.at('spec'), path)) judge(found, name, 'true', report);
}

function reach(field: Field, [key, ...rest]: readonly string[]): readonly Field[] {
  if (key === undefined) return [field];
  return key === '[]' ? field.items().flatMap((item) => reach(item, rest)) : reach(field.at(key), rest);
}

interface Use {
  readonly by: string;
  readonly related: Related;
}

/** A data store of the workspace whose claims ask for a class, by templates of its own or by a claim it mounts. */
function dataStoreOn(className: string, { field }: Manifest, project: Project): Use | undefined {
  const standard = field.at('metadata', 'annotations', 'storageclass.kubernetes.io/is-default-class').text === 'true';
  const asks = (claim: Field): boolean => {
    const asked = claim.at('spec', 'storageClassName');
    return asked.text === className || (standard && !asked.written && !asked.open);
  };
  const manifests = project.manifests();
  const claims = new Set(
    manifests
      .filter(({ manifest }) => manifest.type === 'PersistentVolumeClaim' && asks(manifest.field))
      .map(({ manifest }) => `${manifest.namespace ?? ''} ${manifest.name}`),
  );
  for (const { file, start, manifest } of manifests)
    for (const { image, mounts, span, name } of manifest.containers) {
      const row = image?.name && imageRows(image.name).find(({ kind, dataPaths }) => dataPaths && DATA_STORES.has(kind));
      if (!row) continue;
      const templates = manifest.field.at('spec', 'volumeClaimTemplates').items();
      const asked = mounts.some(
        ({ type, source, field: mount }) =>
          type === 'claim' &&
          (claims.has(`${manifest.namespace ?? ''} ${source}`) ||
            templates.some((claim) => claim.at('metadata', 'name').text === mount?.at('name').text && asks(claim))),
      );
      if (!asked) continue;
      const at = moved(span, start);
      return { by: name, related: { file, span: at, message: `\`${name}\` runs ${row.product}.` } };
    }
  return undefined;
}

const DATA_STORES: ReadonlySet<string> = new Set(['database', 'search', 'object-store', 'fhir', 'ehr', 'pacs']);
