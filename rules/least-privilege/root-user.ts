import { number, strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { defaultUser, matchesImage } from '../facts/images.ts';
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
    Container(container, { options, report }) {
      const { name, user, image } = container;
      const how = rootness(container);
      if (how === undefined || options.allow.includes(name) || matchesImage(image?.name, options.allow)) return;
      const other = WINDOWS_ADMINISTRATOR.test(user.value ?? '') ? 'ContainerUser' : String(options.user);
      report({
        at: user,
        message: `\`${name}\` runs as root${how}.`,
        fixes: user.set ? [{ title: `Run as user ${other}`, edits: [user.set(other)], safe: false }] : [],
      });
    },
  },
});

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
