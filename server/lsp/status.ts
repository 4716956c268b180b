import type { Result } from '../../rules/engine/lint.ts';
import type { Document } from '../../rules/model/document.ts';
import type { Target } from '../../rules/model/nodes.ts';
import { DiagnosticSeverity } from 'vscode-languageserver';
import type { Display } from './editorSettings.ts';
import type { PolicyInForce } from './policies.ts';
import type { PolicyProblem } from '../../rules/engine/policyText.ts';

/** The method of the notification: ours, and the only message that is not of the protocol. */
export const STATUS = 'breakwater/status';

/** What became of an open file, for the editor's language status. */
export interface Status {
  readonly uri: string;
  readonly state: 'checked' | 'partial' | 'skipped' | 'failed';
  /** A few words. */
  readonly text: string;
  /** A sentence or two. */
  readonly detail?: string;
}

const KINDS: Readonly<Record<Target, string>> = {
  dockerfile: 'Dockerfile',
  compose: 'compose file',
  kubernetes: 'Kubernetes YAML',
  image: 'image',
};

const NAMES = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'note',
};

/** Says what was found. That something could not be checked always outranks what could. */
export function checkedStatus(
  document: Document,
  why: string,
  { findings, failures }: Result,
  displays: readonly (Display | undefined)[],
  rules: number,
  { name: policy, problems: wrong, brokenBaseline }: PolicyInForce,
  workspace: string,
): Status {
  const { uri, target } = document;
  const excepted = findings.filter(({ exception }) => exception).length;
  const before = findings.filter(({ exception, baseline }) => baseline && !exception).length;
  const hidden = findings.filter(({ exception }, index) => !exception && !displays[index]).length;
  const otherwise = displays.filter((display) => display?.bySetting).length;
  const counts = ([DiagnosticSeverity.Error, DiagnosticSeverity.Warning, DiagnosticSeverity.Information] as const)
    .map((severity) => ({ severity, count: displays.filter((display) => display?.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => plural(count, NAMES[severity]));
  const text = counts.join(', ') || 'No issue found by these rules';
  const how = [
    `Read as ${KINDS[target]} (${why}), ${plural(rules, 'rule')} on, ${policy === undefined ? 'no policy file' : `policy ${policy}`}.`,
    workspace,
    wrong.length > 0 && `The policy has ${plural(wrong.length, 'problem')}; what could be read of it applies.`,
    brokenBaseline !== undefined && `Problem with the baseline: ${brokenBaseline}`,
    excepted > 0 && `${plural(excepted, 'finding')} excepted.`,
    before > 0 && `${plural(before, 'finding')} in the baseline.`,
    hidden > 0 && `${plural(hidden, 'finding')} hidden by the setting \`breakwater.rules\`.`,
    otherwise > 0 &&
      `${plural(otherwise, 'finding')} shown by the setting \`breakwater.rules\` as more or less than what CI counts.`,
  ];
  if (failures.length > 0) {
    const failed = [...new Set(failures.map(({ rule }) => `\`${rule}\``))].sort();
    const what = `${failed.length === 1 ? 'The rule' : 'The rules'} ${failed.join(', ')} failed, so this file is not fully checked.`;
    return { uri, state: 'failed', text: 'Not fully checked', detail: [what, ...how].filter(Boolean).join(' ') };
  }
  const first = document.problems[0];
  if (!first) return { uri, state: 'checked', text, detail: how.filter(Boolean).join(' ') };
  const line = `Not all of it could be read: see line ${document.lines.positionAt(first.span.start).line + 1}.`;
  return { uri, state: 'partial', text: `${text}, partly checked`, detail: [line, ...how].filter(Boolean).join(' ') };
}

/** For a text that is not ours, or not one at all. */
export const skippedStatus = (uri: string, why: string): Status => ({
  uri,
  state: 'skipped',
  text: 'Not checked',
  detail: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
});

/** For a text a reader threw on. */
export const failedStatus = (uri: string): Status => ({
  uri,
  state: 'failed',
  text: 'Could not be checked',
  detail: 'Reading this file failed. The output has more.',
});

/** For a policy. */
export const policyStatus = (uri: string, problems: readonly PolicyProblem[]): Status => ({
  uri,
  state: 'checked',
  text: problems.length === 0 ? 'Policy: no problem found' : `Policy: ${plural(problems.length, 'problem')}`,
});

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
