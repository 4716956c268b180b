import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '../../rules/engine/rule.ts';

/** The repository. */
export const root = join(import.meta.dirname, '..', '..');

/** A rule as it stands on disk. */
export interface Found {
  /** Of the rule's file, from the repository, with `/`. */
  readonly path: string;
  readonly category: string;
  /** Of its page, absolute. */
  readonly page: string;
  readonly rule: Rule;
}

/** Every rule there is. It does not trust `rules/index.ts`, which is made from this. */
export const found: readonly Found[] = await Promise.all(
  readdirSync(join(root, 'rules'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /^(?!model\/|engine\/|facts\/)[^/]+\/[^/]+\.ts$/.test(path))
    .sort()
    .map(async (path) => ({
      path: `rules/${path}`,
      category: path.split('/')[0]!,
      page: join(root, 'rules', path.replace(/\.ts$/, '.md')),
      rule: (await import(pathToFileURL(join(root, 'rules', path)).href)).default as Rule,
    })),
);

/** Compares a snapshot as plain text. */
export const asWritten = { serializers: [(value: string): string => value] };
