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
  // where an image comes from, and which one it is
  ['lookalike-image', 'deprecated-registry', 'untrusted-image'],
  ['floating-tag', 'non-release-image', 'missing-digest'],
  // a download
  ['download-piped-to-shell', 'plaintext-download', 'unverified-download'],
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
];

const PLACE = new Map(GROUPS.flatMap((rules, group) => rules.map((rule, order) => [`${group} ${rule}`, order] as const)));

/** The findings without those that another rule of the same group says better on the same span. */
export function overruled(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  const bySpan = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.span.start} ${finding.span.end}`;
    const same = bySpan.get(key);
    if (same) same.push(finding);
    else bySpan.set(key, [finding]);
  }
  return findings.filter((finding) => {
    const rivals = bySpan.get(`${finding.span.start} ${finding.span.end}`)!;
    return rivals.length < 2 || !rivals.some((rival) => beats(rival.rule.id, finding.rule.id));
  });
}

function beats(rival: string, rule: string): boolean {
  return GROUPS.some((_, group) => {
    const [a, b] = [PLACE.get(`${group} ${rival}`), PLACE.get(`${group} ${rule}`)];
    return a !== undefined && b !== undefined && a < b;
  });
}
