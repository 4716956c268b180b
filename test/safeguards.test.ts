import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type Citation,
  describeProposal,
  describeRelated,
  describeRequirement,
  describeSafeguard,
  disclaimer,
  regulation,
  safeguards,
} from '../rules/safeguards.ts';
import { safeguardTexts } from '../rules/safeguardTexts.ts';

const citations = Object.keys(safeguards) as Citation[];
const of = (level: string) => citations.filter((citation) => safeguards[citation].level === level);

suite('safeguards', () => {
  test('are the 65 standards and specifications, and five general rules', () => {
    equal(of('standard').length + of('specification').length, 65);
    deepEqual(of('rule'), ['164.306(a)', '164.306(b)', '164.306(c)', '164.306(d)(3)', '164.306(e)']);
  });

  test('count as the matrix in Appendix A to Subpart C does', () => {
    const inMatrix = citations.filter((citation) => /^164\.3(08|10|12)/.test(citation));
    const count = (required: string, level: string) =>
      inMatrix.filter((citation) => safeguards[citation].required === required && safeguards[citation].level === level).length;
    equal(count('required', 'standard'), 18);
    equal(count('addressable', 'standard'), 0);
    equal(count('required', 'specification'), 14);
    equal(count('addressable', 'specification'), 22);
  });

  test('link to their own paragraph of the eCFR, and belong to the category of its section', () => {
    const category: Readonly<Record<string, string>> = {
      '164.306': 'general',
      '164.308': 'administrative',
      '164.310': 'physical',
      '164.312': 'technical',
      '164.314': 'organizational',
      '164.316': 'documentation',
    };
    for (const citation of citations) {
      match(citation, /^164\.3\d\d(\([a-zA-Z0-9]+\))+$/);
      const section = citation.slice(0, 7);
      equal(safeguards[citation].url, `${regulation.url}/section-${section}#p-${citation}`);
      equal(safeguards[citation].category, category[section], citation);
    }
  });

  test('say whether they are required in the words we may use', () => {
    equal(describeRequirement('164.306(b)'), 'General rule');
    equal(describeRequirement('164.312(a)(1)'), 'Required standard');
    equal(describeRequirement('164.312(a)(2)(i)'), 'Required specification');
    equal(
      describeRequirement('164.312(e)(2)(ii)'),
      'Addressable: implement, or document why not and your alternative (164.306(d)(3))',
    );
    for (const citation of citations) {
      const { level, required } = safeguards[citation];
      equal(required === 'rule', level === 'rule', citation);
      equal(describeRequirement(citation).startsWith('Addressable'), required === 'addressable', citation);
    }
  });

  test('speak in sentences', () => {
    for (const citation of citations) {
      match(safeguards[citation].title, /^[A-Z][^.]*$/, citation);
      match(safeguards[citation].summary, /^[A-Z].*\.$/, citation);
      match(safeguardTexts[citation], /^[A-Z(].{20,}\.$/, citation);
      equal(describeSafeguard(citation), `45 CFR ${citation} ${safeguards[citation].title}`);
    }
    deepEqual(Object.keys(safeguardTexts), citations);
  });

  test('claim nothing about the files of a user', () => {
    const claims =
      /violat|complian|certif|illegal|unlawful|\bfines?\b|\bscore\b|\bbreach|\boptional\b|HIPAA[- ](ready|approved)|HIPAA 20\d\d/i;
    const demands = /\bmust\b|NIST requires/;
    for (const citation of citations) {
      const { title, summary } = safeguards[citation];
      const said = [
        title,
        summary,
        describeRequirement(citation),
        describeRelated(citation),
        describeProposal(citation) ?? '',
      ].join('\n');
      ok(!claims.test(said) && !demands.test(said), said);
    }
  });

  test('relate to guidance by well-formed identifiers, each once', () => {
    for (const citation of citations) {
      const { csf, csf2, sp80053, sp80066, sp800190, editorial } = safeguards[citation].related;
      for (const id of [...csf, ...editorial.csf]) match(id, /^(ID|PR|DE|RS|RC)\.[A-Z]{2}-\d+$/, citation);
      for (const id of csf2) match(id, /^(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}$/, citation);
      for (const id of [...sp80053, ...editorial.sp80053]) match(id, /^[A-Z]{2}-\d+(\(\d+\))?$/, citation);
      for (const { section } of sp800190) match(section, /^4\.[1-5]\.[1-5]$/, citation);
      if (sp80066 !== undefined) match(sp80066, /^5\.[1-5]\.\d$/, citation);
      for (const ids of [
        [...csf, ...editorial.csf],
        csf2,
        [...sp80053, ...editorial.sp80053],
        sp800190.map(({ section }) => section),
      ])
        equal(new Set(ids).size, ids.length, citation);
    }
  });

  test('call related guidance what it is, and keep our own judgement apart', () => {
    equal(
      describeRelated('164.312(e)(2)(i)'),
      'Related guidance: NIST CSF 1.1 PR.DS-6, PR.DS-2 (2.0: DE.CM-09, PR.DS-01, PR.DS-02); SP 800-53 SC-8, SI-7; SP 800-66r2 5.3.5. ' +
        'Related guidance (editorial): SP 800-190 4.1.5 Use of untrusted images, 4.2.1 Insecure connections to registries, ' +
        '4.3.5 Orchestrator node trust; SP 800-53 SC-8(1), SC-23.',
    );
    equal(describeRelated('164.306(a)'), '');
  });

  test('call the proposal of 2025 a proposal', () => {
    equal(
      describeProposal('164.312(e)(2)(ii)'),
      'Proposed. A 2025 HHS proposal (90 FR 898), not final as of November 2026, would make encryption a required specification, ' +
        'with listed exceptions (proposed 164.312(b)(2) and (3)).',
    );
    equal(describeProposal('164.310(c)'), undefined);
    for (const citation of citations) {
      const { proposed } = safeguards[citation];
      if (proposed === undefined) continue;
      match(proposed, /^[a-z].*[^.]$/, citation);
      for (const [paragraphs] of proposed.matchAll(/\([^()]*164\./g)) match(paragraphs, /^\(proposed /, citation);
    }
  });

  test('come with what is not claimed', () => {
    for (const words of [
      'does not determine compliance',
      'is not legal advice',
      'Not affiliated with or endorsed by HHS or NIST',
    ])
      ok(disclaimer.includes(words));
  });
});
