import type { Finding } from './finding.ts';

/**
 * Rules that would report one cause on one span: the first that does so wins, the others stay silent there.
 * Groups and order are those of the rule catalogue; what stands in no group never yields.
 */
const GROUPS: readonly (readonly string[])[] = [
  // a port entry
  [
    'docker-api-over-tcp',
    'plaintext-health-protocol',
    'plaintext-port',
    'remote-admin-port',
    'published-database-port',
    'debug-port',
    'exposed-admin-ui',
    'plaintext-load-balancer',
    'plaintext-http-port',
    'host-port',
    'public-service',
    'all-interfaces-port',
  ],
  // the value of a credential
  [
    'disabled-authentication',
    'hardcoded-secret',
    'credentials-in-url',
    'default-secret-value',
    'committed-secret-manifest',
    'secret-in-configmap',
    'secret-in-label',
    'weak-credential',
    'secret-in-build-arg',
    'secret-in-command',
    'secret-in-variable',
  ],
  // a URL; that it leads to a third party is another cause
  [
    'credentials-in-url',
    'docker-api-over-tcp',
    'unencrypted-connection',
    'disabled-tls-verification',
    'plaintext-log-shipping',
    'plaintext-url',
    'plaintext-internal-url',
    'unenforced-database-tls',
  ],
  // where an image comes from, and which one it is
  ['lookalike-image', 'deprecated-registry', 'untrusted-image'],
  ['floating-tag', 'non-release-image', 'missing-digest'],
  // a download
  ['download-piped-to-shell', 'plaintext-download', 'unverified-download'],
  // the flag that turns a check off
  ['disabled-tls-verification', 'unverified-package', 'plaintext-download', 'unverified-download'],
  // a mount
  [
    'container-runtime-socket',
    'sensitive-host-mount',
    'database-dump-seed',
    'phi-host-mount',
    'unencrypted-network-storage',
    'legacy-volume-type',
    'host-path-mount',
  ],
  // data that is lost
  ['ephemeral-data-store', 'anonymous-data-volume'],
  // a copied file
  [
    'retained-deleted-file',
    'phi-through-stages',
    'secret-file-copy',
    'phi-file-copy',
    'database-dump-seed',
    'broad-copy',
    'whole-stage-copy',
    'dev-tools-in-image',
  ],
  // isolation, and the user
  ['privileged-container', 'dangerous-capability', 'privilege-escalation', 'unconfined-profile'],
  ['root-user', 'unenforced-non-root', 'low-user-id'],
  // an entry of an RBAC rule, and a binding's subjects
  [
    'wildcard-permission',
    'privilege-granting-role',
    'exec-permission',
    'secret-reading-role',
    'log-tampering-role',
    'workload-changing-role',
    'traffic-changing-role',
  ],
  ['anonymous-access', 'broad-subject'],
  // health records in a text
  ['embedded-health-record', 'embedded-identifiers'],
  // debugging
  ['remote-debugger', 'exposed-diagnostics', 'development-server', 'debug-mode', 'phi-in-logs', 'verbose-logging'],
  // environments
  ['production-data-in-test', 'cross-environment-reference', 'mixed-environments'],
];

/** By rule, those it wins over. */
const BEATEN = new Map<string, Set<string>>();
for (const rules of GROUPS)
  for (const [order, rule] of rules.entries()) {
    const beaten = BEATEN.get(rule) ?? new Set();
    BEATEN.set(rule, beaten);
    for (const other of rules.slice(order + 1)) beaten.add(other);
  }

/** The group whose causes are stretches of text: one in the other is one cause, be it a URL in a value or a token in a command. */
const CREDENTIALS = new Set(GROUPS.find((rules) => rules.includes('hardcoded-secret')));

/** Whether a rule is the one that speaks where another would report the same cause on the same place. */
export const goesBefore = (rule: string, other: string): boolean => beats(rule, other);

/** The findings without those that another rule of the same group says better on the same span. */
export function overruled(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  const bySpan = new Map<number, Finding[]>();
  for (const finding of findings) {
    if (!BEATEN.has(finding.rule.id)) continue;
    const same = bySpan.get(finding.span.start);
    if (same) same.push(finding);
    else bySpan.set(finding.span.start, [finding]);
  }
  const within = overlapping(findings.filter(({ rule }) => CREDENTIALS.has(rule.id)));
  return findings.filter((finding) => {
    if (within.has(finding)) return false;
    const near = bySpan.get(finding.span.start);
    if (!near || near.length < 2) return true;
    const rivals = near.filter(({ span }) => span.end === finding.span.end);
    return rivals.length < 2 || !rivals.includes(finding) || standing(rivals).includes(finding);
  });
}

/** Those that no other of them beats, but for those that are beaten themselves: a rule that stays silent overrules none. */
function standing(rivals: readonly Finding[]): readonly Finding[] {
  const kept: Finding[] = [];
  let open = rivals;
  while (open.length > 0) {
    const winners = open.filter(({ rule }) => !open.some((rival) => beats(rival.rule.id, rule.id)));
    // two groups that contradict each other: nobody wins
    if (winners.length === 0) return [...kept, ...open];
    kept.push(...winners);
    open = open.filter((finding) => !winners.some((winner) => winner === finding || beats(winner.rule.id, finding.rule.id)));
  }
  return kept;
}

/** Those of some findings that overlap with a better one. */
function overlapping(findings: readonly Finding[]): ReadonlySet<Finding> {
  const beaten = new Set<Finding>();
  const sorted = [...findings].sort((a, b) => a.span.start - b.span.start);
  for (const [index, a] of sorted.entries())
    for (let next = index + 1; next < sorted.length && sorted[next]!.span.start < a.span.end; next++) {
      const b = sorted[next]!;
      if (beats(a.rule.id, b.rule.id)) beaten.add(b);
      else if (beats(b.rule.id, a.rule.id)) beaten.add(a);
    }
  return beaten;
}

const beats = (rival: string, rule: string): boolean => rival !== rule && (BEATEN.get(rival)?.has(rule) ?? false);
