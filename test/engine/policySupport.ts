import { lint, type Finding } from '../../rules/engine/lint.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { mergeLayers } from '../../rules/engine/policy/merge.ts';
import type { PolicyProblem } from '../../rules/engine/policy/problem.ts';
import { readLayer } from '../../rules/engine/policy/readLayer.ts';
import { strings } from '../../rules/engine/options.ts';
import { rule, type Rule, type Severity } from '../../rules/engine/rule.ts';
import { readDocument } from '../../rules/model/document.ts';
import type { Target } from '../../rules/model/nodes.ts';
import invalidPolicy from '../../rules/policy/invalid-policy.ts';
import lapsedException from '../../rules/policy/lapsed-exception.ts';
import lapsingException from '../../rules/policy/lapsing-exception.ts';
import lockedRule from '../../rules/policy/locked-rule.ts';
import malformedException from '../../rules/policy/malformed-exception.ts';
import unknownRule from '../../rules/policy/unknown-rule.ts';
import unreasonedException from '../../rules/policy/unreasoned-exception.ts';
import unusedException from '../../rules/policy/unused-exception.ts';

export const TODAY = '2026-06-01';

const common = {
  title: 'T',
  why: 'W.',
  remedy: 'R.',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)'],
} as const;

/** Reports each image by its text. */
export const anyImage = rule({
  ...common,
  id: 'any-image',
  severity: 'warning',
  options: { allow: strings('Images that are left alone.') },
  check: {
    ImageReference: (image, { options, report }) => {
      if (!options.allow.includes(image.text)) report({ at: image, message: `\`${image.text}\` is an image.` });
    },
  },
});

/** Reports each port by its text. */
export const anyPort = rule({
  ...common,
  id: 'any-port',
  severity: 'error',
  check: { Port: (port, { report }) => report({ at: port, message: `\`${port.text}\` is a port.` }) },
});

export const untrustedImage = rule({
  ...common,
  id: 'untrusted-image',
  severity: 'error',
  options: { trusted: strings('Sources.', ['default']) },
  check: {},
});

export const strictOnly = rule({ ...common, id: 'strict-only', severity: 'info', profile: 'strict', check: {} });

export const rules: readonly Rule[] = [
  anyImage,
  anyPort,
  untrustedImage,
  strictOnly,
  invalidPolicy,
  lapsedException,
  lapsingException,
  lockedRule,
  malformedException,
  unknownRule,
  unreasonedException,
  unusedException,
];

/** The policy that texts make as layers, the base first, with what is wrong in each. They lie in `/repo`. */
export function layered(...texts: readonly string[]): { policy: Policy; problems: readonly (readonly string[])[] } {
  const layers = texts.map((text, index) =>
    readLayer({ uri: index === texts.length - 1 ? '/repo/.breakwater.yaml' : `/repo/base${index}.yaml`, text }, rules),
  );
  const { settings, problems } = mergeLayers(layers, rules);
  return {
    policy: Policy.of(rules, settings, layers.at(-1)!.source),
    problems: layers.map((layer) =>
      [...layer.problems, ...problems.get(layer)!].map((problem) => described(layer.source.text, problem)),
    ),
  };
}

export const described = (text: string, { rule, span, message }: PolicyProblem): string =>
  `${rule} at ${JSON.stringify(text.slice(span.start, span.end))}: ${message}`;

export const policyOf = (text: string): Policy => layered(text).policy;
export const problemsOf = (text: string): readonly string[] => layered(text).problems[0]!;

export function findingsIn(policy: Policy, path: string, text: string, today = TODAY): readonly Finding[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const target: Target = /dockerfile/i.test(name) ? 'dockerfile' : /compose/.test(name) ? 'compose' : 'kubernetes';
  return lint(readDocument(`/repo/${path}`, target, text), policy, today).findings;
}

/** The severities of what stands, by message; an excepted finding is `excepted`. */
export const severitiesIn = (
  policy: Policy,
  path: string,
  text: string,
  today = TODAY,
): Readonly<Record<string, Severity | 'excepted'>> =>
  Object.fromEntries(
    findingsIn(policy, path, text, today).map(({ message, severity, exception }) => [
      /`([^`]*)`/.exec(message)?.[1] ?? message,
      exception ? 'excepted' : severity,
    ]),
  );
