import { ok } from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { suite, test } from 'node:test';
import { lint } from '../rules/engine/lint.ts';
import { Policy } from '../rules/engine/policy.ts';
import { rules } from '../rules/index.ts';
import { identify, readDocument, type Document } from '../rules/model/document.ts';
import { applyEdits } from '../rules/model/text.ts';
import { root } from './support/files.ts';
import { onlyTouched } from './support/fixed.ts';

const TODAY = '2026-11-25';
const policy = Policy.of(rules, { profile: 'strict' });
/** Other files are tried with `BREAKWATER_FIXES=FOLDER`; in those, things of the same name may stand for one another. */
const OTHERS = process.env['BREAKWATER_FIXES'];
const FOLDERS = OTHERS?.split(delimiter) ?? ['examples', 'test/vscode/fixtures'];

/* Every fix of every finding in the examples and fixtures, one at a time, alternatives included; with LF and with CRLF. */
for (const folder of FOLDERS)
  for (const path of readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
    const file = resolve(root, folder, path);
    if (!statSync(file).isFile()) continue;
    const text = readFileSync(file, 'utf8');
    const { target } = identify(file, text);
    if (target === undefined) continue;
    suite(`${folder}/${path}`, () => {
      for (const variant of [text, text.replace(/\r?\n/g, '\r\n')]) {
        const before = readDocument(file, target, variant);
        const { findings } = lint(before, policy, TODAY);
        for (const finding of findings)
          for (const fix of finding.fixes.filter(({ edits }) => edits.every((edit) => edit.file === undefined)))
            test(`${finding.rule.id} at ${finding.span.start}: ${fix.title}`, () => {
              const after = readDocument(file, target, applyEdits(variant, fix.edits));
              ok(
                count(after, finding.rule.id, finding.message) < count(before, finding.rule.id, finding.message),
                'the finding is still there',
              );
              ok(after.problems.length <= before.problems.length, 'it reads worse than before');
              if (OTHERS === undefined)
                onlyTouched({ text: variant, findings: [{ ...finding, fixes: [fix] }] }, before.parts, after.parts);
            });
      }
    });
  }

const count = (document: Document, id: string, message: string): number =>
  lint(document, policy, TODAY).findings.filter((finding) => finding.rule.id === id && finding.message === message).length;
