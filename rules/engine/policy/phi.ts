import { matchesGlob } from '../../model/glob.ts';
import { fitsAny } from './wildcard.ts';

/** What a team declares to hold PHI. */
export interface PhiScope {
  /** Globs of files, in the workspace or in an image. */
  readonly paths: readonly string[];
  /** Patterns with `*` of services, workloads, containers, volumes and images. */
  readonly names: readonly string[];
  readonly namespaces: readonly string[];
  /** `key` or `key=value`, each with `*`. */
  readonly labels: readonly string[];
}

/** Answers what the policy in force declares to hold PHI; all are false without such a declaration. */
export interface Phi {
  /** Of a file or folder: relative to the policy's folder, or as a Dockerfile names it. */
  readonly hasPath: (path: string) => boolean;
  readonly hasName: (name: string) => boolean;
  readonly hasNamespace: (namespace: string) => boolean;
  readonly hasLabel: (key: string, value?: string) => boolean;
}

export const noPhi: PhiScope = { paths: [], names: [], namespaces: [], labels: [] };

export function phiOf({ paths, names, namespaces, labels }: PhiScope = noPhi): Phi {
  return {
    hasPath: (path) => paths.length > 0 && matchesGlob(path.replace(/^(?:\.?\/)+/, ''), paths),
    hasName: (name) => fitsAny(name, names),
    hasNamespace: (namespace) => fitsAny(namespace, namespaces),
    hasLabel: (key, value) =>
      labels.some((label) => fitsAny(key, [label]) || (value !== undefined && fitsAny(`${key}=${value}`, [label]))),
  };
}
