import { boolean } from '../../../rules/engine/options.ts';
import { rule, type Rule } from '../../../rules/engine/rule.ts';

/** A rule of every sort the server has to carry, so that its tests stand when the real rules change. */
export const standIns: readonly Rule[] = [
  rule({
    id: 'root-user',
    title: 'Container runs as root',
    why: 'Root in a container\n    can become root on the host, and read every patient record there.',
    remedy: 'Set a user other than root, such as `65532`.',
    severity: 'error',
    profile: 'recommended',
    targets: ['dockerfile', 'compose', 'kubernetes'],
    safeguards: ['164.312(a)(1)', '164.308(a)(4)(ii)(B)'],
    check: {
      Container({ name, user, image }, { report }) {
        if (user.state !== 'set' || user.value !== 'root') return;
        const set = user.set;
        report({
          at: user,
          message: `\`${name}\` runs as root.`,
          related: image ? [{ span: image.span, message: 'Its image.' }] : [],
          fixes: set
            ? [
                { title: 'Run as user 65532', edits: [set('65532')], safe: false },
                { title: 'Run as user 10001', edits: [set('10001')], safe: false },
              ]
            : [],
        });
      },
    },
  }),
  rule({
    id: 'latest-tag',
    title: 'Image floats',
    why: 'It may change under you.',
    remedy: 'Pin it.',
    severity: 'warning',
    profile: 'recommended',
    targets: ['dockerfile', 'compose', 'kubernetes'],
    safeguards: ['164.312(c)(1)'],
    options: { trusted: boolean('Unused.', false) },
    check: {
      ImageReference(image, { report, trustImage }) {
        if (!image.text.endsWith(':latest')) return;
        const trust = trustImage('registry.example/*');
        report({
          at: image,
          message: `\`${image.text}\` floats.`,
          fixes: [
            ...(image.set
              ? [{ title: 'Pin to 1.0.0', edits: [image.set(image.text.replace(/latest$/, '1.0.0'))], safe: true }]
              : []),
            ...(trust ? [{ title: 'Trust registry.example', edits: [trust], safe: false }] : []),
          ],
        });
      },
    },
  }),
  rule({
    id: 'same-place',
    title: 'Image comes from `docker.io`',
    why: 'A second opinion on the same words.',
    remedy: 'Take it from elsewhere.',
    severity: 'info',
    profile: 'strict',
    targets: ['dockerfile'],
    safeguards: ['164.308(a)(8)'],
    check: {
      ImageReference(image, { report }) {
        report({ at: image, message: `${image.text} is *here*.` });
      },
    },
  }),
];

/** Throws on every container, with the file's own words in the error. */
export const thrower = rule({
  id: 'broken-rule',
  title: 'Breaks',
  why: 'Never.',
  remedy: 'None.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)'],
  check: {
    Container({ name }) {
      throw new Error(`could not stand ${name}`);
    },
  },
});
