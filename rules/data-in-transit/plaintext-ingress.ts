import { strings } from '../engine/options.ts';
import { rule, type Context, type Fix } from '../engine/rule.ts';
import { isEncryptedElsewhere, plainAnnotations } from '../facts/ingressTls.ts';
import { placeOfHost } from '../model/hosts.ts';
import { UNKNOWN } from '../model/imageName.ts';
import { mountedTexts } from '../model/mountedTexts.ts';
import type { Container, Manifest } from '../model/nodes.ts';
import { entryPointsIn, plainRouters, routersOf } from '../model/traefik.ts';
import { type Field, plainOrQuoted } from '../model/yaml.ts';

type Around = Context<{ classes: readonly string[] }>;

export default rule({
  id: 'plaintext-ingress',
  title: 'Ingress serves plain HTTP',
  why: `Between a browser and the ingress lie networks that belong to nobody. Over plain HTTP whoever is on the way reads
    session cookies and records, and can change what is shown.`,
  remedy: 'Give the ingress a certificate for each of its hosts, and let it send plain HTTP to HTTPS.',
  severity: 'error',
  profile: 'recommended',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(e)(1)', '164.312(e)(2)(ii)'],

  options: {
    classes: strings('Ingress classes that serve HTTPS whatever an Ingress says.'),
  },

  check: {
    'kubernetes.Manifest'(manifest, context) {
      if (manifest.type === 'Ingress' && /^(?:networking\.k8s\.io|extensions)\//.test(manifest.apiVersion))
        checkIngress(manifest, context);
    },

    'compose.File'({ services }, context) {
      const entryPoints = entryPointsIn(
        services
          .filter(isTraefik)
          .map((service) => settingsText(service, context))
          .join('\n'),
      );
      const redirects = services.flatMap((service) => routersOf(service).redirects);
      for (const service of services) {
        for (const { router, at } of plainRouters(service, entryPoints, redirects))
          context.report({ at, message: `Router \`${router}\` of \`${service.name}\` serves plain HTTP.` });
        checkOtherProxies(service, context);
      }
    },
  },
});

function checkIngress(manifest: Manifest, context: Around): void {
  const { field, name, partial } = manifest;
  if (isSolver(field)) return;
  for (const { key, field: value, effect, weak, removable } of plainAnnotations(field)) {
    const removal = removable ? value.remove() : undefined;
    context.report({
      at: value,
      message: `\`${key}\` ${effect}.`,
      severity: weak ? 'warning' : 'error',
      fixes: removal ? [{ title: `Remove \`${key}\``, edits: [removal], safe: false }] : [],
    });
  }

  const spec = field.at('spec');
  const tls = spec.at('tls');
  const isServing = spec.at('rules').items().length > 0 || spec.at('defaultBackend').written || spec.at('backend').written;
  if (!isServing || tls.open || isEncryptedElsewhere(field, context.options.classes)) return;
  const entries = tls.items();
  if (entries.length > 0) return checkHosts(spec, entries, context);
  if (partial || context.project?.isPatch(context.file) === true) return;
  context.report({
    at: manifest,
    message: `\`${name}\` has no \`tls\`, so it serves plain HTTP.`,
    fixes: addTls(tls, name, spec),
  });
}

/** A certificate is asked for over plain HTTP (RFC 8555, 8.3). */
function isSolver(ingress: Field): boolean {
  if (ingress.at('metadata', 'labels', 'acme.cert-manager.io/http01-solver').written) return true;
  const paths = ingress
    .at('spec', 'rules')
    .items()
    .flatMap((entry) => entry.at('http', 'paths').items());
  return paths.length > 0 && paths.every((path) => path.at('path').text?.startsWith('/.well-known/acme-challenge') === true);
}

function checkHosts(spec: Field, entries: readonly Field[], context: Around): void {
  const hosts = entries.map((entry) => entry.at('hosts'));
  if (hosts.some((list) => list.items().length === 0 || !list.items().every(({ known }) => known))) return;
  const covered = hosts.flatMap((list) => list.items().map(({ text = '' }) => text.toLowerCase()));
  for (const entry of spec.at('rules').items()) {
    const host = entry.at('host');
    if (!host.isScalar || !host.known || covered.some((pattern) => covers(pattern, host.text!.toLowerCase()))) continue;
    const added = hosts.length === 1 ? hosts[0]!.insert(plainOrQuoted(host.text!)) : undefined;
    context.report({
      at: host,
      message: `\`${host.text}\` is not among the hosts of \`tls\`, so it may be served over plain HTTP.`,
      fixes: added ? [{ title: `Add \`${host.text}\` to the hosts of \`tls\``, edits: [added], safe: false }] : [],
    });
  }
}

/** A wildcard stands for one label. */
function covers(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith('*.') && host.slice(host.indexOf('.')) === pattern.slice(1));
}

function addTls(tls: Field, name: string, spec: Field): readonly Fix[] {
  const hosts = spec
    .at('rules')
    .items()
    .map((entry) => entry.at('host'));
  if (name === '' || hosts.some(({ text, known }) => text === undefined || !known)) return [];
  const listed = [...new Set(hosts.map(({ text }) => plainOrQuoted(text!)))].join(', ');
  const edit = tls.write(`[{ ${listed === '' ? '' : `hosts: [${listed}], `}secretName: ${plainOrQuoted(`${name}-tls`)} }]`);
  return edit
    ? [{ title: `Serve HTTPS with the certificate of a Secret \`${name}-tls\`, to be created`, edits: [edit], safe: false }]
    : [];
}

function isTraefik({ image }: Container): boolean {
  return image?.name?.path !== undefined && /(?:^|\/)traefik$/.test(image.name.path);
}

/** All that is known of how a service is set up. */
function settingsText(service: Container, { file, project }: Around): string {
  const { field, variables } = service;
  const words = ['command', 'entrypoint'].flatMap((key) => {
    const written = field?.at(key);
    return written?.isScalar ? (written.text ?? '') : (written?.items().map(({ text = '' }) => text) ?? []);
  });
  const set = variables.map(({ name, value }) => `${name.replace(/^TRAEFIK_/, '')}=${value.value ?? UNKNOWN}`);
  return [...words, ...set, ...mountedTexts(service, file, project)].join('\n');
}

/** nginx-proxy is told by variables of the service behind it, caddy-docker-proxy by labels. */
function checkOtherProxies({ name, variables, field }: Container, { report }: Around): void {
  const method = variables.find((variable) => variable.name === 'HTTPS_METHOD');
  if (
    variables.some((variable) => variable.name === 'VIRTUAL_HOST') &&
    /^(?:nohttps|noredirect)$/.test(method?.value.value ?? '')
  )
    report({ at: method!.value, message: `\`HTTPS_METHOD\` lets \`${name}\` be served over plain HTTP.` });
  const site = field?.at('labels', 'caddy');
  const [, host = ''] = /^http:\/\/([^/:\s]*)/.exec(site?.text ?? '') ?? [];
  if (site && host !== '' && placeOfHost(host) !== 'loopback')
    report({ at: site, message: `\`${name}\` is served over plain HTTP.` });
}
