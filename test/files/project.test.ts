import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { sameName } from '../../rules/model/files.ts';
import { uriOfPath } from '../../server/files/places.ts';
import { type Change, FolderOnDisk } from '../../server/files/project.ts';
import { tree } from './tree.ts';

const MANIFEST = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: records\n';
const uri = (...path: string[]): string => sameName(uriOfPath(join(...path)));
const run = (index: FolderOnDisk): void => {
  for (const _ of index.look());
};
const filesIn = (index: FolderOnDisk, folder: string): readonly string[] => index.project.files.below(`${uri(folder)}/`).paths;

suite('a folder of the disk as a project', () => {
  test('lists what Docker would send, sorted, whatever git ignores', () => {
    const folder = tree({
      '.gitignore': 'data\n',
      'data/visits.csv': '',
      'a b/@x.yaml': '',
      '.git/config': '',
      'api/node_modules/x/index.js': '',
      'api/.env': 'A=1',
      'empty/': '',
    });
    const index = new FolderOnDisk(folder);
    deepEqual(filesIn(index, folder), ['.gitignore', 'a b/@x.yaml', 'api/.env', 'data/visits.csv']);
    deepEqual(filesIn(index, join(folder, 'api')), ['.env']);
    deepEqual(filesIn(index, join(folder, 'a b')), ['@x.yaml']);
    deepEqual(filesIn(index, join(folder, 'empty')), []);
    equal(index.project.files.below(`${uri(folder)}/`).complete, true);
  });

  test('finds by name what it does not list, and nothing outside', () => {
    const folder = tree({ 'work/.git/config': '[core]', 'work/x': '', secret: 'S' });
    const { files } = new FolderOnDisk(join(folder, 'work')).project;
    ok(files.has(uri(folder, 'work', '.git')));
    equal(files.text(uri(folder, 'work', '.git', 'config')), '[core]');
    deepEqual(files.below(`${uri(folder, 'work', '.git')}/`), { paths: [], complete: false });
    equal(files.has(uri(folder, 'secret')), false);
    equal(files.text(uri(folder, 'secret')), undefined);
    deepEqual(files.below(`${uri(folder)}/`), { paths: [], complete: false });
    equal(files.text('https://host.example/x'), undefined);
    equal(files.text(`${uri(folder, 'work')}/%00`), undefined);
  });

  test('links are not followed out of the folder, nor in circles', () => {
    const folder = tree({ 'work/a.yaml': MANIFEST, 'outside/secret.env': 'S=1' });
    symlinkSync(join(folder, 'work'), join(folder, 'work/again'));
    symlinkSync(join(folder, 'outside'), join(folder, 'work/out'));
    symlinkSync(join(folder, 'outside/secret.env'), join(folder, 'work/.env'));
    const index = new FolderOnDisk(join(folder, 'work'));
    deepEqual(filesIn(index, join(folder, 'work')), ['a.yaml']);
    equal(index.project.files.text(uri(folder, 'work/.env')), undefined);
    equal(index.project.files.head(uri(folder, 'work/out/secret.env')), undefined);
  });

  test('a folder that may not be read, and a pipe, are passed by', { skip: process.platform === 'win32' }, () => {
    const folder = tree({ 'a/x': '', 'b/y': '' });
    chmodSync(join(folder, 'a'), 0);
    execFileSync('mkfifo', [join(folder, 'b/deploy.yaml')]);
    try {
      const index = new FolderOnDisk(folder);
      ok(filesIn(index, folder).includes('b/y'));
      equal(index.project.files.text(uri(folder, 'b/deploy.yaml')), undefined);
    } finally {
      chmodSync(join(folder, 'a'), 0o700);
    }
  });

  test('the first bytes of any file, one unit a byte where they are no text', () => {
    const folder = tree({ 'a.dcm': Buffer.from([0xff, 0x00, 0x44]), 'b.csv': 'é'.repeat(40_000), 'c.csv': 'mrn' });
    const { files } = new FolderOnDisk(folder).project;
    equal(files.head(uri(folder, 'a.dcm')), '\xff\0D');
    equal(files.head(uri(folder, 'b.csv')), 'é'.repeat(32_768));
    equal(files.head(uri(folder, 'c.csv')), 'mrn');
    equal(files.text(uri(folder, 'a.dcm')), undefined);
    equal(files.head(uri(folder, 'nowhere')), undefined);
  });

  test('says so when there are more files than it keeps', () => {
    const folder = tree(Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`d${index % 3}/${index}.yaml`, MANIFEST])));
    const index = new FolderOnDisk(folder, { mostFiles: 10 });
    equal(filesIn(index, folder).length, 10);
    equal(index.project.files.below(`${uri(folder)}/`).complete, false);
    equal(index.project.complete, false);
  });

  test('what is unsaved counts in place of the disk', () => {
    const folder = tree({ '.dockerignore': 'data', Dockerfile: 'FROM debian:12\n' });
    let unsaved: string | undefined;
    const index = new FolderOnDisk(folder, { unsaved: (name) => (name.endsWith('/.dockerignore') ? unsaved : undefined) });
    const ignores = (): boolean => index.project.contextsOf(uri(folder, 'Dockerfile'))[0]!.ignores('notes.txt');
    equal(ignores(), false);
    unsaved = '*.txt';
    equal(index.edited(join(folder, '.dockerignore'), 'data'), false);
    ok(index.edited(join(folder, '.dockerignore'), unsaved));
    equal(index.edited(join(folder, '.dockerignore'), unsaved), false);
    ok(index.edited(join(folder, '.dockerignore'), undefined));
    ok(index.change([{ file: join(folder, '.dockerignore'), type: 'changed' }]));
    run(index);
    equal(ignores(), true);
  });
});

