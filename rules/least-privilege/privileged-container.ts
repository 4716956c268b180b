import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { matchesImage } from '../facts/images.ts';

export default rule({
  id: 'privileged-container',
  title: 'Container is privileged',
  why: `A privileged container has every capability and every device of its host. Whoever takes it over has the host,
    and with it the memory and the disks of every other workload there.`,
  remedy: 'Remove `privileged`, and grant the one capability or device the program really needs.',
  severity: 'error',
  profile: 'recommended',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.308(a)(4)(ii)(B)'],

  options: {
    allow: strings('Image sources whose containers may be privileged.'),
  },

  check: {
    Container({ name, image, privileged }, { options, report }) {
      if (privileged.state !== 'set' || !privileged.value || matchesImage(image?.name, options.allow)) return;
      report({
        at: privileged,
        message: `\`${name}\` is privileged.`,
        fixes: privileged.remove ? [{ title: 'Remove `privileged`', edits: [privileged.remove()], safe: false }] : [],
      });
    },
  },
});
