import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import type { CodeAction, MarkupContent } from 'vscode-languageserver';
import { categories, rules } from '../../rules/index.ts';
import { Client, textAt } from './support/client.ts';

const folder = join(import.meta.dirname, '../../examples/patient-portal');
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /Dockerfile|\.ya?ml$/.test(entry.name) && entry.name !== '.breakwater.yaml')
  .map(({ parentPath, name }) => join(parentPath, name))
  .filter((file) => !file.includes('fixed'));
const start = (): Promise<Client> => Client.start({ rules, categories, folders: [pathToFileURL(folder).href] });

suite('the examples in an editor', () => {
  for (const file of files)
    test(`every finding in ${file.slice(folder.length + 1)} has a page, a hover, and actions that hold`, async () => {
      const client = await start();
      const uri = pathToFileURL(file).href;
      const text = readFileSync(file, 'utf8');
      await client.open(uri, text);
      const found = await client.diagnostics(uri);
      for (const { code, codeDescription, range } of found) {
        assert.match(codeDescription!.href, new RegExp(`/rules/[a-z-]+/${code}\\.md$`));
        const { value } = (await client.hover(uri, range.start))!.contents as MarkupContent;
        assert.ok(value.includes(`\`${code}\``) && value.includes('45 CFR 164.'), value);
        const actions = (await client.actions(uri, range, ['quickfix'])).filter(
          ({ diagnostics }) => diagnostics?.[0]?.code === code,
        );
        assert.ok(
          actions.some(({ title }) => title === `Except \`${code}\` here with a reason`),
          `${code} can be excepted`,
        );
        const whole = await Promise.all(actions.map((action) => (action.edit ? action : client.resolve(action))));
        for (const action of whole) await holds(client, uri, text, action, String(code));
      }
      const [all] = await client.actions(uri, undefined, ['source.fixAll']);
      if (all) {
        await client.edit(uri, client.after(uri, (await client.resolve(all)).edit));
        assert.deepEqual(await client.actions(uri, undefined, ['source.fixAll']), []);
      }
      assert.deepEqual(client.logs, []);
      await client.stop();
    });

  /** Makes the change an action stands for, sees that it left one finding less of its rule, and takes it back. */
  async function holds(client: Client, uri: string, text: string, action: CodeAction, code: string): Promise<void> {
    const count = async (): Promise<number> => (await client.diagnostics(uri)).filter((found) => found.code === code).length;
    const before = await count();
    assert.ok(action.edit, action.title);
    const after = client.after(uri, action.edit);
    if (after === text) return; // it is made in another file
    await client.edit(uri, after.replace(': REASON', ': RISK-12, reviewed'));
    assert.ok((await count()) < before, `${action.title}\n${after}`);
    await client.edit(uri, text);
  }

  test('a file edited at random is judged as if freshly opened', async () => {
    const client = await start();
    const inserted = fc.constantFrom(
      '',
      ' ',
      '\n',
      '\r\n',
      'USER root\n',
      '  - ',
      '"',
      ': ',
      '# x\n',
      '---\n',
      '\\\n',
      `\${X}`,
      '\u{1F691}',
      '<<EOF\n',
    );
    const edits = fc.array(fc.tuple(fc.nat(5000), fc.nat(30), inserted), { minLength: 1, maxLength: 6 });
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), edits, async (file, edits) => {
        const name = file.slice(folder.length + 1);
        const [edited, fresh] = [`file:///edited/${++number}/${name}`, `file:///fresh/${number}/${name}`];
        await client.open(edited, readFileSync(file, 'utf8'));
        for (const [at, length, text] of edits) {
          const start = at % (client.text(edited).length + 1);
          await client.edit(edited, text, start, Math.min(start + length, client.text(edited).length));
          await client.diagnostics(edited);
        }
        await client.open(fresh, client.text(edited));
        const strip = (found: unknown): unknown => JSON.parse(JSON.stringify(found).replaceAll('/fresh/', '/edited/'));
        assert.deepEqual(strip(await client.diagnostics(edited)), strip(await client.diagnostics(fresh)), client.text(edited));
        await client.close(edited);
        await client.close(fresh);
      }),
      { numRuns: 60 },
    );
    assert.deepEqual(client.logs, []);
    await client.stop();
  });

  test('a range covers just the words that are wrong', async () => {
    const client = await start();
    const text = 'FROM debian:12 AS build\nFROM registry.example/records:2.1\nENV DB_PASSWORD=s3cr3t-example\nUSER root\n';
    await client.open('file:///w/Dockerfile', text);
    const shown = (await client.diagnostics('file:///w/Dockerfile')).map(({ code, range }) => [code, textAt(text, range)]);
    assert.deepEqual(
      shown.filter(([code]) => code === 'root-user'),
      [['root-user', 'root']],
    );
    assert.ok(!JSON.stringify(await client.diagnostics('file:///w/Dockerfile')).includes('s3cr3t'));
    await client.stop();
  });
});
