import { rule } from '../engine/rule.ts';
import { defaultCapabilities } from '../facts/capabilities.ts';
import { droppedCapabilities, isWindows } from '../model/isolation.ts';

export default rule({
  id: 'retained-capabilities',
  title: 'Container keeps the default Linux capabilities',
  why: `The default set lets a process change owners, forge packets and pass by file permissions, which hardly any program
    needs and every intruder can use.`,
  remedy: 'Drop `ALL`, and add back the one the program cannot do without.',
  severity: 'warning',
  profile: 'strict',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(e)(1)'],

  check: {
    Container(container, { report }) {
      const { name, partial, privileged } = container;
      const drops = partial ? undefined : droppedCapabilities(container);
      if (!drops?.known || drops.names.has('ALL')) return;
      if (privileged.state === 'unknown' || privileged.value || isWindows(container)) return;
      const { names, list } = drops;
      if (defaultCapabilities.every((capability) => names.has(capability))) return;
      const kept =
        names.size === 0
          ? 'the default capabilities'
          : `default capabilities${names.has('NET_RAW') ? '' : ', `NET_RAW` among them'}`;
      const edit = list.insert('ALL');
      report({
        at: { span: list.written ? list.keySpan : list.span },
        message: `\`${name}\` keeps ${kept}.`,
        fixes: edit ? [{ title: 'Drop all capabilities', edits: [edit], safe: false }] : [],
      });
    },
  },
});
