import type { Span } from './text.ts';
import { wordsOf } from './words.ts';
import { type Field, toInteger } from './yaml.ts';

/** A port that an object lets the outside reach, other than a Service's own. */
export interface OuterPort {
  readonly number: number;
  readonly at: { readonly span: Span };
  /** Of the names of the object, of the port and of what is behind it. */
  readonly words: readonly string[];
  /** Whether requests go through a proxy that reads them. */
  readonly http: boolean;
}

/**
 * What Ingresses, Gateways, Routes and ingress-nginx's table of TCP services
 * (https://kubernetes.github.io/ingress-nginx/user-guide/exposing-tcp-udp-services/) lead to.
 */
export function outerPorts(type: string, name: string, object: Field): readonly OuterPort[] {
  switch (type) {
    case 'Ingress':
      return ofIngress(name, object);
    case 'Gateway':
      return ofGateway(name, object);
    case 'Route':
      return ofRoute(name, object);
    case 'ConfigMap':
      return /(?:^|-)tcp-services(?:-|$)|(?:^|-)ingress(?:-nginx)?-tcp$/.test(name) ? ofTable(name, object) : [];
    default:
      return [];
  }
}

function ofIngress(object: string, field: Field): readonly OuterPort[] {
  const backends = [
    field.at('spec', 'defaultBackend'),
    field.at('spec', 'backend'),
    ...field
      .at('spec', 'rules')
      .items()
      .flatMap((entry) => entry.at('http', 'paths').items())
      .map((path) => path.at('backend')),
  ];
  return backends.flatMap((backend) => {
    const current = backend.at('service', 'port', 'number');
    const at = current.written ? current : backend.at('servicePort');
    const service = backend.at('service', 'name').text ?? backend.at('serviceName').text ?? '';
    return portAt(at, [object, service], true);
  });
}

/** Of the Gateway API, `listeners`; of Istio, `servers`. */
function ofGateway(object: string, field: Field): readonly OuterPort[] {
  const spec = field.at('spec');
  const listeners = spec.at('listeners').items();
  const servers = spec.at('servers').items();
  return [
    ...listeners.flatMap((listener) =>
      portAt(listener.at('port'), [object, listener.at('name').text ?? ''], /^HTTPS?$/.test(listener.at('protocol').text ?? '')),
    ),
    ...servers.flatMap((server) =>
      portAt(
        server.at('port', 'number'),
        [object, server.at('port', 'name').text ?? ''],
        /^(?:HTTP|HTTPS|HTTP2|GRPC)$/.test(server.at('port', 'protocol').text ?? ''),
      ),
    ),
  ];
}

function ofRoute(object: string, field: Field): readonly OuterPort[] {
  const spec = field.at('spec');
  const isPassed = spec.at('tls', 'termination').text === 'passthrough';
  return portAt(spec.at('port', 'targetPort'), [object, spec.at('to', 'name').text ?? ''], !isPassed);
}

/** `"5432": records/database:5432`, with the proxy protocol's flags behind it. */
function ofTable(object: string, field: Field): readonly OuterPort[] {
  return field
    .at('data')
    .entries()
    .flatMap(([, entry]) => {
      const [, service = '', port] = /^[^/:]+\/([^/:]+):(\d+)/.exec(entry.text ?? '') ?? [];
      return port === undefined
        ? []
        : [{ number: Number(port), at: entry, words: [object, service].flatMap(wordsOf), http: false }];
    });
}

function portAt(field: Field, names: readonly string[], http: boolean): readonly OuterPort[] {
  const number = toInteger(field.value ?? null);
  return number === undefined ? [] : [{ number, at: field, words: names.flatMap(wordsOf), http }];
}
