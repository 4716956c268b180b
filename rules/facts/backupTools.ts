/** Programs that make a backup of a data store, by their manuals; a word of a command, image or script's name. */
const PROGRAMS =
  /(?:^|[\s/;|&("'=])(?:pg_dump(?:all)?|pg_basebackup|pg_probackup|mysqldump|mariadb-dump|mysqlpump|mydumper|mariabackup|mariadb-backup|xtrabackup|mongodump|pbm|wal-g|wal-e|pgbackrest|barman(?:-cloud-backup)?|restic|borg|borgmatic|duplicity|duplicati-cli|kopia|rman|expdp|velero|influxd? backup|neo4j-admin|arangodump|cbbackupmgr|clickhouse-backup|nodetool snapshot|medusa|rdb-tools|etcdctl(?:\s+\S+){0,6}\s+snapshot\s+save|BACKUP DATABASE|redis-cli(?:\s+\S+){0,6}\s+(?:bgsave|--rdb)|rclone\s+(?:copy|sync)|mc\s+mirror|orthanc-backup)(?=$|[\s;|&)"'])/i;
/** Images whose only purpose is to make backups, by words of their names. */
const IMAGES =
  /(?:^|[/_-])(?:backups?|pgbackups?|pg[_-]?dump|postgres-backup[\w-]*|mysql-backup|mongo-backup|restic|borg(?:matic)?|wal-g|pgbackrest|barman|velero|duplicati|duplicity|kopia|docker-volume-backup|volumerize|offen)(?:[/_:-]|$)/i;

export const runsBackup = (command: string): boolean => PROGRAMS.test(command);
export const isBackupImage = (repository: string): boolean => IMAGES.test(repository);

/** Kinds of objects that make or schedule backups of what is in their namespace, by API group. */
const OBJECTS: readonly (readonly [group: RegExp, types: RegExp])[] = [
  [/^velero\.io\//, /^(?:Schedule|Backup)$/],
  [/^k8up\.io\//, /^(?:Schedule|Backup)$/],
  [/^backup\.appuio\.ch\//, /^(?:Schedule|Backup)$/],
  [/^stash\.appscode\.com\//, /^(?:BackupConfiguration|BackupBatch|BackupSession)$/],
  [/^core\.kubestash\.com\//, /^(?:BackupConfiguration|BackupSession)$/],
  [/^config\.kio\.kasten\.io\//, /^Policy$/],
  [/^longhorn\.io\//, /^(?:RecurringJob|Backup)$/],
  [/^snapscheduler\.backube\//, /^SnapshotSchedule$/],
  [/^volsync\.backube\//, /^ReplicationSource$/],
  [/^stork\.libopenstorage\.org\//, /^(?:VolumeSnapshotSchedule|ApplicationBackupSchedule|SchedulePolicy)$/],
  [/^triliovault\.trilio\.io\//, /^(?:BackupPlan|Backup|Policy)$/],
  [/^snapshot\.storage\.k8s\.io\//, /^VolumeSnapshot$/],
  [/^postgresql\.cnpg\.io\//, /^(?:ScheduledBackup|Backup)$/],
  [/^pxc\.percona\.com\//, /^PerconaXtraDBClusterBackup$/],
  [/^psmdb\.percona\.com\//, /^PerconaServerMongoDBBackup$/],
  [/^pgv2\.percona\.com\//, /^PerconaPGBackup$/],
  [/^mysql\.oracle\.com\//, /^MySQLBackup$/],
  [/^k8s\.mariadb\.com\//, /^(?:Backup|PhysicalBackup)$/],
];

export const isBackupObject = (apiVersion: string, type: string): boolean =>
  OBJECTS.some(([group, types]) => group.test(apiVersion) && types.test(type));

/** A custom resource by which an operator runs a data store, and where it has its backups. */
interface OperatedStore {
  readonly group: RegExp;
  readonly type: string;
  readonly product: string;
  /** Paths of which one must be there, and not be switched off. */
  readonly backup: readonly (readonly string[])[];
}

const OPERATED: readonly OperatedStore[] = [
  {
    group: /^postgresql\.cnpg\.io\//,
    type: 'Cluster',
    product: 'CloudNativePG',
    backup: [
      ['spec', 'backup'],
      ['spec', 'plugins'],
    ],
  },
  { group: /^acid\.zalan\.do\//, type: 'postgresql', product: 'Zalando PostgreSQL', backup: [['spec', 'enableLogicalBackup']] },
  {
    group: /^postgres-operator\.crunchydata\.com\//,
    type: 'PostgresCluster',
    product: 'Crunchy PostgreSQL',
    backup: [['spec', 'backups', 'pgbackrest']],
  },
  {
    group: /^pgv2\.percona\.com\//,
    type: 'PerconaPGCluster',
    product: 'Percona PostgreSQL',
    backup: [['spec', 'backups', 'pgbackrest']],
  },
  {
    group: /^pxc\.percona\.com\//,
    type: 'PerconaXtraDBCluster',
    product: 'Percona XtraDB',
    backup: [
      ['spec', 'backup', 'schedule'],
      ['spec', 'backup', 'pitr'],
    ],
  },
  {
    group: /^psmdb\.percona\.com\//,
    type: 'PerconaServerMongoDB',
    product: 'Percona Server for MongoDB',
    backup: [
      ['spec', 'backup', 'tasks'],
      ['spec', 'backup', 'pitr'],
    ],
  },
  {
    group: /^mysql\.oracle\.com\//,
    type: 'InnoDBCluster',
    product: 'MySQL InnoDB Cluster',
    backup: [['spec', 'backupSchedules']],
  },
  { group: /^mongodbcommunity\.mongodb\.com\//, type: 'MongoDBCommunity', product: 'MongoDB', backup: [] },
  {
    group: /^elasticsearch\.k8s\.elastic\.co\//,
    type: 'Elasticsearch',
    product: 'Elasticsearch',
    backup: [['spec', 'secureSettings']],
  },
];

export const operatedStore = (apiVersion: string, type: string): OperatedStore | undefined =>
  OPERATED.find((store) => store.type === type && store.group.test(apiVersion));

/** Labels and annotations by which tools are told what to back up. */
export const isBackupLabel = (key: string): boolean =>
  /^(?:backup\.velero\.io\/|k8up\.io\/backup|docker-volume-backup\.|stash\.appscode\.com\/|recurring-job(?:-group)?\.longhorn\.io\/|ofelia\.|io\.backup\.)/.test(
    key,
  );
