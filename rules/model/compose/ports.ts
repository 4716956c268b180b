import { UNKNOWN } from '../imageName.ts';
import type { ImageReference, Port } from '../nodes.ts';
import type { Field } from '../yaml.ts';
import type { WrittenNodes } from '../written.ts';

interface Range {
  readonly from?: number;
  readonly to?: number;
}

/** What the ports of a service have in common. */
export interface PortContext {
  readonly owner: string;
  readonly image: ImageReference | undefined;
  /** `network_mode: host`: whatever listens is reachable. */
  readonly onHost: boolean;
  readonly nodes: WrittenNodes;
}

/** Reads `ports` and `expose` of a service; the entries are each other's siblings. */
export function readPorts(ports: readonly Field[], expose: readonly Field[], context: PortContext): Port[] {
  const siblings: Port[] = [];
  for (const entry of ports)
    siblings.push(
      context.nodes.once('Port', entry.extent, () =>
        entry.isMap ? longPort(entry, siblings, context) : shortPort(entry, siblings, context),
      ),
    );
  for (const entry of expose) {
    if (entry.text === undefined) continue;
    siblings.push(context.nodes.once('Port', entry.extent, () => exposedPort(entry, siblings, context)));
  }
  return siblings;
}

/** Docker's loopback test: the whole 127.0.0.0/8, `::1` and the name. */
export function isLoopback(address: string): boolean {
  return /^127\.|^\[?::1\]?$|^localhost$/i.test(address);
}

function shortPort(entry: Field, siblings: readonly Port[], context: PortContext): Port {
  const text = entry.text ?? '';
  const { address, host, container, protocol } = splitPort(text);
  const at = rangeOf(container);
  const published = context.onHost || !(isLoopback(address) || address.includes(UNKNOWN));
  return {
    ...common(entry, siblings, context),
    text: entry.literal ?? '',
    ...at,
    ...hostSide(host),
    ...(address !== '' && { address }),
    ...binding(entry, address, host),
    transport: transportOf(protocol),
    level: published ? 'published' : 'declared',
    place: 'ports',
    ...rewriting(entry, container, at),
  };
}

function exposedPort(entry: Field, siblings: readonly Port[], context: PortContext): Port {
  const [container = '', protocol = ''] = entry.text!.split('/');
  const at = rangeOf(container);
  return {
    ...common(entry, siblings, context),
    text: entry.literal ?? '',
    ...at,
    transport: transportOf(protocol),
    level: context.onHost ? 'published' : 'declared',
    place: 'expose',
    ...rewriting(entry, container, at),
  };
}

function longPort(entry: Field, siblings: readonly Port[], context: PortContext): Port {
  const target = entry.at('target');
  const host = entry.at('published');
  const address = entry.at('host_ip').text ?? '';
  const name = entry.at('name').text;
  const published = context.onHost || !(isLoopback(address) || address.includes(UNKNOWN));
  return {
    ...common(entry, siblings, context),
    span: target.textSpan,
    text: host.literal === undefined ? (target.literal ?? '') : `${host.literal}:${target.literal ?? ''}`,
    ...rangeOf(target.text ?? ''),
    ...hostSide(host.text ?? ''),
    ...(address !== '' && { address }),
    ...(entry.at('host_ip').write('x') && { bind: (ip: string) => entry.at('host_ip').write(ip)! }),
    transport: transportOf(entry.at('protocol').text ?? ''),
    level: published ? 'published' : 'declared',
    place: 'ports',
    ...(name !== undefined && !name.includes(UNKNOWN) && { name }),
    ...(target.write('0') && {
      set: (port: number) =>
        target.write(
          target.spell(String(port)).replace(/^"(\d+)"$/, target.literal === undefined || isBare(target) ? '$1' : '"$1"'),
        )!,
    }),
  };
}

function isBare(field: Field): boolean {
  return field.span.start === field.textSpan.start;
}

function common(
  entry: Field,
  siblings: readonly Port[],
  { owner, image }: PortContext,
): Pick<Port, 'kind' | 'span' | 'owner' | 'siblings' | 'image' | 'remove'> {
  const removal = entry.remove();
  return {
    kind: 'Port',
    span: entry.textSpan,
    owner,
    siblings,
    ...(image && { image }),
    ...(removal && { remove: () => removal }),
  };
}

/** Writes another container side into a short entry that holds one number there. */
function rewriting(entry: Field, container: string, { from, to }: Range): Pick<Port, 'set'> {
  if (from === undefined || from !== to || entry.literal !== entry.text || !entry.write('x')) return {};
  const text = entry.text!;
  const at = text.lastIndexOf(container);
  return {
    set: (port) => {
      const changed = `${text.slice(0, at)}${port}${text.slice(at + container.length)}`;
      return entry.write(isBare(entry) && !/:/.test(changed) ? changed : entry.spell(changed))!;
    },
  };
}

/** Writes an address before a short entry, or in the place of its own; without a host port the host chooses one. */
function binding(entry: Field, address: string, host: string): Pick<Port, 'bind'> {
  const { literal, textSpan } = entry;
  if (literal === undefined || !entry.verbatim || !entry.write('x') || !literal.startsWith(address)) return {};
  const start = textSpan.start;
  if (address !== '')
    return { bind: (ip) => ({ span: { start, end: start + address.length }, text: ip.includes(':') ? `[${ip}]` : ip }) };
  const colons = host === '' && !literal.includes(':') ? '::' : ':';
  return { bind: (ip) => ({ span: { start, end: start }, text: `${ip.includes(':') ? `[${ip}]` : ip}${colons}` }) };
}

/** Takes `[[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]` apart, from the right, as an address may hold colons itself. */
function splitPort(text: string): { address: string; host: string; container: string; protocol: string } {
  const slash = text.lastIndexOf('/');
  const protocol = slash === -1 ? '' : text.slice(slash + 1);
  const mapping = slash === -1 ? text : text.slice(0, slash);
  const last = mapping.lastIndexOf(':');
  const container = mapping.slice(last + 1);
  const before = last === -1 ? '' : mapping.slice(0, last);
  const second = before.lastIndexOf(':');
  if (second !== -1) return { address: before.slice(0, second), host: before.slice(second + 1), container, protocol };
  return /[.[a-z]/i.test(before)
    ? { address: before, host: '', container, protocol }
    : { address: '', host: before, container, protocol };
}

function hostSide(text: string): Pick<Port, 'hostFrom' | 'hostTo'> {
  const { from, to } = rangeOf(text);
  return from === undefined ? {} : { hostFrom: from, hostTo: to! };
}

function rangeOf(text: string): Range {
  const [, from, to = from] = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(text) ?? [];
  return from === undefined ? {} : { from: Number(from), to: Number(to) };
}

function transportOf(protocol: string): Port['transport'] {
  const word = protocol.trim().toLowerCase();
  return word === 'udp' || word === 'sctp' ? word : 'tcp';
}
