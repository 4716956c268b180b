import { oneOf } from '../engine/options.ts';
import { type Context, type Fix, rule } from '../engine/rule.ts';
import { type DataStore, dataStoreOf } from '../facts/dataPaths.ts';
import { UNKNOWN } from '../model/imageName.ts';
import { containerOf, isStart, manifestOf } from '../model/containers.ts';
import { environmentAround, isOptional } from '../model/environment.ts';
import { keepingOf, mountsFor, rootOf, tidy } from '../model/keptMounts.ts';
import type { Command, Container, Mount, Node } from '../model/nodes.ts';
import { invocationsOf } from '../model/invocations.ts';
import { shellOf } from '../model/shell.ts';
import { plainOrQuoted } from '../model/yaml.ts';

export default rule({
  id: 'ephemeral-data-store',
  title: 'Data store keeps its data on storage that is lost with the container',
  why: `When the container is replaced, by an update, a restart on another host or a mistake, everything written since it
    began is gone, and no backup can bring back what nothing kept.`,
  remedy: 'Mount a named volume, or a volume of a claim, where the data store keeps its data.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.308(a)(7)(i)', '164.308(a)(7)(ii)(A)', '164.312(c)(1)'],

  options: {
    context: oneOf(
      'Where a data store counts: unless something says it is for development or tests, or anywhere.',
      ['production', 'any'],
      'production',
    ),
  },

  check: {
    Container(container, context) {
      const { image, role, partial, name } = container;
      if (partial || (role !== 'service' && role !== 'main') || image?.output) return;
      const store = dataStoreOf(image?.name);
      if (!store || !isJudged(container, store, context)) return;
      const paths = pathsOf(container, store);
      if (paths.length === 0 || container.mounts.some(({ destination }) => destination === undefined)) return;
      const mounts = paths.flatMap((path) => mountsFor(container, path));
      const { unkept } = store;
      const wrong = unkept && mounts.find((mount) => tidy(mount.destination!) === unkept.path && keepingOf(mount) === 'kept');
      if (mounts.some((mount) => mount !== wrong && keepingOf(mount) !== 'lost')) return;
      const lost = wrong ?? mounts.find((mount) => keepingOf(mount) === 'lost');
      if (!lost && keepsElsewhere(container)) return;
      if (store.database !== undefined && isConfigured(container)) return;
      const reason = store.database
        ? `: no \`${store.database}\` names a database`
        : wrong && unkept
          ? `: ${unkept.why}`
          : lost
            ? ''
            : `, because nothing is mounted at \`${paths[0]}\``;
      const loss = wrong ? 'outside of this mount' : 'on storage that is lost with the container';
      context.report({
        at: lost ?? image!,
        message: `\`${name}\` (${store.product}) keeps its data ${loss}${reason}.`,
        fixes: store.database === undefined ? fixes(container, lost, paths[0]!) : [],
      });
    },
  },
});

type Around = Context<{ readonly context: 'production' | 'any' }>;

/** Not what runs once, what is for tests, or what keeps nothing by design. */
function isJudged(container: Container, { kind }: DataStore, { options, nodes, file }: Around): boolean {
  const { field, pod } = container;
  if (field?.at('volumes_from').written || isOptional(container, nodes)) return false;
  if (pod) {
    const type = manifestOf(container, nodes)?.type;
    if (type !== 'Deployment' && type !== 'StatefulSet' && type !== 'DaemonSet' && type !== 'ReplicaSet' && type !== 'Pod')
      return false;
  }
  if (options.context === 'production' && environmentAround(container, nodes, file) === 'test') return false;
  const words = wordsOf(container);
  if (kind === 'cache') return /(?:^|\s)--?appendonly[\s=]+yes\b|(?:^|\s)--save\s+\d/.test(words);
  return !usesOtherStore(container, words, kind) && !runsNoServer(container, nodes);
}

/** What it is told: its command and its variables. */
const wordsOf = ({ field, variables }: Container): string =>
  [
    ...['command', 'entrypoint', 'args'].flatMap((key) => {
      const part = field?.at(key);
      return part ? [part.text ?? '', ...part.items().map(({ text }) => text ?? '')] : [];
    }),
    ...variables.map(({ name, value }) => `${name}=${value.value ?? ''}`),
  ].join(' ');

