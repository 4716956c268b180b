import { statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleProduct, bundles } from './bundles.ts';
import { root } from './places.ts';

await bundleProduct();
for (const name of bundles) {
  const { size } = statSync(join(root, 'dist', `${name}.cjs`));
  console.log(`dist/${name}.cjs ${Math.round(size / 1024)} KB`);
}
