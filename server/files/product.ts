import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The product's own folder: above `dist/` in the bundle, above `server/` in the sources. */
export const productFolder = (): string =>
  typeof __dirname === 'string' ? dirname(__dirname) : dirname(dirname(import.meta.dirname));

/** The version in the product's own `package.json`. */
export function productVersion(): string {
  return (JSON.parse(readFileSync(join(productFolder(), 'package.json'), 'utf8')) as { version: string }).version;
}

/** The Markdown page of a rule in a category, which is shipped with the product; `undefined` when it is missing. */
export function pageOf(rule: string, category: string): string | undefined {
  try {
    return readFileSync(join(productFolder(), 'rules', category, `${rule}.md`), 'utf8');
  } catch {
    return undefined;
  }
}