/** A script in place of the server that only prepares things: certificates, users, a dump. */
function runsNoServer(container: Container, nodes: readonly Node[]): boolean {
  const starts = nodes.filter(
    (node): node is Command => node.kind === 'Command' && isStart(node) && containerOf(node, nodes) === container,
  );
  const scripts = starts.map(shellOf);
  if (scripts.some(({ unknown }) => unknown)) return false;
  if (!scripts.some(({ commands }) => commands.some((command) => command.scripts.length > 0))) return false;
  return starts
    .flatMap(invocationsOf)
    .every(({ program, command }) => command.scripts.length > 0 || AIDS.has(program) || program.endsWith('-certutil'));
}

/** Programs of which none is a server. */
const AIDS = new Set(
  `[ [[ test true false : echo printf exit set export unset cd sleep wait cat head tail cp mv mkdir rm ln ls touch chmod chown
  find grep sed awk cut tr sort date id tar gzip gunzip zip unzip curl wget nc openssl keytool envsubst jq psql createdb
  createuser pg_isready pg_dump pg_dumpall pg_restore mysql mysqladmin mysqldump mariadb mariadb-admin mariadb-dump mongo
  mongosh mongodump mongorestore redis-cli mc`.split(/\s+/),
);

/** A server that keeps its records in a database of its own, or in memory on purpose. */
const usesOtherStore = ({ variables }: Container, words: string, kind: string): boolean =>
  ((kind === 'fhir' || kind === 'ehr' || kind === 'pacs') &&
    variables.some(({ name }) => /datasource|jdbc|DB_HOST|DATABASE|POSTGRES|MYSQL|OMRS_DB|MONGO/i.test(name))) ||
  /--in-?memory|\bstore=type=mem\b|discovery\.type=none/.test(words);

/** A server that may have its settings from a file, or from variables that are not in sight. */
const isConfigured = ({ field, mounts, variables }: Container): boolean =>
  mounts.length > 0 ||
  field?.at('env_file').written === true ||
  field?.at('envFrom').written === true ||
  variables.some(({ name }) => /^spring[._](?:config|profiles)/i.test(name));

/** Where it keeps data: the image's folder, or the one a variable or option moves it to. */
function pathsOf(container: Container, { paths }: DataStore): readonly string[] {
  const moved = MOVES.exec(wordsOf(container))?.[1];
  return moved === undefined ? paths : [moved, ...paths.filter((path) => moved.startsWith(`${path}/`))];
}

const MOVES =
  /(?:PGDATA=|MYSQL_DATADIR=|MINIO_VOLUMES=|ISC_DATA_DIRECTORY=|--datadir[= ]|--dbpath[= ]|--data-dir[= ]|--store[= ](?:path=)?|-Epath\.data=|\bpath\.data=|\bserver )(\/[\w./-]+)/;

/** A kept mount that its settings name: they may put the data there. */
function keepsElsewhere(container: Container): boolean {
  const words = wordsOf(container);
  return container.mounts.some(
    (mount) => keepingOf(mount) === 'kept' && mount.type !== 'bind' && words.includes(mount.destination!),
  );
}

/** compose: a volume named after the service. Kubernetes: a claim in place of the emptyDir, for what has stable storage. */
function fixes(container: Container, lost: Mount | undefined, path: string): readonly Fix[] {
  const { field, pod, name } = container;
  if (!field) return [];
  if (pod) {
    const claim = `${rootOf(field).at('metadata', 'name').text ?? name}-data`;
    const edit = lost?.volume?.at('emptyDir').replacePair(`persistentVolumeClaim: { claimName: ${plainOrQuoted(claim)} }`);
    return edit && !claim.includes(UNKNOWN)
      ? [{ title: `Keep the data in a claim \`${claim}\`, to be created`, edits: [edit], safe: false }]
      : [];
  }
  const volume = `${name.replace(/[^\w.-]/g, '-')}-data`;
  const root = rootOf(field);
  if (root.at('volumes', volume).written || field.at('volumes').aliased) return [];
  const declared = root.at('volumes', volume).write('{}');
  const entry = `${volume}:${path}`;
  const mounted =
    lost?.field && !lost.field.isMap && lost.field.parent?.name === 'volumes'
      ? lost.field.write(lost.field.spell(entry))
      : lost
        ? undefined
        : field.at('volumes').insert(entry);
  return declared && mounted
    ? [{ title: `Keep the data in a volume \`${volume}\``, edits: [mounted, declared], safe: false }]
    : [];
}
