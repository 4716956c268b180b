import { rule } from '../engine/rule.ts';
import { hasCapability, isWindows, privilegeEscalation } from '../model/isolation.ts';

export default rule({
  id: 'missing-no-new-privileges',
  title: 'Nothing stops processes from gaining privileges',
  why: `Unless told otherwise, a setuid program in the image can make any of its processes root. An intruder who finds one
    has the whole container, whatever user it was started as.`,
  remedy: 'Set `allowPrivilegeEscalation: false`, or `no-new-privileges:true` in compose.',
  severity: 'warning',
  profile: 'strict',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)'],

  check: {
    Container(container, { report }) {
      const { name, partial, privileged } = container;
      const escalation = partial ? undefined : privilegeEscalation(container);
      if (escalation?.state !== 'unset' || isWindows(container)) return;
      // both imply it, and the API server refuses `false` beside them
      if (privileged.state === 'unknown' || privileged.value || hasCapability(container, 'SYS_ADMIN')) return;
      report({
        at: escalation,
        message: `Nothing stops processes of \`${name}\` from gaining privileges.`,
        fixes: escalation.set ? [{ title: 'Forbid privilege escalation', edits: [escalation.set(false)], safe: false }] : [],
      });
    },
  },
});
