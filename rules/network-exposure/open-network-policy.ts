import { boolean } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { openingsOf } from '../facts/openPolicies.ts';

export default rule({
  id: 'open-network-policy',
  title: 'Network policy permits everything',
  why: `A policy that lets in anyone gives the assurance of a policy without what it is for: any pod, or any address, can
    reach what holds health information, and what was broken into can send it anywhere.`,
  remedy: 'Name who may come in, and where data may go: labels of pods and namespaces, address ranges, ports.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(e)(1)'],

  options: {
    egress: boolean('Whether to look at what may go out as well.', true),
  },

  check: {
    'kubernetes.Manifest'(manifest, { options, report }) {
      for (const { at, direction, effect } of openingsOf(manifest))
        if (direction === 'ingress' || options.egress) report({ at, message: `\`${manifest.name}\` ${effect}.` });
    },
  },
});
