import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { matchesImage } from '../facts/images.ts';

export default rule({
  id: 'missing-required-digest',
  title: 'Image of a source that must be named by digest has none',
  why: `The policy trusts this source only for images that are named by their digest: a tag can be moved to another image
    at any time, and a signature is checked for a digest, not for a tag. What runs beside ePHI may then not be what was
    reviewed.`,
  remedy: 'Write the digest after the tag: `repository:tag@sha256:…`.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(c)(1)', '164.308(a)(5)(ii)(B)'],
  options: {
    digestRequired: strings(
      'Sources whose images must be named by digest; filled from the entries of `trustedImages` that say `digest: required` or `signature: required`.',
    ),
  },
  check: {
    ImageReference: (image, { options, report }) => {
      const { name, output, text } = image;
      if (output || !name || name.digest !== undefined || name.digestUnknown) return;
      if (matchesImage(name, options.digestRequired))
        report({ at: image, message: `\`${text}\` has no digest, and the policy requires one for this source.` });
    },
  },
});
