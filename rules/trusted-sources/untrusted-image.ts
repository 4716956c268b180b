import { string, strings } from '../engine/options.ts';
import { rule, type Fix } from '../engine/rule.ts';
import { bareRegistry, DEFAULT_SOURCES, trustOf } from '../facts/imageTrust.ts';
import type { ImageReference } from '../model/nodes.ts';

export default rule({
  id: 'untrusted-image',
  title: 'Image comes from a source that is not on the trusted list',
  why: `Whoever publishes an image decides what runs in it. Software from a source nobody vouches for may read, alter or
    send away the health information the container handles.`,
  remedy: 'Take the image from a source your organisation trusts, or add its source to `trustedImages` once it was reviewed.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.308(a)(5)(ii)(B)', '164.312(c)(1)', '164.308(a)(1)(ii)(B)'],

  options: {
    trusted: strings(
      'Trusted sources: repositories, or patterns such as `registry.example/*`; `default` stands for the built-in list. `trustedImages` in the policy is this option.',
      [DEFAULT_SOURCES],
    ),
    mirror: string('A registry that mirrors others; a fix can rewrite the host of an image to it.'),
  },

  check: {
    ImageReference(image, { options, report, isSet, trustImage }) {
      const { name, text, output, role } = image;
      if (!name?.repository || output) return;
      if (role === 'syntax' && name.repository === 'docker.io/docker/dockerfile') return;
      const ownList = isSet('trusted');
      if (trustOf(name, { ...options, ownList })) return;

      const trust = trustImage(name.repository);
      const fixes: Fix[] = [];
      if (options.mirror !== '' && image.set) fixes.push(useMirror(image, options.mirror));
      if (trust) fixes.push({ title: `Trust \`${name.repository}\` in the policy`, edits: [trust], safe: false });
      report({
        at: image,
        message: `\`${text.replace(/@.*/s, '')}\` comes from \`${name.repository}\`, which is not a trusted source.`,
        severity: ownList ? 'error' : role === 'base' ? 'warning' : 'info',
        fixes,
      });
    },
  },
});

function useMirror({ name, set }: ImageReference, mirror: string): Fix {
  const { path, tag, digest } = name!;
  const reference = `${bareRegistry(mirror)}/${path}${tag.value ? `:${tag.value}` : ''}${digest ? `@${digest}` : ''}`;
  return { title: `Take it from \`${bareRegistry(mirror)}\``, edits: [set!(reference)], safe: false };
}
