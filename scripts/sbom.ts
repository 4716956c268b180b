import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { root } from './places.ts';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

/**
 * The software bill of materials of the product: CycloneDX 1.6 as JSON (https://cyclonedx.org/docs/1.6/json/), with the
 * packages that are bundled, whose folders are given from the repository. It has no date and no number of its own, so
 * that the same sources give the same text.
 */
export function billOfMaterials(folders: readonly string[]): string {
  const own = read('.');
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const product = component(Enums.ComponentType.Application, own);
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: product }) });
  const bundled = new Map(
    folders.map((folder) => [
      folder,
      { packed: read(folder), component: component(Enums.ComponentType.Library, read(folder), lock.packages[folder]?.integrity) },
    ]),
  );
  for (const [folder, { packed, component }] of bundled) {
    bom.components.add(component);
    // what is bundled is listed as needed for development: nothing is installed beside the product
    if (Object.hasOwn(own.devDependencies ?? {}, packed.name)) product.dependencies.add(component.bomRef);
    for (const name of Object.keys(packed.dependencies ?? {})) {
      const used = bundled.get(`${folder}/node_modules/${name}`) ?? bundled.get(`node_modules/${name}`);
      if (used) component.dependencies.add(used.component.bomRef);
    }
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

const read = (folder: string): Package => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Package;

function component(
  type: Enums.ComponentType,
  { name, version, license, description }: Package,
  integrity?: string,
): Models.Component {
  const [, group, rest] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name)!;
  const purl = `pkg:npm/${group === undefined ? '' : `${encodeURIComponent(group)}/`}${rest}@${version}`;
  const hash = /^sha512-(.+)$/.exec(integrity ?? '')?.[1];
  return new Models.Component(type, rest!, {
    bomRef: purl,
    purl,
    version,
    ...(group !== undefined && { group }),
    ...(description !== undefined && { description }),
    licenses: new Models.LicenseRepository([
      /[ (]/.test(license) ? new Models.LicenseExpression(license) : new Models.SpdxLicense(license),
    ]),
    ...(hash !== undefined && {
      hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-512'], Buffer.from(hash, 'base64').toString('hex')]]),
    }),
  });
}
