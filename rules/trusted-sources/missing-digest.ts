import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { matchesImage } from '../facts/images.ts';
import type { ImageReference } from '../model/nodes.ts';

export default rule({
  id: 'missing-digest',
  title: 'Image is pinned by a tag but not by a digest',
  why: `Whoever can push to the repository can move a tag. A digest names the content: what was reviewed is what runs, and
    after an incident it can be told what ran.`,
  remedy: 'Append the digest of the image that was reviewed: `docker buildx imagetools inspect` prints it.',
  severity: 'info',
  profile: 'strict',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(c)(1)', '164.308(a)(5)(ii)(B)'],

  options: {
    allow: strings('Image sources whose images need no digest.'),
  },

  check: {
    ImageReference(image, { options, report }) {
      const { name, output, role, text } = image;
      if (!name?.repository || output || name.digest !== undefined || name.digestUnknown) return;
      if (name.tag.state === 'unknown' || (name.tag.state === 'unset' && !text.includes('@'))) return;
      if (role === 'syntax' && name.repository === 'docker.io/docker/dockerfile') return;
      if (matchesImage(name, options.allow) || isNamedElsewhere(image)) return;
      report({
        at: image,
        message: text.includes('@')
          ? `What follows the \`@\` of \`${text}\` is no whole digest.`
          : `\`${text}\` names a tag, and no digest.`,
      });
    },
  },
});

/** A kustomization gives it its tag, and is asked for the digest. */
const isNamedElsewhere = ({ name, text }: ImageReference): boolean =>
  name?.tag.value !== undefined && !/[$@]|\{\{/.test(text) && !text.includes(name.tag.value);
