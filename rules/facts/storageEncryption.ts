/** A switch by which storage is encrypted, in the objects of an API group. */
export interface StorageSwitch {
  /** The group, without its version. */
  readonly group: RegExp;
  readonly kinds: ReadonlySet<string>;
  /** Keys below `spec`; `[]` is every entry of a list. */
  readonly paths: readonly (readonly string[])[];
}

const AWS = /^(?:[\w-]+\.)?aws\.(?:crossplane\.io|upbound\.io|m\.upbound\.io)$/;
const ACK = /^[\w-]+\.services\.k8s\.aws$/;

/**
 * Crossplane's providers (https://marketplace.upbound.io/providers/upbound/provider-family-aws), AWS Controllers for
 * Kubernetes (https://aws-controllers-k8s.github.io/community/reference/), Karpenter, Cluster API for AWS.
 */
export const storageSwitches: readonly StorageSwitch[] = [
  {
    group: AWS,
    kinds: new Set(['Instance', 'RDSInstance', 'Cluster', 'DBCluster', 'DBInstance', 'GlobalCluster']),
    paths: [['forProvider', 'storageEncrypted']],
  },
  {
    group: AWS,
    kinds: new Set(['EBSVolume', 'Volume', 'FileSystem', 'Cluster']),
    paths: [['forProvider', 'encrypted']],
  },
  {
    group: AWS,
    kinds: new Set(['ReplicationGroup']),
    paths: [['forProvider', 'atRestEncryptionEnabled']],
  },
  {
    group: AWS,
    kinds: new Set(['Domain']),
    paths: [
      ['forProvider', 'encryptAtRest', 'enabled'],
      ['forProvider', 'encryptAtRest', '[]', 'enabled'],
      ['forProvider', 'encryptionAtRestOptions', 'enabled'],
    ],
  },
  {
    group: AWS,
    kinds: new Set(['Instance', 'LaunchTemplate']),
    paths: [
      ['forProvider', 'rootBlockDevice', '[]', 'encrypted'],
      ['forProvider', 'ebsBlockDevice', '[]', 'encrypted'],
      ['forProvider', 'blockDeviceMappings', '[]', 'ebs', 'encrypted'],
    ],
  },
  {
    group: ACK,
    kinds: new Set(['DBInstance', 'DBCluster', 'GlobalCluster', 'FileSystem', 'ReplicationGroup', 'Domain', 'Volume']),
    paths: [['storageEncrypted'], ['encrypted'], ['atRestEncryptionEnabled'], ['encryptionAtRestOptions', 'enabled']],
  },
  {
    group: /^karpenter\.k8s\.aws$/,
    kinds: new Set(['EC2NodeClass', 'AWSNodeTemplate']),
    paths: [['blockDeviceMappings', '[]', 'ebs', 'encrypted']],
  },
  {
    group: /^infrastructure\.cluster\.x-k8s\.io$/,
    kinds: new Set(['AWSMachineTemplate', 'AWSMachinePool', 'AWSManagedMachinePool']),
    paths: [
      ['template', 'spec', 'rootVolume', 'encrypted'],
      ['template', 'spec', 'nonRootVolumes', '[]', 'encrypted'],
      ['awsLaunchTemplate', 'rootVolume', 'encrypted'],
    ],
  },
];

/** Parameters of a StorageClass that switch encryption on, all of them texts; Portworx calls it `secure`. */
export const encryptionParameters = ['encrypted', 'csi.storage.k8s.io/encrypted', 'secure'] as const;

/** Provisioners that hand out folders or disks of a node as they are. */
export const plainProvisioners: ReadonlySet<string> = new Set([
  'rancher.io/local-path',
  'kubernetes.io/no-provisioner',
  'docker.io/hostpath',
  'k8s.io/minikube-hostpath',
  'openebs.io/local',
  'microk8s.io/hostpath',
]);
