import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { matchesImage } from '../facts/images.ts';
import { movingTags, tagMoves } from '../facts/movingTags.ts';

export default rule({
  id: 'floating-tag',
  title: 'Image is referenced by a tag that moves, or by no tag',
  why: `A tag like this is moved to other content whenever a new version is published. What was reviewed is then not what
    runs, and an incident cannot be traced to the image that caused it.`,
  remedy: 'Name the version that was reviewed, or better its digest.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(c)(1)', '164.308(a)(5)(ii)(B)', '164.308(a)(1)(ii)(B)'],

  options: {
    moving: strings('Words that make a tag move, alone or as its first or last part.', movingTags.moving),
    bare: strings('Words that are a variant without a version.', movingTags.bare),
    allow: strings('Image sources whose tags may move.'),
  },

  check: {
    ImageReference(image, { options, report }) {
      const { name, text, output, role } = image;
      if (!name || output || name.digest !== undefined || name.digestUnknown) return;
      if (role === 'syntax' && name.repository === 'docker.io/docker/dockerfile') return;
      if (matchesImage(name, options.allow)) return;
      const { state, value = '' } = name.tag;
      if (state === 'unset') {
        const digest = text.includes('@') ? ' and no whole digest' : '';
        report({ at: image, message: `\`${text}\` has no tag${digest}, so it means \`latest\`.` });
      } else if (state === 'set' && tagMoves(value, options)) {
        const tag = text.includes(value) ? 'moves' : `is \`${value}\`, which moves`;
        report({ at: image, message: `The tag of \`${text}\` ${tag}: it is given to each new version.` });
      }
    },
  },
});
