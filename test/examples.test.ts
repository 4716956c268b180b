import { deepEqual, equal, ok } from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { lint } from '../rules/engine/lint.ts';
import { Policy } from '../rules/engine/policy.ts';
import { readPolicy } from '../rules/engine/policyText.ts';
import { identify, readDocument } from '../rules/model/document.ts';
import { found as everyRule } from './support/files.ts';
import { workspaceOf } from './support/memory.ts';

const portal = join(import.meta.dirname, '../examples/patient-portal');
const rules = everyRule.map(({ rule }) => rule);
const readme = readFileSync(join(portal, 'README.md'), 'utf8');

interface Mistake {
  readonly file: string;
  readonly written: string;
  readonly rule: string;
}

suite('the patient portal', () => {
  const found = mistakesIn(readme);

  test('has findings where its README says, and nowhere else', () => {
    deepEqual(findingsIn(portal), found.map(asLine).sort());
  });

  test('has some of every practice that is not about the cluster itself', () => {
    const shown = new Set(found.map(({ rule }) => everyRule.find((known) => known.rule.id === rule)?.category));
    const practices = everyRule.filter(({ rule }) => rule.profile === 'recommended').map(({ category }) => category);
    deepEqual(
      [...new Set(practices)].filter((category) => !shown.has(category) && !['policy', 'control-plane'].includes(category)),
      [],
    );
  });

  test('has none once it is fixed', () => {
    deepEqual(findingsIn(join(portal, 'fixed')), []);
  });

  test('is fixed file by file', () => {
    const inFixed = filesIn(join(portal, 'fixed'));
    for (const file of filesIn(portal).filter((file) => !file.startsWith('fixed/') && file !== 'README.md'))
      ok(inFixed.includes(file), `fixed/${file} is missing`);
  });
});

/** The rows of the README's tables; what stands in the first backquotes of the second column is in the file, on one line. */
function mistakesIn(markdown: string): readonly Mistake[] {
  return [...markdown.matchAll(/^\| `([^`]+)` \| `((?:\\\||[^`|])+)`.*\| `([a-z0-9-]+)` \|$/gm)].map(
    ([, file, written, rule]) => ({
      file: file!,
      written: written!.replaceAll('\\|', '|'),
      rule: rule!,
    }),
  );
}

function asLine({ file, written, rule }: Mistake): string {
  const lines = readFileSync(join(portal, file), 'utf8').split('\n');
  const at = lines.flatMap((line, index) => (line.includes(written) ? [index + 1] : []));
  equal(at.length, 1, `\`${written}\` stands on lines ${at.join(', ')} of ${file}`);
  return `${file}:${at[0]} ${rule}`;
}

function findingsIn(folder: string): readonly string[] {
  const source = readFileSync(join(folder, '.breakwater.yaml'), 'utf8');
  const { settings, problems } = readPolicy(source, rules);
  deepEqual(problems, []);
  const policy = Policy.of(rules, settings);
  const texts = new Map(
    filesIn(folder)
      .filter((file) => !file.startsWith('fixed/'))
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
  const project = workspaceOf(texts);
  const lines = [...texts].flatMap(([file, text]) => {
    const { target } = identify(file, text);
    if (!target) return [];
    const document = readDocument(file, target, text, undefined, project.files);
    deepEqual(document.problems, [], file);
    const { findings, failures } = lint(document, policy, '2026-11-25', project);
    deepEqual(failures, []);
    return findings.map(({ span, rule }) => `${file}:${document.lines.positionAt(span.start).line + 1} ${rule.id}`);
  });
  return [...new Set(lines)].sort();
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
}
