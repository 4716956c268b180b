import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { MarkupContent } from 'vscode-languageserver';
import type { Rule } from '../../rules/engine/rule.ts';
import { code, link, prose } from '../../server/lsp/markdown.ts';
import { Client } from './support/client.ts';
import { standIns } from './support/rules.ts';

const uri = 'file:///work/records/Dockerfile';

suite('hovering over a finding', () => {
  test('says why, how to fix and how to except, which safeguards, what is related, and not the message, which the editor shows', async () => {
    const client = await Client.start({ categories: { 'root-user': 'least-privilege' } });
    await client.open(uri, 'FROM registry.example/records:2.1\nUSER root\n');
    const hover = await client.hover(uri, { line: 1, character: 6 });
    assert.deepEqual(hover?.range, { start: { line: 1, character: 5 }, end: { line: 1, character: 9 } });
    const { kind, value } = hover!.contents as MarkupContent;
    assert.equal(kind, 'markdown');
    const paragraphs = value.split('\n\n');
    assert.equal(
      paragraphs[0],
      '`root-user` · error · [Explain rule](<https://github.com/breakwater-lint/breakwater/blob/main/rules/least-privilege/root-user.md>)',
    );
    assert.ok(!value.includes('`registry.example/records:2.1` runs as root.'));
    assert.match(value, /\*\*Why it matters for ePHI\.\*\* Root in a container can become root on the host, and read every/);
    assert.match(
      value,
      /- \[45 CFR 164\.312\(a\)\(1\) Access control\]\(<https:\/\/www\.ecfr\.gov\/[^>]*164\.312\(a\)\(1\)>\)\. Required standard\. Let only authorised people/,
    );
    assert.match(value, /164\.308\(a\)\(4\)\(ii\)\(B\)[^\n]*Addressable: implement, or document why not and your alternative/);
    const [shortly, remedy] = [
      paragraphs.findIndex((one) => one.startsWith('**Relates to**')),
      paragraphs.findIndex((one) => one.startsWith('**To fix')),
    ];
    assert.match(
      paragraphs[shortly]!,
      /^\*\*Relates to\*\* \[45 CFR 164\.312\(a\)\(1\)\]\(<[^>]+>\) Access control \(required\), \[45 CFR 164\.308\(a\)\(4\)\(ii\)\(B\)\]\(<[^>]+>\) Access authorization \(addressable\)[^\n]*\.$/,
    );
    assert.ok(shortly < remedy, 'what it relates to is seen without scrolling');
    assert.match(value, /Related guidance: NIST CSF/);
    assert.match(value, /\*\*To fix it\.\*\* Set a user other than root, such as `65532`\./);
    assert.match(value, /`# breakwater allow root-user: REASON` with your reason on its own line above the instruction/);
    assert.doesNotMatch(value, /violat|compliant|optional|certif/i);
    await client.stop();
  });

  test('links to the command that shows the page where the editor follows commands', async () => {
    const client = await Client.start({ categories: { 'root-user': 'least-privilege' }, options: { commandLinks: true } });
    await client.open(uri, 'FROM a:1\nUSER root\n');
    const { value } = (await client.hover(uri, { line: 1, character: 6 }))!.contents as MarkupContent;
    assert.match(value, /\[Explain rule\]\(<command:breakwater\.showPage\?%5B%22root-user%22%5D>\)/);
    await client.stop();
  });

  test('a safeguard that a comment cites is explained, and a proposal is said to be one', async () => {
    const client = await Client.start();
    await client.open(uri, '# reviewed for 164.312(e)(1), not 164.312(z)(9)\nFROM a:1\n');
    const { value } = (await client.hover(uri, { line: 0, character: 20 }))!.contents as MarkupContent;
    assert.match(
      value,
      /^\*\*\[45 CFR 164\.312\(e\)\(1\)\]\(<[^>]+>\) Transmission security\*\* · Required standard\n\nGuard ePHI/,
    );
    for (const line of value.split('\n').filter((line) => line.includes('90 FR 898')))
      assert.match(line, /Proposed\. A 2025 HHS proposal .* not final/);
    assert.equal(await client.hover(uri, { line: 0, character: 38 }), null);
    await client.stop();
  });

  test('there is none beside a finding', async () => {
    const client = await Client.start();
    await client.open(uri, 'FROM registry.example/records:2.1\nUSER root\n');
    assert.equal(await client.hover(uri, { line: 0, character: 2 }), null);
    assert.equal(await client.hover(uri, { line: 1, character: 2 }), null);
    assert.notEqual(await client.hover(uri, { line: 1, character: 9 }), null);
    await client.stop();
  });

  test('all findings of a place are told', async () => {
    const always: Rule = { ...standIns[2]!, profile: 'recommended' };
    const client = await Client.start({ rules: [standIns[1]!, always] });
    await client.open(uri, 'FROM a:latest\n');
    const { value } = (await client.hover(uri, { line: 0, character: 7 }))!.contents as MarkupContent;
    assert.match(value, /^`latest-tag` · warning\n[\s\S]*\n\n---\n\n`same-place` · info\n/);
    await client.stop();
  });

  test('an excepted finding tells its reason, and not how to except it again', async () => {
    const client = await Client.start();
    await client.open(
      uri,
      'FROM a:1\n# breakwater allow root-user: see <b>RISK-12</b> [x](y) owner jo until 2027-01-31\nUSER root\n',
    );
    const { value } = (await client.hover(uri, { line: 2, character: 6 }))!.contents as MarkupContent;
    assert.ok(value.includes('**Excepted here** (owner jo, until 2027-01-31): see \\<b\\>RISK-12\\</b\\> \\[x\\](y)'), value);
    assert.doesNotMatch(value, /To except it/);
    await client.stop();
  });

  test('names out of a file stay words', async () => {
    const evil = 'a`<img src=x>[click](command:evil)`:latest';
    const client = await Client.start({ rules: [{ ...standIns[2]!, profile: 'recommended' }] });
    await client.open('file:///w/Dockerfile', `FROM ${evil}\n`);
    const hover = await client.hover('file:///w/Dockerfile', { line: 0, character: 7 });
    if (hover) {
      const { value } = hover.contents as MarkupContent;
      const visible = value.replace(/`[^`]*`/g, '').replace(/\]\(<https:[^>]*>\)/g, ']');
      assert.doesNotMatch(visible, /(?<!\\)<img|(?<!\\)\[click/);
    }
    await client.stop();
  });
});

suite('words as Markdown', () => {
  test('what stands between backquotes is code, the rest cannot be markup', () => {
    assert.equal(prose('`api` runs as *root*, see [x](y).'), '`api` runs as \\*root\\*, see \\[x\\](y).');
    assert.equal(prose('a `b` <img src=x onerror=1> `c`'), 'a `b` \\<img src=x onerror=1\\> `c`');
    assert.equal(prose('an odd ` stays a mark: *b*'), "an odd ' stays a mark: \\*b\\*");
    assert.equal(prose('line\n\n# heading'), 'line \\# heading');
    assert.equal(prose('~~gone~~ & |'), '\\~\\~gone\\~\\~ \\& \\|');
    assert.equal(prose('- item'), '\\- item');
    assert.equal(prose('1. item'), '1\\. item');
    assert.equal(
      prose('https://evil.example and www.evil.example, a@b.example &lt;'),
      'https\\://evil.example and www\\.evil.example, a\\@b.example \\&lt;',
    );
  });

  test('code is fenced by more backquotes than it holds', () => {
    assert.equal(code('a'), '`a`');
    assert.equal(code('a`b``c'), '```a`b``c```');
    assert.equal(code('`a'), '`` `a ``');
  });

  test('an address cannot end its link', () => {
    assert.equal(link('x', 'https://a.example/(b)?<c>'), '[x](<https://a.example/(b)?%3Cc%3E>)');
  });
});
