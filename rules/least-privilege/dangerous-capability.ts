import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { dangerousCapabilities, networkImageWords, ordinaryCapabilities } from '../facts/capabilities.ts';
import { matchesImage } from '../facts/images.ts';
import { addedCapabilities, droppedCapabilities } from '../model/isolation.ts';
import type { Container } from '../model/nodes.ts';
import { wordsOf } from '../model/words.ts';

export default rule({
  id: 'dangerous-capability',
  title: 'Container is given a capability close to root',
  why: `With this capability a process can reach beyond its container: the host, its network, or the memory and files of
    other workloads that hold patient records.`,
  remedy: 'Drop all capabilities, and add back the one the program cannot do without, such as `NET_BIND_SERVICE`.',
  severity: 'error',
  profile: 'recommended',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.308(a)(4)(ii)(B)'],

  options: {
    allow: strings('Capabilities, or image sources, that are accepted.'),
  },

  check: {
    Container(container, { options, report }) {
      const added = addedCapabilities(container);
      const { name, image, privileged } = container;
      if (added.length === 0 || privileged.value || matchesImage(image?.name, options.allow)) return;
      const allowed = new Set(options.allow.map((entry) => entry.toUpperCase().replace(/^CAP_/, '')));
      for (const { name: capability, field, remove } of added) {
        const what = dangerousCapabilities[capability];
        if (what === undefined || allowed.has(capability) || isExpected(capability, container)) continue;
        report({
          at: field,
          message: `\`${name}\` is given \`${capability}\`, which allows ${what}.`,
          ...(ordinaryCapabilities.has(capability) && capability !== 'MKNOD' && { severity: 'warning' }),
          fixes: remove ? [{ title: `Remove \`${capability}\``, edits: [remove()], safe: false }] : [],
        });
      }
    },
  },
});

function isExpected(capability: string, container: Container): boolean {
  if (capability === 'NET_ADMIN' || capability === 'NET_RAW') return isNetworkTool(container);
  if (!ordinaryCapabilities.has(capability)) return false;
  const { names = new Set() } = droppedCapabilities(container) ?? {};
  // device files are what one drops the defaults for; adding what is there already changes nothing
  if (capability === 'MKNOD') return !names.has('ALL') && !names.has('MKNOD');
  return names.has('ALL');
}

/** Whether a container sets up the network of others: a VPN, or what redirects a pod's traffic into a mesh. */
function isNetworkTool({ image, role, name }: Container): boolean {
  const words = [...wordsOf(image?.name?.path ?? ''), ...(role === 'init' ? wordsOf(name) : [])];
  return words.some((word) => networkImageWords.has(word));
}
