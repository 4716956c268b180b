import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { discover, mayBeOurs } from '../../server/files/discover.ts';
import { Repositories } from '../../server/files/places.ts';
import { tree } from './tree.ts';

const found = (cwd: string, ...paths: readonly string[]): string[] =>
  discover(paths, cwd, new Repositories()).found.map(({ path }) => path);

suite('names that may be ours', () => {
  const ours = [
    'Dockerfile',
    'dockerfile.dev',
    'Dockerfile-alpine',
    'Containerfile',
    'api.Dockerfile',
    'compose.yaml',
    'docker-compose.override.yml',
    'k8s/Deployment.YAML',
    'deploy.yaml.tmpl',
    'values.yml.j2',
    'templates/api.tpl',
    'a#b%/Dockerfile.50%',
  ];
  const others = [
    'README.md',
    'main.ts',
    'yaml',
    'Dockerfile/notes.txt',
    'Dockerfile.md',
    'notes#Dockerfile',
    'data.csv',
    'my-dockerfile-notes.md',
    '.dockerignore',
  ];
  for (const name of ours) test(`${name} may be`, () => assert.equal(mayBeOurs(name), true));
  for (const name of others) test(`${name} is not`, () => assert.equal(mayBeOurs(name), false));
});

suite('walking', () => {
  test('finds our names in a fixed order, below folders too, and leaves out node_modules and .git', () => {
    const cwd = tree({
      'b.yaml': '',
      'a/Dockerfile': '',
      'a/notes.txt': '',
      'node_modules/x/Dockerfile': '',
      'a/node_modules/y.yaml': '',
      '.git/z.yaml': '',
      '.hidden/c.yml': '',
    });
    assert.deepEqual(found(cwd, '.'), ['.hidden/c.yml', 'a/Dockerfile', 'b.yaml']);
  });

  test('keeps paths as they were given', () => {
    const cwd = tree({ 'a/Dockerfile': '' });
    assert.deepEqual(found(cwd, 'a'), ['a/Dockerfile']);
    assert.deepEqual(found(cwd, './a/'), ['./a/Dockerfile']);
    assert.deepEqual(found(cwd, cwd), [`${cwd}/a/Dockerfile`]);
    assert.deepEqual(found(join(cwd, 'a'), '..'), ['../a/Dockerfile']);
    assert.deepEqual(found(cwd, './'), ['a/Dockerfile']);
  });

  test('looks at a file once, however often it is named, and remembers that it was named', () => {
    const cwd = tree({ 'a/Dockerfile': '' });
    const { found } = discover(['.', 'a', 'a/Dockerfile'], cwd, new Repositories());
    assert.deepEqual(
      found.map(({ path, named }) => ({ path, named })),
      [{ path: 'a/Dockerfile', named: true }],
    );
  });

  test('says of a path that is not there that it is not', () => {
    const cwd = tree({});
    assert.deepEqual(discover(['nowhere'], cwd, new Repositories()).unreadable, [
      { path: 'nowhere', problem: 'There is no such file or folder.' },
    ]);
  });

  test('says of a folder that may not be read that it may not', { skip: process.getuid?.() === 0 && 'root may read all' }, () => {
    const cwd = tree({ 'shut/a.yaml': '', 'b.yaml': '' });
    chmodSync(join(cwd, 'shut'), 0);
    const { found, unreadable } = discover(['.'], cwd, new Repositories());
    chmodSync(join(cwd, 'shut'), 0o700);
    assert.deepEqual(
      found.map(({ path }) => path),
      ['b.yaml'],
    );
    assert.deepEqual(unreadable, [{ path: 'shut', problem: 'Reading it is not permitted.' }]);
  });
});

