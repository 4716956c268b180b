import { rule, type Report } from '../engine/rule.ts';
import { componentsOf, switchOf } from '../model/kubernetes/controlPlane.ts';
import type { Manifest } from '../model/nodes.ts';
import type { Field } from '../model/yaml.ts';

export default rule({
  id: 'unencrypted-etcd',
  title: 'Secrets are stored unencrypted in etcd',
  why: `Whoever gets hold of a disk or a backup of etcd reads every Secret in it: the passwords of the databases that hold
    patient records, and the keys they are encrypted with.`,
  remedy:
    'Encrypt Secrets with an `EncryptionConfiguration`, a KMS provider first, and hand it to the API server by `--encryption-provider-config`.',
  severity: 'error',
  profile: 'recommended',
  targets: ['kubernetes'],
  safeguards: ['164.312(a)(2)(iv)'],

  check: {
    'kubernetes.Manifest'(manifest, { report, file }) {
      for (const { program, form, flag } of componentsOf(manifest)) {
        if (program !== 'kube-apiserver' || (form === 'settings' && !leavesItOpen(manifest))) continue;
        const setting = flag('encryption-provider-config');
        if (setting.state !== 'unset') continue;
        report({
          at: setting,
          message: 'The API server stores Secrets unencrypted: it is given no `--encryption-provider-config`.',
        });
      }
      if (manifest.type === 'EncryptionConfiguration' || manifest.type === 'EncryptionConfig')
        checkConfiguration(manifest, report);
      else if (isNode(manifest)) checkNode(manifest, file, report);
      else checkManaged(manifest, report);
    },
  },
});

/** kubeadm and k0s encrypt nothing by themselves; RKE2 does, and k3s and kops have a switch of their own. */
const leavesItOpen = ({ type, apiVersion }: Manifest): boolean =>
  type.startsWith('Kubeadm') || type === 'ClusterConfiguration' || type === 'MasterConfiguration' || apiVersion.startsWith('k0s');

/** https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/: the first provider encrypts, all of them decrypt. */
function checkConfiguration({ field, partial, span }: Manifest, report: (report: Report) => void): void {
  const entries = field.at('resources').items();
  const found = entries.find((entry) =>
    entry
      .at('resources')
      .items()
      .some(({ text }) => text === 'secrets' || text === '*.' || text === '*.*'),
  );
  if (!found) {
    const all = entries.flatMap((entry) => entry.at('resources').items());
    if (partial || field.at('resources').open || all.some(({ known }) => !known)) return;
    const at = field.at('resources').written ? { span: field.at('resources').keySpan } : { span };
    report({ at, message: 'Secrets are not among the resources that are encrypted.' });
    return;
  }
  const first = found.at('providers').at(0);
  const identity = first.at('identity');
  if (identity.written)
    report({ at: { span: identity.keySpan }, message: 'Secrets are stored unencrypted: the first provider is `identity`.' });
}

/** The configuration file of a k3s or RKE2 node, which has no kind. */
function isNode({ type, apiVersion }: Manifest): boolean {
  return type === '' && apiVersion === '';
}

/** Keys that only a server has. */
const SERVER = ['cluster-init', 'tls-san', 'write-kubeconfig-mode', 'kube-apiserver-arg', 'datastore-endpoint', 'cluster-cidr'];

/** RKE2 encrypts Secrets unless told otherwise, k3s only when asked to (https://docs.k3s.io/security/secrets-encryption). */
function checkNode({ field, partial }: Manifest, file: string, report: (report: Report) => void): void {
  const encryption = field.at('secrets-encryption');
  const setting = switchOf(encryption);
  if (setting.state === 'set') {
    if (setting.value === false)
      report({ at: setting, message: 'Secrets are stored unencrypted: `secrets-encryption` is false.' });
    return;
  }
  if (setting.state === 'unknown' || partial || !/(?:^|[/.-])k3s(?:[/.-]|$)/i.test(file)) return;
  const server = SERVER.map((key) => field.at(key)).find(({ written }) => written);
  const flags = field.at('kube-apiserver-arg').items();
  if (!server || flags.some(({ text }) => text?.includes('encryption-provider-config'))) return;
  report({
    at: { span: server.keySpan },
    message: 'This server stores Secrets unencrypted: `secrets-encryption` is not set.',
  });
}

/** What cloud controllers and kops are told, when they are told so. */
function checkManaged({ field, apiVersion }: Manifest, report: (report: Report) => void): void {
  if (apiVersion.startsWith('kops.k8s.io/')) {
    const setting = switchOf(field.at('spec', 'encryptionConfig'));
    if (setting.value === false) report({ at: setting, message: 'Secrets are stored unencrypted: `encryptionConfig` is false.' });
    return;
  }
  if (!/^container\.(?:cnrm\.|gcp\.)/.test(apiVersion)) return;
  for (const holder of [field.at('spec'), field.at('spec', 'forProvider')])
    for (const encryption of oneOrMany(holder.at('databaseEncryption'))) {
      const state = encryption.at('state');
      if (state.text === 'DECRYPTED')
        // the disks below are encrypted all the same
        report({ at: state, message: 'Secrets are not encrypted with a key of yours.', severity: 'warning' });
    }
}

const oneOrMany = (field: Field): readonly Field[] => (field.isList ? field.items() : [field]);
