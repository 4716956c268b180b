import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { readDocument } from '../rules/model/document.ts';
import { asWritten, found } from './support/files.ts';
import { onlyTouched } from './support/fixed.ts';
import { check, runPage, type Example } from './support/page.ts';

for (const { path, page, rule, category } of found)
  suite(path, () => {
    const written = runPage(rule, readFileSync(page, 'utf8'));

    test('is named after its rule', () => match(path, new RegExp(`/${rule.id}\\.ts$`)));

    test('has a title without and sentences with a full stop', () => {
      ok(!rule.title.endsWith('.'));
      match(rule.why, /\.$/);
      match(rule.remedy, /\.$/);
    });

    test('does what its page says', (t) => t.assert.fileSnapshot(written.page, page, asWritten));

    // exceptions are the same in every file
    for (const target of category === 'policy' ? [] : rule.targets.filter((target) => target !== 'image'))
      test(`shows what it flags and what it allows in ${target}`, () => {
        const shown = written.examples.filter((example) => example.target === target).map(({ findings }) => findings.length > 0);
        deepEqual(new Set(shown), new Set([true, false]));
      });

    for (const example of written.examples)
      if (example.fixed !== undefined)
        test(`${example.heading}, ${example.about}: once fixed it is free of it, and nothing else has changed`, () => {
          const { name, target, text, options, findings, files, fixed = '' } = example;
          const left = findings.filter(({ fixes }) => fixes.length === 0);
          deepEqual(messages(check(rule, options, name, fixed, '', files)), messages({ findings: left }));
          if (target === 'policy') return;
          const [before, after] = [readDocument(name, target, text), readDocument(name, target, fixed)];
          equal(after.problems.length, before.problems.length);
          onlyTouched(example, before.parts, after.parts);
        });

    for (const { heading, about, name, text, options, findings, files, fixedFiles } of written.examples)
      if (fixedFiles.size > 0)
        test(`${heading}, ${about}: once ${[...fixedFiles.keys()].join(' and ')} is fixed it is free of it`, () => {
          const left = findings.filter(({ fixes }) => !fixes[0]?.edits.some(({ file }) => file !== undefined));
          const around = new Map([...files, ...fixedFiles]);
          deepEqual(messages(check(rule, options, name, text, '', around)), messages({ findings: left }));
        });
  });

const messages = ({ findings }: Pick<Example, 'findings'>): string[] => findings.map(({ message }) => message).sort();
