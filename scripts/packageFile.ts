import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.ts';

/** Where `npm run package` writes the extension of this version. */
export function packageFile(): string {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };
  return join(root, `${name}-${version}.vsix`);
}
