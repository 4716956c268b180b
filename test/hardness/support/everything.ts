import type { Finding, Result } from '../../../rules/engine/lint.ts';
import { lint } from '../../../rules/engine/lint.ts';
import { Policy } from '../../../rules/engine/policy.ts';
import type { Project } from '../../../rules/engine/project.ts';
import type { Rule } from '../../../rules/engine/rule.ts';
import { readDocument, type Document } from '../../../rules/model/document.ts';
import type { Target } from '../../../rules/model/nodes.ts';
import { found } from '../../support/files.ts';

export const TODAY = '2026-11-25';

/** Every rule there is, by what lies on the disk. */
export const everyRule: readonly Rule[] = found.map(({ rule }) => rule);

/** All rules on, the strict ones too. */
export const everything = Policy.of(everyRule, { profile: 'strict' });

/** What all rules say of a text, and what it was read as. */
export function everythingIn(
  uri: string,
  target: Target,
  text: string,
  project?: Project,
  policy: Policy = everything,
): Result & { readonly document: Document } {
  const document = readDocument(uri, target, text, undefined, project?.files);
  return { document, ...lint(document, policy, TODAY, project) };
}

/** All the words a finding has for people. */
export const wordsOf = ({ message, related, fixes, resource }: Finding): string[] => [
  message,
  resource,
  ...related.map(({ message }) => message),
  ...fixes.map(({ title }) => title),
];
