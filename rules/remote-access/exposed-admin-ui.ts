import { strings } from '../engine/options.ts';
import type { Project } from '../engine/project.ts';
import { rule, type Fix } from '../engine/rule.ts';
import { adminInterfaceNamed, adminInterfaceOf, consoleOn } from '../facts/adminInterfaces.ts';
import { matchesImage } from '../facts/images.ts';
import { isGuard, isGuarded } from '../facts/routeGuards.ts';
import { environmentOf, placeNames } from '../model/environment.ts';
import { backendsOf, containersBehind } from '../model/kubernetes/behind.ts';
import { reachOf } from '../model/kubernetes/reach.ts';
import type { Container, Manifest, Port } from '../model/nodes.ts';
import { rangeOf } from '../model/portEntry.ts';
import { routersOf } from '../model/traefik.ts';

interface Options {
  readonly allow: readonly string[];
  readonly extra: readonly string[];
}

export default rule({
  id: 'exposed-admin-ui',
  title: 'Administration or data-browsing interface is reachable from outside',
  why: `Such interfaces show, change and export whatever is behind them, often after a password everybody knows or none at all.
    Reachable from outside, they are a door past the application and its audit log.`,
  remedy:
    'Let it listen on 127.0.0.1 and reach it through a tunnel, start it only when it is needed, or put something before it that asks who comes.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.308(a)(4)(i)'],

  options: {
    allow: strings('Image sources, and names of services and objects, that may be reachable from outside.'),
    extra: strings('More image sources that are an interface for administrators.'),
  },

  check: {
    Container(container, { file, options, report }) {
      const { name, image, role, field, ports } = container;
      if (role === 'stage' || !image?.name || isAllowed(container, options)) return;
      if (role === 'service' && (isOptional(container) || isForDevelopment(file, name))) return;
      for (const port of ports) {
        if (port.level !== 'published') continue;
        const product = productOn(container, port, options);
        if (product) report({ at: port, message: messageOf(product, name), fixes: fixes(port, container) });
      }
      const product = role === 'service' && field ? adminInterfaceOf(image.name, options.extra)?.product : undefined;
      if (!product) return;
      for (const { settings } of routersOf(container).routers) {
        const rule = settings.get('rule');
        if (rule && !isGuard(settings.get('middlewares')?.written ?? ''))
          report({ at: rule.value, message: `${messageOf(product, name)} Nothing in sight asks who comes.` });
      }
    },

    'kubernetes.Manifest'(manifest, { options, report, project }) {
      const { type, name, field, namespace } = manifest;
      if (options.allow.includes(name)) return;
      if (type === 'Service') {
        if (reachOf(field) !== 'outside') return;
        const known = interfacesBehind(manifest, project, options);
        for (const port of manifest.ports) {
          const product = known.length > 0 ? known.flatMap((one) => productOn(one, port, options) ?? [])[0] : namedOn(name, port);
          if (product) report({ at: port, message: messageOf(product, name) });
        }
        return;
      }
      if (isGuarded(field)) return;
      for (const backend of backendsOf(type, field)) {
        const service = project?.manifests().find(({ manifest: other }) => isService(other, backend.text!, namespace))?.manifest;
        const known = service ? interfacesBehind(service, project, options) : [];
        const product =
          known.length > 0
            ? known.flatMap(({ image }) => (image?.name && adminInterfaceOf(image.name, options.extra)?.product) || [])[0]
            : adminInterfaceNamed(backend.text!);
        if (product && !options.allow.includes(backend.text!))
          report({ at: backend, message: `${messageOf(product, backend.text!)} Nothing in sight asks who comes.` });
      }
    },
  },
});

const messageOf = (product: string, name: string): string => `${product} in \`${name}\` is reachable from outside.`;

/** The interface a published entry leads to. */
function productOn(container: Container, port: Port, { extra }: Options): string | undefined {
  const { image } = container;
  if (!image?.name || port.transport !== 'tcp') return undefined;
  const { from, to } = rangeOf(port) ?? { from: 0, to: 0 };
  const found = adminInterfaceOf(image.name, extra);
  if (found && to === TRAEFIK_DASHBOARD && servesAt(container, to)) return undefined;
  if (found) return !found.ports || found.ports.some((own) => from <= own && own <= to) ? found.product : undefined;
  for (let number = from; number <= Math.min(to, from + 100); number++) {
    const product = consoleOn(image.name, number);
    if (product) return product;
  }
  return undefined;
}

/** https://doc.traefik.io/traefik/operations/api/#insecure: the entry point `traefik`, unless another listens there. */
const TRAEFIK_DASHBOARD = 8080;

/** Whether Traefik is told to serve routes at a port, by an entry point other than its own. */
function servesAt({ image, field, variables }: Container, port: number): boolean {
  if (!/(?:^|\/)traefik$/.test(image?.name?.path ?? '')) return false;
  const words = ['command', 'args'].flatMap((key) => {
    const part = field?.at(key);
    return part ? [part.text ?? '', ...part.items().map(({ text }) => text ?? '')] : [];
  });
  const told = [...words, ...variables.map(({ name, value }) => `${name}=${value.value ?? ''}`)].join('\n');
  return [...told.matchAll(/entry_?points?[._]([a-z\d-]+)[._]address[= ]+["']?[^:\s=]*:(\d+)/gi)].some(
    ([, name, at]) => name!.toLowerCase() !== 'traefik' && Number(at) === port,
  );
}

/** Without the image in view, the name of the Service has to tell. */
const namedOn = (name: string, { transport }: Port): string | undefined =>
  transport === 'tcp' ? adminInterfaceNamed(name) : undefined;

function interfacesBehind(service: Manifest, project: Project | undefined, options: Options): readonly Container[] {
  const all = project?.manifests().map(({ manifest }) => manifest) ?? [];
  return containersBehind(service, all).filter((container) => !isAllowed(container, options));
}

const isService = ({ type, name, namespace }: Manifest, wanted: string, near: string | undefined): boolean =>
  type === 'Service' && name === wanted && namespace === near;

const isAllowed = ({ name, image }: Container, { allow }: Options): boolean =>
  allow.length > 0 && (allow.includes(name) || matchesImage(image?.name, allow));

/** https://docs.docker.com/compose/how-tos/profiles/: with a profile, it starts when somebody asks for it. */
const isOptional = ({ field }: Container): boolean => (field?.at('profiles').items().length ?? 0) > 0;

function isForDevelopment(file: string, service: string): boolean {
  const names = [...placeNames(file)];
  return /override/i.test(names[0] ?? '') || environmentOf([...names, service]) === 'test';
}

function fixes({ bind }: Port, { field, name, role }: Container): readonly Fix[] {
  const profile = role === 'service' ? field?.at('profiles').write('[admin]') : undefined;
  return [
    ...(bind ? [{ title: 'Listen on 127.0.0.1 only', edits: [bind('127.0.0.1')], safe: false }] : []),
    ...(profile ? [{ title: `Start \`${name}\` with the profile \`admin\` only`, edits: [profile], safe: false }] : []),
  ];
}
