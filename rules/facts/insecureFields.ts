import type { Manifest } from '../model/nodes.ts';
import { type Field, toBoolean } from '../model/yaml.ts';

/** Fields of Kubernetes objects that switch the check of certificates off, as their APIs spell them. */
const NAMES = new Set([
  'insecureSkipTLSVerify',
  'insecureSkipTlsVerify',
  'insecureSkipVerify',
  'insecure-skip-tls-verify',
  'insecure_skip_verify',
  'tlsSkipVerify',
  'skipTLSVerify',
]);

/** The fields of an object that are true though they switch the check of certificates off. What containers are told stands in other nodes. */
export function insecureFields({ type, field }: Manifest): readonly Field[] {
  const { start, end } = field.extent;
  if (type === 'ConfigMap' || type === 'Secret' || !/skip_?-?(?:tls_?-?)?verify/i.test(field.source.text.slice(start, end)))
    return [];
  const found: Field[] = [];
  walk(field, found, 0);
  return found;
}

function walk(field: Field, found: Field[], depth: number): void {
  if (depth > 30 || field.aliased) return;
  for (const [name, child] of field.entries())
    if (NAMES.has(name) && child.isScalar) {
      if (child.known && child.value !== null && toBoolean(child.value!) === true) found.push(child);
    } else walk(child, found, depth + 1);
  for (const item of field.items()) walk(item, found, depth + 1);
}
