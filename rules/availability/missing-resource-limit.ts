import { boolean, strings } from '../engine/options.ts';
import type { Project } from '../engine/project.ts';
import { rule, type Report } from '../engine/rule.ts';
import type { Container, Manifest } from '../model/nodes.ts';
import type { Field } from '../model/yaml.ts';
import { table } from '../model/table.ts';

export default rule({
  id: 'missing-resource-limit',
  title: 'Container may use all memory or CPU of its host',
  why: `One program that leaks memory or loops, or is made to, takes what the others on its host need, and patient records
    are out of reach when they are wanted.`,
  remedy: 'Set limits for memory and CPU, by what the program was seen to use under load.',
  severity: 'info',
  profile: 'strict',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.308(a)(7)(i)', '164.306(a)'],

  options: {
    resources: strings('What needs a limit.', ['memory'], ['memory', 'cpu']),
    init: boolean('Whether init containers need limits too.', false),
  },

  check: {
    Container(container, { options, report }) {
      if (container.role !== 'service' || container.partial) return;
      const missing = options.resources.filter((resource) => !isLimitedInCompose(container.field!, resource));
      say(container, missing, report);
    },

    'kubernetes.Manifest'(manifest, { options, report, project }) {
      if (manifest.partial) return;
      for (const container of manifest.containers) {
        if (container.partial || container.role === 'ephemeral' || (container.role === 'init' && !options.init)) continue;
        const { field, pod } = container;
        const missing = options.resources.filter(
          (resource) => ![field, pod].some((holder) => holder && isQuantity(holder.at('resources', 'limits', resource))),
        );
        if (missing.length > 0)
          say(
            container,
            missing.filter((resource) => !isLimitedElsewhere(manifest, resource, project)),
            report,
          );
      }
    },
  },
});

function say({ name, field, pod, span }: Container, missing: readonly string[], report: (report: Report) => void): void {
  if (missing.length === 0 || !field) return;
  const what = missing.map((resource) => (resource === 'cpu' ? 'CPU' : resource)).join(' and ');
  const limits = pod ? field.at('resources', 'limits') : field.at('deploy', 'resources', 'limits');
  report({
    at: { span: limits.written && !limits.aliased ? limits.keySpan : span },
    message: `\`${name}\` has no limit for ${what}.`,
  });
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/; a text that is none counts as absent. */
function isQuantity(field: Field): boolean {
  if (!field.known) return true;
  return (
    field.text !== undefined && /^\+?(?:\d+(?:\.\d*)?|\.\d+)(?:[numkMGTPE]|[KMGTPE]i|[eE][-+]?\d+)?$/.test(field.text.trim())
  );
}

/** Compose has a limit of its own, and that of Swarm. */
const COMPOSE_KEYS: Readonly<Record<string, readonly (readonly string[])[]>> = table({
  memory: [['deploy', 'resources', 'limits', 'memory'], ['mem_limit']],
  cpu: [['deploy', 'resources', 'limits', 'cpus'], ['cpus'], ['cpu_quota'], ['cpu_count'], ['cpu_percent'], ['cpuset']],
});

function isLimitedInCompose(service: Field, resource: string): boolean {
  const keys = COMPOSE_KEYS[resource];
  return !keys || keys.some((key) => service.at(...key).open || service.at(...key).text !== undefined);
}

/** Whether the workspace limits it: defaults for the namespace, or an autoscaler that decides. */
function isLimitedElsewhere(object: Manifest, resource: string, project: Project | undefined): boolean {
  return (project?.manifests() ?? []).some(({ manifest: { type, field, namespace } }) => {
    if (type !== 'VerticalPodAutoscaler' && type !== 'LimitRange') return false;
    if (namespace !== undefined && object.namespace !== undefined && namespace !== object.namespace) return false;
    if (type === 'VerticalPodAutoscaler') {
      const target = field.at('spec', 'targetRef');
      return target.at('name').text === object.name && target.at('kind').text === object.type;
    }
    return field
      .at('spec', 'limits')
      .items()
      .some((limit) => limit.at('type').text === 'Container' && limit.at('default', resource).written);
  });
}
