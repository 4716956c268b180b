import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { lint } from '../rules/engine/lint.ts';
import { Policy } from '../rules/engine/policy.ts';
import { readPolicy } from '../rules/engine/policyText.ts';
import { readDocument } from '../rules/model/document.ts';
import { applyEdits } from '../rules/model/text.ts';
import untrustedImage from '../rules/trusted-sources/untrusted-image.ts';

const dockerfile = readDocument('Dockerfile', 'dockerfile', 'FROM medtoolsfan/dicom-gateway:1.2\nUSER 10001\n');
const findings = (policy: string) => {
  const { settings } = readPolicy(policy, [untrustedImage]);
  return lint(dockerfile, Policy.of([untrustedImage], settings, { uri: 'file:///.breakwater.yaml', text: policy }), '2026-11-25')
    .findings;
};

for (const [about, policy] of [
  ['nothing yet', ''],
  ['other settings', 'rules:\n  root-user: warning\n'],
  ['a list', 'trustedImages:\n  - registry.hospital.example/*\n'],
] as const)
  test(`to trust a source adds it to a policy with ${about}, and nothing is found any more`, () => {
    const [finding] = findings(policy);
    const [fix] = finding!.fixes;
    equal(fix!.title, 'Trust `docker.io/medtoolsfan/dicom-gateway` in the policy');
    equal(fix!.safe, false);
    deepEqual(
      fix!.edits.map(({ file }) => file),
      ['file:///.breakwater.yaml'],
    );
    deepEqual(findings(applyEdits(policy, fix!.edits)), []);
  });

test('without a policy there is nothing to add to', () => {
  const [finding] = lint(dockerfile, Policy.of([untrustedImage]), '2026-11-25').findings;
  deepEqual(finding!.fixes, []);
});
