import { namedValues, type NamedValue } from './compose/variables.ts';
import { placeOfHost } from './hosts.ts';
import type { Container, Setting } from './nodes.ts';
import { toBoolean } from './yaml.ts';

/** An HTTP router that the labels of a compose service set up for Traefik. */
export interface TraefikRouter {
  readonly name: string;
  /** Its settings by name in lower case: `rule`, `entrypoints`, `tls`, `tls.certresolver`, `middlewares`. */
  readonly settings: ReadonlyMap<string, NamedValue>;
}

/** The routers of a service, and the middlewares that send to HTTPS. */
export function routersOf({ field }: Container): {
  readonly routers: readonly TraefikRouter[];
  readonly redirects: readonly string[];
} {
  const routers = new Map<string, Map<string, NamedValue>>();
  const redirects: string[] = [];
  for (const label of field ? [field.at('labels'), field.at('deploy', 'labels')].flatMap(namedValues) : []) {
    if (!/^traefik\./i.test(label.name)) continue;
    const [, router = '', setting = ''] = /^traefik\.http\.routers\.([^.]+)\.(.+)$/i.exec(label.name) ?? [];
    if (router !== '') {
      const settings = routers.get(router) ?? new Map<string, NamedValue>();
      routers.set(router, settings.set(setting.toLowerCase(), label));
    }
    const [, middleware] =
      /^traefik\.http\.middlewares\.([^.]+)\.redirect(?:scheme\.scheme|regex\.replacement)$/i.exec(label.name) ?? [];
    if (middleware !== undefined && (label.value.state === 'unknown' || /^https\b/i.test(label.value.value ?? '')))
      redirects.push(middleware);
    if (/^traefik\.enable$/i.test(label.name) && /^false$/i.test(label.value.value ?? '')) return { routers: [], redirects: [] };
  }
  return { routers: [...routers].map(([name, settings]) => ({ name, settings })), redirects };
}

/** What a Traefik among the services says of its entry points, as far as its command, variables and files tell. */
export interface EntryPoints {
  /** Those that are known to be there. */
  readonly names: readonly string[];
  /** Whether one listens for plain HTTP, or is called as those usually are, and sends nobody on to HTTPS. */
  isPlain(name: string): boolean;
}

/** `text` is what is known of Traefik's own settings: its command line, variables and files, joined by line breaks. */
export function entryPointsIn(text: string): EntryPoints {
  const ports = new Map<string, string>();
  for (const [, name = '', port = ''] of text.matchAll(/entry_?points?[._]([a-z\d-]+)[._]address[= ]+["']?[^:\s=]*:(\d+)/gi))
    ports.set(name.toLowerCase(), port);
  const redirected = new Set(
    [...text.matchAll(/entry_?points?[._]([a-z\d-]+)[._]http[._](?:redirections|tls)/gi)].map(([, name]) => name!.toLowerCase()),
  );
  // a file has them in a tree, which says the same of one entry point or another
  const inFile = /^[ \t]+(?:redirections|redirectTo):|\.redirections\b.{0,1000}\]/m.test(text);
  return {
    names: [...ports.keys()],
    isPlain: (name) => {
      const key = name.trim().toLowerCase();
      const port = ports.get(key);
      return (
        !inFile && !redirected.has(key) && (port === undefined ? /^(?:web|http)$/.test(key) : port === '80' || port === '8080')
      );
    },
  };
}

/** The routers of a service that serve plain HTTP, and where it says so; `redirects` are middlewares that send to HTTPS. */
export function plainRouters(
  service: Container,
  entryPoints: EntryPoints,
  redirects: readonly string[],
): readonly { readonly router: string; readonly at: Setting<string> }[] {
  if (service.partial) return [];
  return routersOf(service).routers.flatMap(({ name, settings }) => {
    const rule = settings.get('rule');
    const used = settings.get('entrypoints');
    const at = used ?? rule;
    if (!at || used?.value.state === 'unknown' || isLocal(rule?.value.value ?? '')) return [];
    if (hasTls(settings) || isRedirected(settings.get('middlewares')?.value, redirects)) return [];
    // without a choice of its own a router is on every entry point
    const names = used ? (used.value.value ?? '').split(',') : entryPoints.names;
    return names.some((entryPoint) => entryPoints.isPlain(entryPoint)) ? [{ router: name, at: at.value }] : [];
  });
}

function hasTls(settings: TraefikRouter['settings']): boolean {
  return [...settings].some(
    ([key, { value }]) =>
      key.startsWith('tls.') || (key === 'tls' && (value.state !== 'set' || toBoolean(value.value!) !== false)),
  );
}

/** By a middleware of these labels, or by one from elsewhere that is called so. */
function isRedirected(middlewares: Setting<string> | undefined, redirects: readonly string[]): boolean {
  if (middlewares?.state === 'unknown') return true;
  const names = (middlewares?.value ?? '').split(',').map((middleware) => middleware.trim().replace(/@.*/s, ''));
  return names.some((middleware) => redirects.includes(middleware) || /redirect|https/i.test(middleware));
}

/** Whether a rule's hosts are all the machine itself: ``Host(`records.localhost`)``. */
function isLocal(rule: string): boolean {
  const hosts = [...rule.matchAll(/`([^`]*)`/g)].map(([, host]) => host!).filter((host) => !host.startsWith('/'));
  return hosts.length > 0 && hosts.every((host) => placeOfHost(host) === 'loopback');
}
