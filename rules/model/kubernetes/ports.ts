import { isLoopback } from '../compose/ports.ts';
import { UNKNOWN } from '../imageName.ts';
import type { ImageReference, Port } from '../nodes.ts';
import type { WrittenNodes } from '../written.ts';
import { type Field, toBoolean, toInteger } from '../yaml.ts';
import { reachOf } from './reach.ts';

/** Reads the ports of a container; one on the host's network is reachable from outside whatever it says. */
export function readContainerPorts(
  container: Field,
  pod: Field,
  owner: string,
  image: ImageReference | undefined,
  nodes: WrittenNodes,
): Port[] {
  const onHost = toBoolean(pod.at('hostNetwork').value ?? null) === true;
  const siblings: Port[] = [];
  for (const entry of container.at('ports').items()) {
    if (!entry.isMap) continue;
    const port = entry.at('containerPort');
    const hostPort = toInteger(entry.at('hostPort').value ?? null);
    const address = entry.at('hostIP').text ?? '';
    const published = onHost || (hostPort !== undefined && hostPort !== 0 && !isLoopback(address) && !address.includes(UNKNOWN));
    siblings.push(
      nodes.once('Port', entry.extent, () => ({
        ...common(entry, port, owner, siblings),
        ...(hostPort !== undefined && hostPort !== 0 && { hostFrom: hostPort, hostTo: hostPort }),
        ...(address !== '' && { address }),
        level: published ? 'published' : 'declared',
        place: 'container-port',
        ...(image && { image }),
      })),
    );
  }
  return siblings;
}

/**
 * Reads the ports of a Service. The container's side is `targetPort`, or `port` where that is not written; a name
 * belongs to a container this object does not show, so it stays unknown.
 */
export function readServicePorts(root: Field, owner: string, nodes: WrittenNodes): Port[] {
  const reach = reachOf(root);
  const published = reach === 'outside' || reach === 'limited';
  const siblings: Port[] = [];
  for (const entry of root.at('spec', 'ports').items()) {
    if (!entry.isMap) continue;
    const port = entry.at('port');
    const target = entry.at('targetPort').written ? entry.at('targetPort') : port;
    const outside = toInteger(port.value ?? null);
    siblings.push(
      nodes.once('Port', entry.extent, () => ({
        ...common(entry, target, owner, siblings),
        ...(target.known && toInteger(target.value ?? null) === undefined && settingTo(port)),
        ...(outside !== undefined && { hostFrom: outside, hostTo: outside }),
        level: published ? 'published' : 'declared',
        place: 'service-port',
      })),
    );
  }
  return siblings;
}

function common(
  entry: Field,
  port: Field,
  owner: string,
  siblings: readonly Port[],
): Pick<Port, 'kind' | 'span' | 'text' | 'from' | 'to' | 'transport' | 'name' | 'owner' | 'siblings' | 'set' | 'remove'> {
  const number = toInteger(port.value ?? null);
  const name = entry.at('name').text;
  const removal = entry.remove();
  return {
    kind: 'Port',
    span: port.textSpan,
    text: port.literal ?? '',
    ...(number !== undefined && { from: number, to: number }),
    transport: transportOf(entry.at('protocol').text),
    ...(name !== undefined && !name.includes(UNKNOWN) && { name }),
    owner,
    siblings,
    ...settingTo(port),
    ...(removal && { remove: () => removal }),
  };
}

/** Writes another number where there is one. */
function settingTo(port: Field): Pick<Port, 'set'> {
  if (toInteger(port.value ?? null) === undefined || !port.write('0')) return {};
  return { set: (other) => port.write(String(other))! };
}

function transportOf(protocol: string | undefined): Port['transport'] {
  const word = protocol?.toLowerCase();
  return word === 'udp' || word === 'sctp' ? word : 'tcp';
}
