import { UNKNOWN } from './imageName.ts';
import { inherited } from './kubernetes/containers.ts';
import type { Container, Setting } from './nodes.ts';
import type { Edit } from './text.ts';
import { type Field, type Scalar, toBoolean } from './yaml.ts';

/** An entry of a list of Linux capabilities. */
export interface Capability {
  /** Upper case, without `CAP_`. */
  readonly name: string;
  readonly field: Field;
  /** Takes the entry out; absent where it is written in an anchor or a service that is extended. */
  readonly remove?: () => Edit;
}

/** The capabilities a container drops. */
export interface Drops {
  readonly names: ReadonlySet<string>;
  /** False when an entry, or the list, cannot be worked out. */
  readonly known: boolean;
  /** The container's own list, written or not. */
  readonly list: Field;
}

/**
 * A value of the security context of a Kubernetes container: its own, or else its pod's. For what only containers
 * have, such as `capabilities`, `podToo` is false.
 */
export function securitySetting<T>(
  { field, pod }: Container,
  path: readonly string[],
  accept: (value: Scalar, text: string) => T | undefined,
  write: (value: T) => string,
  podToo = true,
): Setting<T> | undefined {
  if (!field || !pod) return undefined;
  return inherited(field.at('securityContext', ...path), podToo ? pod.at('securityContext', ...path) : undefined, accept, write);
}

/** The capabilities a container is given, an entry each; those that cannot be known are left out. */
export function addedCapabilities(container: Container): readonly Capability[] {
  return capabilityList(container, 'cap_add', 'add')?.items().flatMap(capability) ?? [];
}

/** What a container drops; nothing in a format that has no such list. */
export function droppedCapabilities(container: Container): Drops | undefined {
  const list = capabilityList(container, 'cap_drop', 'drop');
  if (!list) return undefined;
  const items = list.items();
  return { names: new Set(items.flatMap(capability).map(({ name }) => name)), known: isKnownList(list, items), list };
}

function capabilityList({ role, field, pod }: Container, compose: string, kubernetes: string): Field | undefined {
  if (role === 'service') return field?.at(compose);
  return pod && field?.at('securityContext', 'capabilities', kubernetes);
}

const isKnownList = (list: Field, items: readonly Field[]): boolean =>
  !list.open && (!list.written || list.isList || list.value === null) && items.every(({ known }) => known);

/** Whether a container is given a capability, by its own name or by `ALL`. */
export function hasCapability(container: Container, wanted: string): boolean {
  return addedCapabilities(container).some(({ name }) => name === wanted || name === 'ALL');
}

function capability(field: Field): Capability[] {
  const { text } = field;
  if (text === undefined || text === '' || text.includes(UNKNOWN)) return [];
  const name = text.trim().toUpperCase().replace(/^CAP_/, '');
  return [{ name, field, ...(field.remove() && { remove: () => field.remove()! }) }];
}

/**
 * Whether processes may gain rights their parent does not have, by setuid programs or file capabilities: Kubernetes'
 * `allowPrivilegeEscalation`, and the opposite of `no-new-privileges` among compose's `security_opt`.
 */
export function privilegeEscalation(container: Container): Setting<boolean> | undefined {
  if (container.role !== 'service') return securitySetting(container, ['allowPrivilegeEscalation'], toBoolean, String, false);
  const { field } = container;
  if (!field) return undefined;
  const list = field.at('security_opt');
  const items = list.items();
  const own = items.filter(({ aliased }) => !aliased);
  // of several entries Docker keeps the last; what a service says itself counts before what it takes over
  const found = own.findLast(isOption) ?? items.findLast(isOption);
  if (!found) {
    const known = isKnownList(list, items);
    const insertable = known && list.insert(optionFor(false)) !== undefined;
    return {
      state: known ? 'unset' : 'unknown',
      span: list.span,
      ...(insertable && { set: (value: boolean) => list.insert(optionFor(value))! }),
    };
  }
  const [, word] = OPTION.exec(found.text!)!;
  const on = word === undefined ? true : toBoolean(word);
  const writable = found.write('x') !== undefined;
  return {
    state: on === undefined ? 'unknown' : 'set',
    ...(on !== undefined && { value: !on }),
    span: found.span,
    ...(writable && { set: (value: boolean) => found.write(optionFor(value))! }),
  };
}

const isOption = ({ text }: Field): boolean => OPTION.test(text ?? '');

/** https://docs.docker.com/reference/cli/docker/container/run/#security-opt: both separators are read. */
const OPTION = /^no-new-privileges(?:[:=](.*))?$/;

const optionFor = (allowed: boolean): string => `"no-new-privileges:${!allowed}"`;

/** Whether a container runs on Windows, where most of a security context has no meaning. */
export function isWindows({ pod, field }: Container): boolean {
  if (!pod) return field?.at('platform').text?.startsWith('windows') === true;
  return (
    pod.at('os', 'name').text?.toLowerCase() === 'windows' ||
    pod.at('nodeSelector', 'kubernetes.io/os').text === 'windows' ||
    pod.at('securityContext', 'windowsOptions').written ||
    field?.at('securityContext', 'windowsOptions').written === true
  );
}
