import { fingerprintOf } from '../../rules/engine/baseline.ts';
import { hasLapsed, type Exception } from '../../rules/engine/exceptions.ts';
import type { Policy } from '../../rules/engine/policy.ts';
import { dueExceptions } from '../../rules/engine/policy/dueExceptions.ts';
import type { PolicyProblem } from '../../rules/engine/policy/problem.ts';
import { unmatchedGlobs } from '../../rules/engine/policy/unmatched.ts';
import { Lines } from '../../rules/model/text.ts';
import type { PolicyInForce, PolicyLayerInForce } from '../files/policyFile.ts';
import { hashed, placeAt } from './examine.ts';
import type { ReportedFinding } from './report.ts';
import { sourceLine } from './sourceLine.ts';

/** What is to be said of one policy file, as findings in it. Those of rules that the policy switches off are left out. */
export function reportPolicyProblems(
  path: string,
  text: string,
  problems: readonly PolicyProblem[],
  policy: Policy,
): ReportedFinding[] {
  const lines = new Lines(text);
  // what is no map is no policy, and may be a file of secrets that one extends
  const isMap = /^[ \t]*["']?[\w-]+["']?[ \t]*:(?:\s|$)/m.test(text) || text.trimStart().startsWith('{');
  return problems.flatMap(({ rule: id, span, message, suggestion, fixes = [] }): ReportedFinding[] => {
    const active = policy.rule(id);
    if (!active) return [];
    const meant =
      suggestion === undefined
        ? []
        : [{ title: `Change to \`${suggestion}\``, safe: false, edits: [{ span, text: suggestion }] }];
    return [
      {
        rule: id,
        definition: active.rule,
        severity: active.severity,
        path,
        target: 'policy',
        start: placeAt(lines, span.start),
        end: placeAt(lines, span.end),
        message,
        safeguards: active.rule.safeguards,
        fixes: [...meant, ...fixes].map(({ title, safe, edits }) => ({
          title,
          safe,
          edits: edits.map(({ span, text }) => ({ start: placeAt(lines, span.start), end: placeAt(lines, span.end), text })),
        })),
        related: [],
        resource: '',
        fingerprint: hashed(fingerprintOf({ rule: active.rule, resource: '', message }, path)),
        source: isMap ? sourceLine({ text, lines }, span, []) : { text: '', start: 0, end: 0 },
      },
    ];
  });
}

/** The layers of a policy that are the team's own; what is wrong inside of a package is for whoever publishes it. */
export const ownLayers = ({ layers }: PolicyInForce): readonly PolicyLayerInForce[] =>
  layers.filter(({ file }, index) => index === layers.length - 1 || !/[\\/]node_modules[\\/]/.test(file));

/** What is wrong in a layer, and which of its exceptions lapse or have lapsed. */
export function problemsOf({ layer, problems }: PolicyLayerInForce, policy: Policy, today: string): PolicyProblem[] {
  const due = dueExceptions(policy.settings, layer.source.uri, today);
  return [...problems, ...due].sort((a, b) => a.span.start - b.span.start);
}

/** What only a look at all files of a policy's folder can tell: patterns that fit no file, and exceptions that except nothing. */
export function idleProblems(
  { layer }: PolicyLayerInForce,
  policy: Policy,
  paths: readonly string[],
  used: ReadonlySet<Exception>,
  today: string,
): PolicyProblem[] {
  const { exceptions = [] } = policy.settings;
  const unmatched = unmatchedGlobs(layer, paths);
  const idle = exceptions.flatMap((exception): PolicyProblem[] => {
    const { file, span, rules, until, remove } = exception;
    // one whose pattern fits no file has been told already, and one that has lapsed as well
    if (file !== layer.source.uri || used.has(exception) || unmatched.some((problem) => isIn(problem, exception))) return [];
    if (hasLapsed(until, today) || !rules.some((rule) => policy.rule(rule))) return [];
    const fixes = remove ? [{ title: 'Remove this exception', edits: [remove], safe: true }] : [];
    const names = rules.map((rule) => `\`${rule}\``).join(', ');
    return [
      {
        rule: 'unused-exception',
        span,
        message: `${names} ${rules.length === 1 ? 'finds' : 'find'} nothing here to except.`,
        fixes,
      },
    ];
  });
  return [...unmatched, ...idle].sort((a, b) => a.span.start - b.span.start);
}

const isIn = (
  { span }: PolicyProblem,
  { extent }: { readonly extent?: { readonly start: number; readonly end: number } },
): boolean => extent !== undefined && extent.start <= span.start && span.end <= extent.end;
