import { UNKNOWN } from '../imageName.ts';
import type { Mount } from '../nodes.ts';
import type { WrittenNodes } from '../written.ts';
import { type Field, toBoolean } from '../yaml.ts';

/** Reads what a container mounts, each with the volume of its pod that it names. */
export function readMounts(container: Field, pod: Field, object: Field, owner: string, nodes: WrittenNodes): Mount[] {
  const entries = [...container.at('volumeMounts').items(), ...container.at('volumeDevices').items()].filter(
    ({ isMap }) => isMap,
  );
  if (entries.length === 0) return [];
  const volumes = new Map(
    pod
      .at('volumes')
      .items()
      .map((volume) => [volume.at('name').text, volume]),
  );
  const claims = new Set(
    object
      .at('spec', 'volumeClaimTemplates')
      .items()
      .map((claim) => claim.at('metadata', 'name').text),
  );
  return entries.map((entry) => {
    const name = entry.at('name').text;
    const path = entry.at('mountPath').written ? entry.at('mountPath') : entry.at('devicePath');
    const volume = volumes.get(name);
    const { type, source } = volume
      ? sourceOf(volume)
      : claims.has(name)
        ? { type: 'claim' as const, source: name }
        : { type: 'other' as const, source: undefined };
    return nodes.once('Mount', entry.extent, () => ({
      kind: 'Mount',
      span: path.isScalar ? path.textSpan : entry.keySpan,
      type,
      ...(source !== undefined && !source.includes(UNKNOWN) && { source }),
      ...(path.text !== undefined && path.known && { destination: path.text }),
      readOnly: entry.at('readOnly').setting(toBoolean, String),
      owner,
      field: entry,
      ...(volume && { volume }),
    }));
  });
}

/** What kind of volume it is, and the host path or object behind it. */
function sourceOf(volume: Field): { readonly type: Mount['type']; readonly source: string | undefined } {
  const text = (...path: readonly string[]): string | undefined => volume.at(...path).text;
  if (volume.at('hostPath').written) return { type: 'bind', source: text('hostPath', 'path') };
  if (volume.at('secret').written) return { type: 'secret', source: text('secret', 'secretName') };
  if (volume.at('configMap').written) return { type: 'config', source: text('configMap', 'name') };
  if (volume.at('persistentVolumeClaim').written) return { type: 'claim', source: text('persistentVolumeClaim', 'claimName') };
  if (volume.at('ephemeral').written) return { type: 'claim', source: undefined };
  if (volume.at('emptyDir').written)
    return { type: text('emptyDir', 'medium') === 'Memory' ? 'tmpfs' : 'volume', source: undefined };
  if (volume.at('image').written) return { type: 'image', source: text('image', 'reference') };
  if (volume.at('nfs').written) return { type: 'other', source: text('nfs', 'path') };
  return { type: 'other', source: undefined };
}
