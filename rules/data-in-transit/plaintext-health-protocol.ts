import { numbers } from '../engine/options.ts';
import { rule, type Context, type Fix } from '../engine/rule.ts';
import { healthPortIn, type HealthPort, protocolNamed, TLS_PORTS } from '../facts/healthPorts.ts';
import { environmentAround, FOR_TESTS } from '../model/environment.ts';
import { placeOfHost } from '../model/hosts.ts';
import { containersBehind } from '../model/kubernetes/behind.ts';
import { manifestOf } from '../model/containers.ts';
import { mountedTexts } from '../model/mountedTexts.ts';
import type { Container, Port } from '../model/nodes.ts';
import { isPortOpen } from '../model/openPorts.ts';
import { rangeOf, wordsAround } from '../model/portEntry.ts';
import { keyOf, settingsOf } from '../model/settingsText.ts';
import { wordsOf } from '../model/words.ts';
import { toBoolean } from '../model/yaml.ts';

const options = {
  ports: numbers('More TCP ports of DICOM, HL7 or another protocol for health records in clear text.'),
  allow: numbers('Ports that may be open all the same.'),
};
type Around = Context<{ ports: readonly number[]; allow: readonly number[] }>;

export default rule({
  id: 'plaintext-health-protocol',
  title: 'Port for health records is open without TLS',
  why: `DICOM, HL7 over MLLP and the HTTP interfaces of health servers carry names, birth dates and findings as they are.
    Without TLS anyone on the way can read and change them, and neither side knows whom it talks to.`,
  remedy:
    'Serve DICOM over TLS (port 2762) and MLLP over TLS, with certificates on both sides, or keep the port off the network and put a TLS proxy before it.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(e)(1)', '164.312(e)(2)(ii)', '164.312(d)'],
  options,

  check: {
    // what is inherited or shared by an anchor is reported where it is written
    Container(container, context) {
      const own = container.role === 'stage' ? container.ports : container.ports.filter(({ owner }) => owner === container.name);
      for (const port of own) check(port, container, context);
    },
    Port(port, context) {
      if (port.place === 'service-port') check(port, undefined, context);
    },
  },
});

function check(port: Port, container: Container | undefined, context: Around): void {
  const found = find(port, container, context.options);
  if (!found || serversOf(port, container, context).some((server) => isEncrypted(found.protocol, server, context))) return;
  const twin = TLS_PORTS[found.protocol].find((other) => isPortOpen(port, other, 'tcp'));
  if (found.strength === 'weak' && (port.level !== 'published' || twin !== undefined)) return;
  const both = twin === undefined ? '' : ` Port ${twin} with TLS is open too: can ${found.port} be closed?`;
  // the REST interface of an imaging server that only its own host reaches
  if (found.protocol === 'HTTP' && placeOfHost(port.address ?? '') === 'loopback' && port.address !== '0.0.0.0') return;
  const label = context.options.ports.includes(found.port) ? 'listed in the policy' : found.protocol;
  const test = environmentAround(port, context.nodes, context.file) === 'test';
  // inside a cluster or a host, a mesh or an encrypted network may do what the server does not
  const isLess = found.strength === 'weak' || twin !== undefined || port.level !== 'published' || test;
  context.report({
    at: port,
    message: `Port ${found.port} (${label}) may carry health records in clear text${test ? FOR_TESTS : ''}.${both}`,
    severity: isLess ? 'warning' : 'error',
    fixes: fixes(port, found, twin),
  });
}

/** The container that has the port, or those of the workspace that a Service leads to. */
function serversOf(port: Port, container: Container | undefined, { nodes, project }: Around): readonly Container[] {
  if (container) return [container];
  const service = manifestOf(port, nodes);
  return service && project
    ? containersBehind(
        service,
        project.manifests().map(({ manifest }) => manifest),
      )
    : [];
}

function find(port: Port, container: Container | undefined, { ports, allow }: Around['options']): HealthPort | undefined {
  const range = rangeOf(port);
  if (port.transport !== 'tcp') return undefined;
  const { name = '' } = port;
  const named = protocolNamed(name, wordsOf(name));
  if (!range) return named && { port: Number(port.text) || 0, protocol: named, strength: 'strong' };
  const { from, to } = range;
  if (named && !TLS_PORTS[named].includes(from) && !allow.includes(from))
    return { port: from, protocol: named, strength: 'strong' };
  const listed = ports.find((number) => from <= number && number <= to && !allow.includes(number));
  if (listed !== undefined) return { port: listed, protocol: 'HL7 MLLP', strength: 'strong' };
  const words = [...wordsAround(port), ...(container?.variables.flatMap(({ name }) => wordsOf(name)) ?? [])];
  return healthPortIn(from, to, port.image?.name ?? container?.image?.name, words, allow);
}

/** Names of settings that turn TLS on, in the form of `keyOf`; a value that is not known may be true. */
const SWITCHES: Readonly<Record<HealthPort['protocol'], RegExp>> = {
  DICOM: /(?:^|_)(?:DICOM|DIMSE)_(?:.{0,100}_)?(?:TLS|SSL)(?:_|$)/,
  'HL7 MLLP': /(?:^|_)(?:HL7|MLLP)_(?:.{0,100}_)?(?:TLS|SSL)(?:_|$)/,
  HTTP: /^(?:ORTHANC_|SERVER_|HTTP_|HTTPS_)?(?:(?:SSL|TLS)_ENABLED?|ENABLE_(?:SSL|TLS|HTTPS))$/,
};
/** The same in a settings file. */
const WRITTEN: Readonly<Record<HealthPort['protocol'], RegExp>> = {
  DICOM: /dicom_?tls_?enabled["']?\s*[:=]\s*["']?true/i,
  'HL7 MLLP': /(?:hl7|mllp)\w{0,60}(?:tls|ssl)\w{0,60}["']?\s*[:=]\s*["']?true/i,
  HTTP: /\bssl_?enabled["']?\s*[:=]\s*["']?true/i,
};

function isEncrypted(protocol: HealthPort['protocol'], container: Container, { file, project }: Around): boolean {
  const { variables, field } = container;
  for (const variable of variables) {
    if (variable.value.state === 'unknown' && SWITCHES[protocol].test(keyOf(variable.name))) return true;
    if (settingsOf(variable).some(({ key, value }) => SWITCHES[protocol].test(key) && toBoolean(value) !== false)) return true;
  }
  // DCMTK's tools and dcm4che's
  const words = ['command', 'args', 'entrypoint'].flatMap((key) => {
    const written = field?.at(key);
    return written?.isScalar ? (written.text ?? '').split(/\s+/) : (written?.items().map(({ text = '' }) => text) ?? []);
  });
  if (words.some((word) => /^(?:\+tls|--tls\b|--enable-tls|--tls-)/.test(word))) return true;
  return mountedTexts(container, file, project).some((text) => WRITTEN[protocol].test(text));
}

function fixes(port: Port, { protocol }: HealthPort, twin: number | undefined): readonly Fix[] {
  if (twin !== undefined) return port.remove ? [{ title: 'Close the port', edits: [port.remove()], safe: false }] : [];
  const range = rangeOf(port);
  if (protocol !== 'DICOM' || !port.set || range?.from !== range?.to) return [];
  return [{ title: 'Use 2762, the port of DICOM over TLS', edits: [port.set(2762)], safe: false }];
}
