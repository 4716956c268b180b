import { equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { runtimeSocketAt, sensitivityOf } from '../../rules/facts/hostPaths.ts';
import { readDocument } from '../../rules/model/document.ts';
import { pathsOfService } from '../../rules/model/hostPaths.ts';

suite('host paths', () => {
  test('sockets by their name, folders by their path', () => {
    for (const path of ['/run/docker.sock', '/run/user/1000/podman/podman.sock', '\\\\.\\pipe\\docker_engine'])
      equal(runtimeSocketAt(path), 'socket', path);
    for (const path of ['/run', '/run/containerd', '/run/k3s/containerd/io.containerd.x'])
      equal(runtimeSocketAt(path), 'folder', path);
    for (const path of ['/run/postgresql', '/srv/docker.sock.md', '/runner', '/var/lib/docker'])
      equal(runtimeSocketAt(path), undefined, path);
  });

  test('what is below a place counts where that is as bad', () => {
    for (const path of [
      '/',
      '/etc',
      '/proc/1/root',
      '/sys/kernel',
      '/root/.ssh/id_rsa',
      '/home/a',
      '/home/a/.kube',
      '~/.aws',
      '~',
    ])
      equal(sensitivityOf(path)?.whenReadOnly !== undefined, true, path);
    for (const path of [
      '/dev/sda',
      '/dev/nvme0n1',
      '/var/lib/docker/volumes',
      '/var/lib/kubelet/pods/x',
      'c:\\',
      'C:\\Windows\\System32',
      'D:\\',
    ])
      equal(sensitivityOf(path) !== undefined, true, path);
    for (const path of [
      '/etc/nginx',
      '/etc/localtime',
      '/home/a/data',
      '/srv',
      '/dev/dri',
      '/var/lib/postgresql',
      '/usr/share/zoneinfo',
    ])
      equal(sensitivityOf(path), undefined, path);
    for (const path of ['/etcetera', '/procfs', '/bootstrap', 'C:\\Data', '/var/log/nginx', '/var/lib/kubelet/plugins/x'])
      equal(sensitivityOf(path), undefined, path);
    equal(sensitivityOf('/var/lib/docker/containers')!.whenReadOnly, 'harmless');
  });

  test('paths are tidied before they are looked up', () => {
    for (const [written, path] of [
      ['/var/run/../run/docker.sock:/x', '/run/docker.sock'],
      ['/etc/:/x', '/etc'],
      ['//:/x', '/'],
      ['/srv/./../etc:/x', '/etc'],
      ['${HOME}:/x', '~'],
      ['$HOME/.ssh:/x', '~/.ssh'],
      ['C:/:/x', 'C:\\'],
    ] as const) {
      const text = `services:\n  app:\n    image: a\n    volumes:\n      - ${JSON.stringify(written)}\n`;
      const [service] = readDocument('compose.yaml', 'compose', text).parts[0]!.part.nodes.filter(
        (node) => node.kind === 'Container',
      );
      equal(pathsOfService(service!)[0]?.path, path, written);
    }
  });
});
