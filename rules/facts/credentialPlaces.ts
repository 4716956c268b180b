import type { Node, Variable } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';
import { commandCredentials } from './commandCredentials.ts';
import { isLiteralSecret, isSecretName } from './secrets.ts';

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** Whether a stretch is the value of a Secret, in part or whole; the key is reported once, by the rule for such manifests. */
export function isInSecretObject(span: Span, nodes: readonly Node[]): boolean {
  return nodes.some((node) => node.kind === 'Variable' && node.place === 'secret' && overlap(span, node.value.span));
}

/** Kinds whose values are ciphertext or only say where a secret is kept. */
const SEALED = new Set([
  'SealedSecret',
  'ExternalSecret',
  'ClusterExternalSecret',
  'SecretProviderClass',
  'VaultStaticSecret',
  'VaultDynamicSecret',
]);

/** Whether a random value stands where a rule for that place judges it by its name: a variable, a ConfigMap, a command. */
export function isJudgedElsewhere(span: Span, nodes: readonly Node[]): boolean {
  return nodes.some((node) => {
    if (node.kind === 'kubernetes.Manifest') return SEALED.has(node.type);
    if (node.kind === 'Variable') return overlap(span, node.value.span) && isJudged(node);
    return node.kind === 'Command' && commandCredentials(node).some((credential) => overlap(span, credential.span));
  });
}

const isJudged = ({ place, name, value }: Variable): boolean =>
  place === 'config-map' || (value.state === 'set' && isSecretName(name) && isLiteralSecret(name, value.value!));

/** Whether the line says before an offset that it is a comment, of the file or of a text within it. */
export function isInComment(text: string, at: number): boolean {
  const lead = text.slice(Math.max(text.lastIndexOf('\n', at - 1) + 1, at - 400), at);
  return /^\s*(?:#|\/\/|;|--\s|\/?\*|<!--)|^[^"'`]*\s#\s/.test(lead);
}

/** Whether a literal of a kustomization is one of `secretGenerator`. */
export function isInSecretGenerator({ start }: Span, nodes: readonly Node[]): boolean {
  return nodes.some((node) => {
    if (node.kind !== 'kubernetes.Manifest') return false;
    const generator = node.field.at('secretGenerator');
    return generator.isList && generator.extent.start <= start && start < generator.extent.end;
  });
}
