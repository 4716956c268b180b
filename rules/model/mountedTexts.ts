import { beside, type Files } from './files.ts';
import type { Container, Manifest, Mount } from './nodes.ts';
import type { Field } from './yaml.ts';

/** What is known of the files around a container's. */
export interface Workspace {
  readonly files: Files;
  manifests(): readonly { readonly manifest: Manifest }[];
}

/** Settings files are small; larger ones are data. */
const LONGEST = 200_000;

/**
 * The texts of files that are mounted into a container, as far as they can be seen: a compose `configs` entry, a file
 * of the workspace, a ConfigMap of the workspace.
 */
export function mountedTexts(container: Container, file: string, workspace: Workspace | undefined): readonly string[] {
  const texts = container.mounts.flatMap((mount) =>
    mount.volume ? ofConfigMap(mount, workspace) : (ofFile(mount.source, mount.type === 'bind' ? file : '', workspace) ?? []),
  );
  return [...texts, ...ofConfigs(container.field, file, workspace)].filter(({ length }) => length < LONGEST);
}

function ofFile(path: string | undefined, file: string, workspace: Workspace | undefined): string | undefined {
  if (path === undefined || file === '' || !/\.\w+$/.test(path)) return undefined;
  const name = beside(file, path);
  return name === undefined ? undefined : workspace?.files.text(name);
}

function ofConfigMap({ volume }: Mount, workspace: Workspace | undefined): readonly string[] {
  const name = volume?.at('configMap', 'name').text;
  if (name === undefined || !workspace) return [];
  return workspace
    .manifests()
    .filter(({ manifest }) => manifest.type === 'ConfigMap' && manifest.name === name)
    .flatMap(({ manifest }) =>
      manifest.field
        .at('data')
        .entries()
        .flatMap(([, field]) => field.text ?? []),
    );
}

function ofConfigs(service: Field | undefined, file: string, workspace: Workspace | undefined): readonly string[] {
  if (!service?.at('configs').isList) return [];
  let root = service;
  while (root.parent) root = root.parent;
  return service
    .at('configs')
    .items()
    .flatMap((entry) => {
      const name = entry.isMap ? entry.at('source').text : entry.text;
      const config = name === undefined ? undefined : root.at('configs', name);
      return config?.at('content').text ?? ofFile(config?.at('file').text, file, workspace) ?? [];
    });
}
