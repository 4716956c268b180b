import type { Container } from '../model/nodes.ts';
import { wordsOf } from '../model/words.ts';
import { imageRows } from './images.ts';

/** Programs and images that make backups, as words of names and command lines. */
const TOOLS = new Set(
  'backup backups pg_dump pgdump pg_dumpall mysqldump mariabackup xtrabackup mongodump restic borg borgmatic velero kopia duplicity pgbackrest barman walg'.split(
    ' ',
  ),
);

/** Whether a container is there to make backups, by its name, its image or the program it runs. */
export function backupCommand({ name, image, field }: Container, object = ''): boolean {
  const names = [name, object, image?.name?.path ?? ''].flatMap(wordsOf);
  if (names.includes('restore')) return false;
  if (names.some((word) => TOOLS.has(word)) || names.join(' ').includes('wal g')) return true;
  const command = ['command', 'args', 'entrypoint'].flatMap((key) => {
    const written = field?.at(key);
    return written?.isList ? written.items().map(({ text }) => text ?? '') : [written?.text ?? ''];
  });
  return command.some((text) => text.split(/[\s;|&/'"]+/).some((word) => TOOLS.has(word)));
}

const PASSING = new Set('cache caches tmp temp scratch log logs run sockets work'.split(' '));

/** Whether a pod's volume holds data: a claim, or what is mounted where an image keeps its data. */
export function isDataVolume(name: string, containers: readonly Container[]): boolean {
  if (name === '' || wordsOf(name).some((word) => PASSING.has(word))) return false;
  return containers.some(({ mounts, image }) => {
    const paths = image?.name ? imageRows(image.name).map(({ dataPaths = '' }) => dataPaths) : [];
    return mounts.some(
      ({ volume, type, destination = '' }) =>
        volume?.at('name').text === name &&
        (type === 'claim' || (destination !== '' && paths.some((path) => path.includes(destination)))),
    );
  });
}
