import { UNKNOWN } from '../imageName.ts';
import type { Container, Manifest } from '../nodes.ts';
import type { Field } from '../yaml.ts';
import { table } from '../table.ts';

/** The containers, among all objects of a workspace, of the pods that a Service selects. */
export function containersBehind({ field, namespace }: Manifest, all: readonly Manifest[]): readonly Container[] {
  const selector = field.at('spec', 'selector').entries();
  if (selector.length === 0) return [];
  return all
    .filter((other) => other.containers.length > 0 && other.namespace === namespace)
    .flatMap(({ containers }) => containers)
    .filter((container) => {
      const labels = container.pod?.parent?.at('metadata', 'labels');
      return labels !== undefined && selector.every(([key, { text }]) => isSame(text, labels.at(key).text));
    });
}

const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && one === other && !one.includes(UNKNOWN);

/** The names of the Services an Ingress, Route, HTTPRoute or IngressRoute leads to, where they are written. */
export function backendsOf(type: string, object: Field): readonly Field[] {
  const spec = object.at('spec');
  const rules = (): Field[] => spec.at('rules').items();
  const each = (list: readonly Field[], ...path: string[]): Field[] => list.flatMap((one) => one.at(...path).items());
  const names = table({
    Ingress: () =>
      [spec.at('defaultBackend'), spec.at('backend'), ...each(rules(), 'http', 'paths').map((path) => path.at('backend'))].map(
        (backend) => (backend.at('service', 'name').written ? backend.at('service', 'name') : backend.at('serviceName')),
      ),
    HTTPRoute: () => each(rules(), 'backendRefs').map((backend) => backend.at('name')),
    IngressRoute: () => each(spec.at('routes').items(), 'services').map((service) => service.at('name')),
    Route: () => [spec.at('to', 'name')],
  })[type];
  return names?.().filter(({ text }) => text !== undefined) ?? [];
}