suite('ignore files', () => {
  test('patterns hold below their own folder, and nearer ones win', () => {
    const cwd = tree({
      '.git/': '',
      '.gitignore': '*.gen.yaml\n/out\nsub/deep/no.yaml\n',
      'a.gen.yaml': '',
      'a.yaml': '',
      'out/b.yaml': '',
      'sub/out/c.yaml': '',
      'sub/.gitignore': '!keep.gen.yaml\nd.yaml\n',
      'sub/keep.gen.yaml': '',
      'sub/d.yaml': '',
      'sub/other.gen.yaml': '',
      'sub/deep/no.yaml': '',
      'd.yaml': '',
    });
    assert.deepEqual(found(cwd, '.'), ['a.yaml', 'd.yaml', 'sub/keep.gen.yaml', 'sub/out/c.yaml']);
  });

  test('those above the folder count, up to the root of the repository', () => {
    const outer = tree({
      '.gitignore': 'x.yaml\n',
      'repo/.git/': '',
      'repo/.gitignore': 'y.yaml\n',
      'repo/k8s/x.yaml': '',
      'repo/k8s/y.yaml': '',
    });
    assert.deepEqual(found(join(outer, 'repo/k8s'), '.'), ['x.yaml']);
    assert.deepEqual(found(join(outer, 'repo'), 'k8s'), ['k8s/x.yaml']);
  });

  test('.breakwaterignore adds, and can bring back', () => {
    const cwd = tree({
      '.gitignore': 'rendered.yaml\n',
      '.breakwaterignore': '!rendered.yaml\nvendor/\n',
      'rendered.yaml': '',
      'vendor/a.yaml': '',
      'b.yaml': '',
    });
    assert.deepEqual(found(cwd, '.'), ['b.yaml', 'rendered.yaml']);
  });

  test('what is named is looked at, ignored or not', () => {
    const cwd = tree({
      '.git/': '',
      '.gitignore': 'out/\na.yaml\n',
      'a.yaml': '',
      'out/b.yaml': '',
      'out/.gitignore': 'c.yaml\n',
      'out/c.yaml': '',
    });
    assert.deepEqual(found(cwd, '.'), []);
    assert.deepEqual(found(cwd, 'out', 'a.yaml'), ['out/b.yaml', 'a.yaml']);
  });

  test('a folder that a nearer file brings back is walked', () => {
    const cwd = tree({
      '.gitignore': 'gen/\n',
      'sub/.gitignore': '!gen/\n',
      'sub/gen/a.yaml': '',
      'gen/b.yaml': '',
    });
    assert.deepEqual(found(cwd, '.'), ['sub/gen/a.yaml']);
  });

  test('case counts, as in git', () => {
    const cwd = tree({ '.gitignore': 'A.yaml\n', 'a.yaml': '' });
    assert.deepEqual(found(cwd, '.'), ['a.yaml']);
  });
});

suite('symbolic links', () => {
  test('a link is read when it leads to a file inside that has none of our names', () => {
    const cwd = tree({ 'images/api.txt': '', 'Dockerfile.dev': '' });
    symlinkSync('images/api.txt', join(cwd, 'Dockerfile'));
    symlinkSync('Dockerfile.dev', join(cwd, 'Containerfile'));
    assert.deepEqual(found(cwd, '.'), ['Dockerfile.dev', 'Dockerfile']);
  });

  test('nothing outside is reached, and circles end', () => {
    const outside = tree({ 'secret.yaml': '', Dockerfile: '' });
    const cwd = tree({ 'a/b.yaml': '' });
    symlinkSync(join(outside, 'secret.yaml'), join(cwd, 'linked.yaml'));
    symlinkSync(outside, join(cwd, 'outside'));
    symlinkSync('..', join(cwd, 'a/up'));
    symlinkSync('loop.yaml', join(cwd, 'loop.yaml'));
    symlinkSync('gone.yaml', join(cwd, 'broken.yaml'));
    assert.deepEqual(found(cwd, '.'), ['a/b.yaml']);
  });

  test('a link that is named is followed', () => {
    const outside = tree({ 'a.yaml': '' });
    const cwd = tree({});
    symlinkSync(outside, join(cwd, 'there'));
    assert.deepEqual(found(cwd, 'there'), ['there/a.yaml']);
  });
});