suite('changes on the disk', () => {
  const start = (files: Record<string, string>) => {
    const folder = tree(files);
    const index = new FolderOnDisk(folder);
    run(index);
    const tell = (...changes: [type: Change['type'], path: string][]): boolean => {
      const matters = index.change(changes.map(([type, path]) => ({ type, file: join(folder, path) })));
      run(index);
      return matters;
    };
    return { folder, index, tell };
  };

  test('a new file, a changed one and one that is gone', () => {
    const { folder, index, tell } = start({ 'a.yaml': MANIFEST, 'b.yaml': MANIFEST });
    const before = index.project;
    writeFileSync(join(folder, 'c.yaml'), MANIFEST);
    writeFileSync(join(folder, 'a.yaml'), MANIFEST.replace('records', 'imaging'));
    rmSync(join(folder, 'b.yaml'));
    ok(tell(['created', 'c.yaml'], ['changed', 'a.yaml'], ['deleted', 'b.yaml']));
    notEqual(index.project, before);
    deepEqual(
      index.project.manifests().map(({ manifest }) => manifest.name),
      ['imaging', 'records'],
    );
    deepEqual(filesIn(index, folder), ['a.yaml', 'c.yaml']);
  });

  test('a folder that comes or goes brings and takes what is in it', () => {
    const { folder, index, tell } = start({ 'k8s/a.yaml': MANIFEST, 'k8s/base/b.yaml': MANIFEST, 'k8s.yaml': '' });
    renameSync(join(folder, 'k8s'), join(folder, 'deploy'));
    ok(tell(['deleted', 'k8s'], ['created', 'deploy']));
    deepEqual(filesIn(index, folder), ['deploy/a.yaml', 'deploy/base/b.yaml', 'k8s.yaml']);
    equal(index.project.manifests().length, 2);
  });

  test('without anything that matters the project stays the same', () => {
    const { folder, index, tell } = start({ 'a.yaml': MANIFEST, 'src/main.ts': '' });
    const before = index.project;
    mkdirSync(join(folder, 'node_modules/x'), { recursive: true });
    equal(
      tell(['changed', 'src/main.ts'], ['created', 'node_modules/x'], ['changed', '.git/index'], ['changed', '../x.yaml']),
      false,
    );
    equal(index.project, before);
    ok(tell(['created', 'src/data.csv']), 'it may be in a build context');
  });

  test('a text that a rule has read is read again once it changes', () => {
    const { folder, index, tell } = start({ 'start.sh': 'echo 1' });
    equal(index.project.files.text(uri(folder, 'start.sh')), 'echo 1');
    writeFileSync(join(folder, 'start.sh'), 'echo 2');
    ok(tell(['changed', 'start.sh']));
    equal(index.project.files.text(uri(folder, 'start.sh')), 'echo 2');
  });
});
