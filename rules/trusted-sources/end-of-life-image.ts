import { number, oneOf } from '../engine/options.ts';
import { rule, type Fix } from '../engine/rule.ts';
import { endedRelease, type EndedRelease, releaseTableDate } from '../facts/releases.ts';
import type { ImageReference } from '../model/nodes.ts';

export default rule({
  id: 'end-of-life-image',
  title: 'Image release no longer gets security fixes',
  why: `Weaknesses that are found from now on stay open for everyone who reads of them. The next version costs more to reach
    with each one that is skipped.`,
  remedy: 'Move to a release that is supported, or to the image that took the place of this one.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.308(a)(5)(ii)(B)', '164.308(a)(1)(ii)(B)'],

  options: {
    grace: number('Days after the end of support before it is reported.', 0),
    stages: oneOf('Which stages of a Dockerfile count.', ['shipped', 'all'], 'shipped'),
  },

  check: {
    ImageReference(image, context) {
      const { name, output, role, stage } = image;
      const { options, report } = context;
      if (!name || output || (stage?.role === 'build-only' && options.stages === 'shipped')) return;
      const ended = endedRelease(name, context.today, options.grace);
      if (!ended) return;
      const builds = role !== 'base' && role !== 'run' && role !== 'volume';
      report({
        at: image,
        message: `${messageOf(ended, image.text)} (Dates as of ${releaseTableDate}.)`,
        // what was built with it ships, it does not
        severity: stage?.role === 'copied-from' || builds ? 'info' : 'warning',
        fixes: fixes(image, ended),
      });
    },
  },
});

function messageOf({ release, end, retired, inside }: EndedRelease, image: string): string {
  const none = end === undefined ? 'gets no security fixes any more' : `has had no security fixes since ${end}`;
  if (retired !== undefined) return `\`${image}\` ${none}, whatever its tag: ${retired}.`;
  return `\`${image}\` is ${inside ? 'built on ' : ''}${release}, which ${none}.`;
}

function fixes({ text, name, set }: ImageReference, { next }: EndedRelease): readonly Fix[] {
  const tag = name!.tag.value;
  if (!set || next === undefined || tag === undefined || !text.endsWith(`:${tag}`)) return [];
  const reference = `${text.slice(0, -tag.length)}${next}`;
  return [{ title: `Use \`${reference}\``, edits: [set(reference)], safe: false }];
}
