import { number, strings } from '../engine/options.ts';
import { rule, type Context, type Related } from '../engine/rule.ts';
import { defaultUser, matchesImage } from '../facts/images.ts';
import type { Document } from '../model/document.ts';
import type { Container } from '../model/nodes.ts';

export default rule({
  id: 'root-user',
  title: 'Container runs as root',
  why: `A process that runs as root and escapes its container is root on the host, and can read every other
    patient record that host holds. Inside the container it can change the program, its logs and its data.`,
  remedy:
    'Run as a user with an ID of its own, above those a distribution hands out, and give that user only the files it needs.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(a)(1)', '164.308(a)(4)(ii)(B)'],

  options: {
    user: number('The user ID a fix writes. 65532 is the one distroless images use.', 65532),
    allow: strings('Names of containers, or image sources, that may run as root.'),
  },

  check: {
    Container(container, context) {
      const { options, report } = context;
      const { name, user, image, role } = container;
      const stage = user.state === 'unset' && role === 'service' ? rootStage(container, context) : undefined;
      const how = stage?.how ?? rootness(container);
      if (how === undefined || options.allow.includes(name) || matchesImage(image?.name, options.allow)) return;
      const isWindows = WINDOWS_ADMINISTRATOR.test(user.value ?? '');
      const other = isWindows ? 'ContainerUser' : String(options.user);
      report({
        at: user,
        message: `\`${name}\` runs as ${isWindows ? 'the administrator of the container' : 'root'}${how}.`,
        // it is gone before the pod serves anyone
        ...(role === 'init' && { severity: 'warning' as const }),
        related: stage?.related ?? (role === 'stage' ? builtBy(context) : []),
        fixes: user.set ? [{ title: `Run as user ${other}`, edits: [user.set(other)], safe: false }] : [],
      });
    },
  },
});

type Around = Pick<Context<unknown>, 'file' | 'project'>;

/**
 * The stage that a service builds and that runs as root, when the service names another one than the last: of the last,
 * the Dockerfile itself has the finding.
 */
function rootStage(service: Container, { file, project }: Around): { how: string; related: readonly Related[] } | undefined {
  if (!service.built || service.partial) return undefined;
  const found = project?.dockerfileOf(file, service);
  if (!found || rootness(found.container) === undefined || isShipped(found.container, found.document)) return undefined;
  const { name, user } = found.container;
  const related = [{ file: found.document.uri, span: user.span, message: `The user of the stage \`${name}\`.` }];
  return { how: `: no user is set here, and the stage \`${name}\` it builds runs as root`, related };
}

/** Of another stage, only the text up to its end was read. */
const isShipped = (container: Container, document: Document): boolean =>
  document.parts.some(({ part }) => part.text.length === document.text.length && part.nodes.includes(container));

/** The services that build the last stage of a Dockerfile. */
const builtBy = ({ file, project }: Around): Related[] =>
  (project?.buildsOf(file) ?? [])
    .filter(({ target }) => target === undefined)
    .slice(0, MOST_RELATED)
    .map(({ file, span, service }) => ({ file, span, message: `\`${service}\` builds it.` }));

const MOST_RELATED = 5;

/** How it comes to be root, as the end of a sentence; nothing when it is not, or cannot be known. */
function rootness({ name, user, role, base, image }: Container): string | undefined {
  if (user.state === 'set') return isRoot(user.value!) ? '' : undefined;
  if (user.state === 'unknown' || role !== 'stage') return undefined;
  if (base === 'scratch') return ': no user is set, and `scratch` has none';
  if (!image?.name || defaultUser(image.name) !== 'root') return undefined;
  return `: no user is set, and ${image.text === name ? 'it' : `\`${image.text}\``} starts as root`;
}

/** `USER` and its kin take `user[:group]`, by name or number; Windows has an administrator of its own. */
function isRoot(user: string): boolean {
  const [name = ''] = user.trim().split(':');
  return name === '' || name === 'root' || Number(name) === 0 || WINDOWS_ADMINISTRATOR.test(name);
}

/** https://learn.microsoft.com/virtualization/windowscontainers/manage-containers/container-security */
const WINDOWS_ADMINISTRATOR = /^(?:user manager\\)?containeradministrator$/i;
