import { UNKNOWN } from './imageName.ts';
import { podSpecsOf } from './kubernetes/podSpecs.ts';
import type { ComposeFile, Container, Manifest, Mount } from './nodes.ts';
import type { Span } from './text.ts';
import type { Field } from './yaml.ts';

/** A place of the host that a container gets, or could get. */
export interface HostPath {
  /** Tidied: no `.`, `..` or doubled `/`; `~` for the home of whoever starts it. May begin with `UNKNOWN`. */
  readonly path: string;
  /** Where in the container it is, as far as one place is known. Tidied alike. */
  readonly target?: string;
  /** The path where it is written. */
  readonly span: Span;
  /** Every mount of it is read-only. */
  readonly readOnly: boolean;
  /** The container, pod or volume that has it. */
  readonly owner: string;
  readonly by: 'container' | 'pod' | 'volume';
  /** Whoever mounts it. */
  readonly containers: readonly Container[];
}

/** The bind mounts of a compose service. */
export function pathsOfService(service: Container): readonly HostPath[] {
  const { role, field, name, mounts } = service;
  if (role !== 'service' || !field || mounts.length === 0) return [];
  return mounts.flatMap((mount) => {
    if (!mount.field || (mount.type !== 'bind' && mount.type !== 'other')) return [];
    const path = mount.source ?? writtenSource(mount.field);
    if (path === undefined || path.startsWith('.')) return [];
    const readOnly = mount.readOnly.value === true;
    const target = mount.destination === undefined ? {} : { target: tidy(mount.destination) };
    return [{ path: tidy(path), ...target, span: mount.span, readOnly, owner: name, by: 'container', containers: [service] }];
  });
}

/** A source that is not wholly known: the shell's home folder, or something unknown with a known end. */
function writtenSource(entry: Field): string | undefined {
  const source = entry.isMap ? entry.at('source') : entry;
  const home = /^\$(?:HOME|\{HOME\})(?=[/:]|$)([^:]*)/.exec(source.literal ?? '');
  if (home) return `~${home[1]}`;
  const text = entry.isMap ? source.text : source.text?.split(':')[0];
  return text?.startsWith(UNKNOWN) ? text : undefined;
}

/** Named volumes of a compose file that are a folder of the host in truth: `driver_opts` with `o: bind` and a `device`. */
export function pathsOfVolumes({ field, services }: ComposeFile): readonly HostPath[] {
  return field
    .at('volumes')
    .entries()
    .flatMap(([name, volume]) => {
      const device = volume.at('driver_opts', 'device');
      const options = volume.at('driver_opts', 'o').text ?? '';
      if (device.text === undefined || !/(?:^|,)r?bind(?:,|$)/.test(options)) return [];
      const mounts = services.flatMap((service) =>
        service.mounts.filter(({ source }) => source === name).map((mount) => ({ service, mount })),
      );
      return [
        {
          path: tidy(device.text),
          span: device.textSpan,
          readOnly: isReadOnly(mounts.map(({ mount }) => mount)) || /(?:^|,)ro(?:,|$)/.test(options),
          owner: name,
          by: 'volume',
          containers: [...new Set(mounts.map(({ service }) => service))],
        },
      ];
    });
}

/** The `hostPath` volumes of a Kubernetes object, mounted or not, and the path of a PersistentVolume of that kind. */
export function pathsOfManifest(manifest: Manifest): readonly HostPath[] {
  const found: HostPath[] = [];
  const { type, name, field } = manifest;
  const add = ({ text, textSpan }: Field, rest: Omit<HostPath, 'path' | 'span'>): void => {
    if (text !== undefined && text !== '') found.push({ path: tidy(text), span: textSpan, ...rest });
  };
  for (const spec of podSpecsOf(manifest)) {
    const inPod = manifest.containers.filter(({ pod }) => pod === spec);
    for (const volume of spec.at('volumes').items()) {
      const path = volume.at('hostPath', 'path');
      if (!path.written) continue;
      const called = volume.at('name').text;
      const mounts = inPod.flatMap((container) =>
        container.mounts
          .filter((mount) => mount.volume?.at('name').text === called)
          .map((mount) => ({ container, readOnly: mount.readOnly })),
      );
      const containers = [...new Set(mounts.map(({ container }) => container))];
      const single = containers.length === 1 ? containers[0]! : undefined;
      add(path, { readOnly: isReadOnly(mounts), owner: single?.name ?? name, by: single ? 'container' : 'pod', containers });
    }
  }
  if (type === 'PersistentVolume')
    for (const kind of ['hostPath', 'local'])
      add(field.at('spec', kind, 'path'), { readOnly: false, owner: name, by: 'volume', containers: [] });
  return found;
}

const isReadOnly = (mounts: readonly Pick<Mount, 'readOnly'>[]): boolean =>
  mounts.length > 0 && mounts.every(({ readOnly }) => readOnly.value === true);

/** `/var/run` is a link to `/run` wherever containers run (https://refspecs.linuxfoundation.org/FHS_3.0/fhs/ch05s13.html). */
function tidy(path: string): string {
  if (/^(?:[A-Za-z]:[\\/]|\\\\|\/\/\.\/)/.test(path)) return path.replaceAll('/', '\\').replace(/(?<=[^\\:])\\+$/, '');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const tidied = (path.startsWith('/') ? '/' : '') + parts.join('/');
  return tidied.replace(/^\/var\/run(?=\/|$)/, '/run');
}
