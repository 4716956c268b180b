import { readImage } from '../compose/images.ts';
import type { Container, Setting } from '../nodes.ts';
import type { WrittenNodes } from '../written.ts';
import { type Field, quoted, type Scalar, toBoolean } from '../yaml.ts';
import { readCommands } from './commands.ts';
import type { Kustomized } from './kustomization.ts';
import { readMounts } from './mounts.ts';
import type { Pod } from './pods.ts';
import { readContainerPorts } from './ports.ts';
import { readEnvironment } from './variables.ts';

/** Reads one container of a pod. */
export function readContainer(
  field: Field,
  role: Container['role'],
  { spec }: Pod,
  object: Field,
  partial: boolean,
  nodes: WrittenNodes,
  kustomized?: Kustomized,
): Container {
  const name = nameOf(field);
  const image = readImage(field.at('image'), 'run', false, nodes, kustomized?.image);
  readCommands(field, name, nodes);
  return nodes.once('Container', field.extent, () => ({
    kind: 'Container',
    span: field.at('name').isScalar ? field.at('name').textSpan : field.keySpan,
    name,
    role,
    ...(image && { image }),
    user: userOf(field, spec),
    privileged: inherited(field.at('securityContext', 'privileged'), undefined, toBoolean, String),
    readOnlyRoot: inherited(field.at('securityContext', 'readOnlyRootFilesystem'), undefined, toBoolean, String),
    partial: partial || !image,
    ports: readContainerPorts(field, spec, name, image, nodes),
    variables: readEnvironment(field, name, nodes),
    mounts: readMounts(field, spec, object, name, nodes),
    field,
    pod: spec,
    built: false,
  }));
}

/** The container's name, or what comes nearest to one. */
function nameOf(field: Field): string {
  return field.at('name').literal ?? (field.name || field.at('image').literal || 'container');
}

/** `runAsUser` takes numbers only; on Windows `runAsUserName` takes names. */
function userOf(container: Field, pod: Field): Setting<string> {
  const user = inherited(container.at('securityContext', 'runAsUser'), pod.at('securityContext', 'runAsUser'), toUserId, String);
  if (user.state !== 'unset') return user;
  const windows = ['securityContext', 'windowsOptions', 'runAsUserName'];
  const named = inherited(
    container.at(...windows),
    pod.at(...windows),
    (value, text) => (value === null ? undefined : text),
    quoted,
  );
  return named.state === 'unset' ? user : named;
}

function toUserId(value: Scalar): string | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** A setting of the container, or else of its pod; what the pod says is overruled by writing on the container. */
export function inherited<T>(
  own: Field,
  pod: Field | undefined,
  accept: (value: Scalar, text: string) => T | undefined,
  write: (value: T) => string,
): Setting<T> {
  const setting = own.setting(accept, write);
  if (!pod || setting.state !== 'unset') return setting;
  const { state, value, span } = pod.setting(accept, write);
  if (state === 'unset') return setting;
  return { state, ...(value !== undefined && { value }), span, ...(setting.set && { set: setting.set }) };
}
