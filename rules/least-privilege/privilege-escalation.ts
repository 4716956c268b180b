import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { matchesImage } from '../facts/images.ts';
import { hasCapability, privilegeEscalation } from '../model/isolation.ts';

export default rule({
  id: 'privilege-escalation',
  title: 'Privilege escalation is allowed explicitly',
  why: `A setuid program or a file with capabilities can make a process root, whatever user the container runs as. One
    flaw in such a program is enough for an intruder to take over the container and the records it works on.`,
  remedy: 'Set `allowPrivilegeEscalation: false`, or `no-new-privileges:true` in compose.',
  severity: 'error',
  profile: 'recommended',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)'],

  options: {
    allow: strings('Image sources whose processes may gain privileges.'),
  },

  check: {
    Container(container, { options, report }) {
      const { name, image, privileged } = container;
      const escalation = privilegeEscalation(container);
      if (escalation?.state !== 'set' || !escalation.value || matchesImage(image?.name, options.allow)) return;
      // both imply it, and the API server refuses `false` beside them
      if (privileged.value || hasCapability(container, 'SYS_ADMIN')) return;
      report({
        at: escalation,
        message: `\`${name}\` lets its processes gain privileges.`,
        fixes: escalation.set ? [{ title: 'Forbid privilege escalation', edits: [escalation.set(false)], safe: false }] : [],
      });
    },
  },
});
