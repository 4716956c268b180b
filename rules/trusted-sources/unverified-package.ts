import { rule, type Fix } from '../engine/rule.ts';
import type { Command } from '../model/nodes.ts';
import { type PackageCheck, sourceText, turnedOff } from '../model/packageChecks.ts';

export default rule({
  id: 'unverified-package',
  title: 'Package manager is told to accept unsigned packages',
  why: `A signature is what tells a package of the distribution from one that somebody on the way or on the mirror put in its
    place. Without the check any of them is installed, and runs as root.`,
  remedy: 'Leave the check on, and install the key of the repository instead.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(c)(1)', '164.308(a)(5)(ii)(B)'],

  check: {
    Command(command, { report }) {
      for (const check of turnedOff(command)) report({ at: check, message: messageOf(check), fixes: fixes(check, command) });
    },

    CopiedFile({ content, destination }, { report }) {
      if (!content || destination === undefined) return;
      for (const check of sourceText(content.text, destination, content.span.start))
        report({ at: check, message: messageOf(check) });
    },

    Variable({ name, value, span }, { report }) {
      const text = value.value ?? '';
      const off =
        (name === 'GOSUMDB' && text === 'off') ||
        ((name === 'GONOSUMDB' || name === 'GONOSUMCHECK') && (text === '*' || text === '1')) ||
        (name === 'GOFLAGS' && /(?:^|\s)-insecure\b/.test(text));
      if (off && value.state === 'set')
        report({
          at: value.span.end > value.span.start ? value : { span },
          message: messageOf({ span, text: `${name}=${text}`, program: 'go' }),
        });
    },
  },
});

const messageOf = ({ text, program, removals = [] }: PackageCheck): string =>
  `\`${text}\` ${removals.length > 1 ? 'let' : 'lets'} \`${program}\` take packages nobody has signed.`;

function fixes({ removals, text }: PackageCheck, { form, stage }: Command): readonly Fix[] {
  if (!removals || form !== 'shell' || !stage) return [];
  return [{ title: `Remove \`${text}\``, edits: removals.map((span) => ({ span, text: '' })), safe: false }];
}
