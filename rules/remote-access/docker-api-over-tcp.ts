import { rule } from '../engine/rule.ts';
import { openAddresses, tlsTurnedOff } from '../facts/dockerApi.ts';
import { portsOf } from '../facts/ports.ts';
import { placeOfHost } from '../model/hosts.ts';
import { invocationsOf } from '../model/invocations.ts';
import type { Port } from '../model/nodes.ts';
import { wordsOf } from '../model/words.ts';

export default rule({
  id: 'docker-api-over-tcp',
  title: 'Container engine API is reachable over TCP without TLS',
  why: `The engine's API asks nobody who they are. Whoever reaches it starts containers with any of the host's files in them,
    and so reads all that the host holds.`,
  remedy: 'Use the engine’s socket or SSH. Where it must be TCP, turn on `--tlsverify` and hand out client certificates.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.312(e)(1)'],

  check: {
    Command(command, { report }) {
      if (!command.text.includes('tcp:')) return;
      for (const invocation of invocationsOf(command))
        for (const address of openAddresses(invocation))
          report({
            at: address,
            message: `\`${invocation.program}\` is told to use \`${address.text}\` without client certificates.`,
          });
    },

    Container(container, { report }) {
      const { ports, name } = container;
      const off = tlsTurnedOff(container);
      if (!off) return;
      const what = off.text.startsWith('-') ? `\`${off.text}\`` : `An empty \`${off.text}\``;
      report({ at: off, message: `${what} makes the engine in \`${name}\` offer its API over TCP without TLS.` });
      for (const port of ports)
        if (covers(port, 2376) && !covers(port, 2375))
          report({ at: port, message: 'Port 2376 (Docker API) is open, and TLS is turned off for it.' });
    },

    Variable({ name, value, owner }, { report }) {
      if (name !== 'DOCKER_HOST' && name !== 'CONTAINER_HOST') return;
      const [, host, port] = value.state === 'set' ? (/^tcp:\/\/(\[[^\]]*\]|[^:/]*)(?::(\d+))?/i.exec(value.value!) ?? []) : [];
      if (host === undefined || (port ?? '2375') !== '2375' || placeOfHost(host) === 'loopback' || isProxy(wordsOf(host))) return;
      report({ at: value, message: `\`${owner}\` talks to the container engine at \`${host}\` over TCP without TLS.` });
    },

    Port(port, { report }) {
      const [row] = portsOf('docker-api-over-tcp', port.from ?? 0, port.to ?? port.from ?? 0, port.transport);
      if (row?.strength !== 'strong') return;
      const proxy = isProxy([port.image?.name?.path ?? '', port.owner].flatMap(wordsOf));
      if (proxy && port.level !== 'published') return;
      report({ at: port, message: 'Port 2375 (Docker API) carries the container engine’s commands without TLS.' });
    },

    CopiedFile({ content, destination = '' }, { report }) {
      const open = content && destination.endsWith('daemon.json') ? openHostIn(content.text) : undefined;
      if (!content || !open) return;
      const start = content.span.start + open.index;
      report({
        at: { span: { start, end: start + open.text.length } },
        message: `\`dockerd\` is told to use \`${open.text}\` without client certificates.`,
      });
    },

    'kubernetes.Manifest'({ type, field }, { report }) {
      if (type !== 'ConfigMap') return;
      for (const [key, entry] of field.at('data').entries()) {
        const open = key.endsWith('daemon.json') ? openHostIn(entry.text ?? '') : undefined;
        if (open)
          report({
            at: { span: entry.keySpan },
            message: `\`${key}\` tells \`dockerd\` to use \`${open.text}\` without client certificates.`,
          });
      }
    },
  },
});

const covers = ({ from, to = from, transport }: Port, port: number): boolean =>
  from !== undefined && to !== undefined && from <= port && port <= to && transport === 'tcp';

/** A proxy that lets through a part of the API; what it is given is another rule's matter. */
const isProxy = (words: readonly string[]): boolean => words.includes('proxy') || words.includes('socketproxy');

/** https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file */
function openHostIn(text: string): { readonly text: string; readonly index: number } | undefined {
  if (/"tlsverify"\s*:\s*true/.test(text)) return undefined;
  const hosts = /"hosts"\s*:\s*\[[^\]]{0,2000}\]/.exec(text);
  const address = hosts && /tcp:\/\/(?!127\.|localhost|\[::1\])[^"\s]+/.exec(hosts[0]);
  return address ? { text: address[0], index: hosts.index + address.index } : undefined;
}
