import { statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleProduct } from './bundles.ts';
import { root } from './places.ts';

await bundleProduct();
for (const name of ['client', 'languageClient', 'server', 'cli']) {
  const { size } = statSync(join(root, 'dist', `${name}.cjs`));
  console.log(`dist/${name}.cjs ${Math.round(size / 1024)} KB`);
}
