import { deepEqual, equal, match } from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CompletionItem, TextEdit } from 'vscode-languageserver';
import { endDates } from '../../server/lsp/endDates.ts';
import { Client, MODERN } from './support/client.ts';

const SNIPPETS = {
  ...MODERN,
  textDocument: { ...MODERN.textDocument, completion: { completionItem: { snippetSupport: true } } },
};

/** What is offered at `|`, asked for by hand or by the character just typed. */
async function offered(marked: string, how: { uri?: string; trigger?: string; snippets?: boolean } = {}) {
  const { uri = 'file:///w/Dockerfile', trigger, snippets = true } = how;
  const offset = marked.indexOf('|');
  const before = marked.slice(0, offset);
  const client = await Client.start({ capabilities: snippets ? SNIPPETS : MODERN });
  await client.open(uri, before + marked.slice(offset + 1));
  const items: CompletionItem[] = await client.connection.sendRequest('textDocument/completion', {
    textDocument: { uri },
    position: { line: before.split('\n').length - 1, character: before.length - before.lastIndexOf('\n') - 1 },
    context: trigger === undefined ? { triggerKind: 1 } : { triggerKind: 2, triggerCharacter: trigger },
  });
  const sorted = [...items].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
  const after = (label: string): string => {
    const { edit } = { edit: items.find((item) => item.label === label)!.textEdit as TextEdit };
    return client.after(uri, { changes: { [uri]: [edit] } });
  };
  await client.stop();
  return { labels: sorted.map(({ label }) => label), items: sorted, after };
}

suite('completion in a comment that excepts', () => {
  test('offers rules, those first that have something to say of what follows', async () => {
    const { labels, items, after } = await offered('FROM a:latest\n# breakwater allow |\nUSER root\n', { trigger: ' ' });
    deepEqual(labels, ['root-user', 'latest-tag', 'same-place']);
    deepEqual([items[0]!.detail, items[0]!.preselect, items[1]!.detail], ['error · 1 here', true, 'warning']);
    match(items[0]!.documentation as string, /^Container runs as root\. Root in a container can become root/);
    equal(after('root-user'), 'FROM a:latest\n# breakwater allow root-user: ${1:REASON}\nUSER root\n');
  });

  test('knows what the comment is for in YAML, be it above, behind or for the file', async () => {
    const uri = 'file:///w/compose.yaml';
    const first = async (text: string) => (await offered(text, { uri })).items.filter(({ detail }) => detail!.includes('here'));
    const file = (lines: string): string => `services:\n  a:\n${lines}`;
    const labels = (items: CompletionItem[]): string[] => items.map(({ label }) => label);
    deepEqual(labels(await first(file('    # breakwater allow |\n    image: a:latest\n    user: root\n'))), ['latest-tag']);
    deepEqual(labels(await first(file('    image: a:latest # breakwater allow |\n    user: root\n'))), ['latest-tag']);
    deepEqual(labels(await first('services:\n  # breakwater allow |\n  a:\n    image: a:latest\n    user: root\n')), [
      'root-user',
      'latest-tag',
    ]);
    deepEqual(labels(await first('# breakwater allow-file |\nservices:\n  a:\n    image: a:latest\n    user: root\n')), [
      'root-user',
      'latest-tag',
    ]);
    deepEqual(labels(await first(file('    image: a:1\n    user: app # breakwater allow |\n'))), []);
  });

  test('replaces the word at hand, leaves out what is listed, and adds no second reason', async () => {
    const { labels, after } = await offered('FROM a\n# breakwater allow root-user, la|: RISK-1\nUSER root\n');
    deepEqual(labels, ['latest-tag', 'same-place']);
    equal(after('latest-tag'), 'FROM a\n# breakwater allow root-user, latest-tag: RISK-1\nUSER root\n');
  });

  test('offers the place for the reason behind the colon', async () => {
    const typed = await offered('FROM a\n# breakwater allow root-user:|\nUSER root\n', { trigger: ':' });
    deepEqual(typed.labels, ['reason', 'reason, owner, until']);
    equal(typed.after('reason'), 'FROM a\n# breakwater allow root-user: ${1:REASON}\nUSER root\n');
    equal(
      typed.after('reason, owner, until'),
      'FROM a\n# breakwater allow root-user: ${1:REASON} owner ${2:NAME} until ${3:2026-12-31}\nUSER root\n',
    );
    const plain = await offered('FROM a\n# breakwater allow root-user: |\n', { snippets: false });
    equal(plain.after('reason'), 'FROM a\n# breakwater allow root-user: REASON\n');
    equal(plain.items[0]!.insertTextFormat, undefined);
  });

  test('offers dates behind `until`, and disturbs nobody who writes a reason', async () => {
    const dates = await offered('FROM a\n# breakwater allow root-user: RISK-1 until |\n', { trigger: ' ' });
    deepEqual(
      dates.items.map(({ label, detail }) => `${label} ${detail}`),
      ['2026-12-31 end of the quarter', '2027-02-23 in 90 days', '2027-11-25 in a year'],
    );
    const begun = await offered('FROM a\n# breakwater allow root-user: RISK-1 until 2027|\n');
    equal(begun.after('2027-02-23'), 'FROM a\n# breakwater allow root-user: RISK-1 until 2027-02-23\n');
    deepEqual((await offered('FROM a\n# breakwater allow root-user: RISK-1 |\n', { trigger: ' ' })).labels, []);
    deepEqual((await offered('FROM a\n# breakwater allow root-user: RISK-1 |\n')).labels, ['owner', 'until']);
    deepEqual((await offered('FROM a\n# breakwater allow root-user: RISK-1 owner jo |\n')).labels, ['until']);
  });

  test('begins with the word for it', async () => {
    deepEqual((await offered('# breakwater |\nFROM a\n', { trigger: ' ' })).labels, ['allow', 'allow-file']);
    equal((await offered('# breakwater al|\nFROM a\n')).after('allow'), '# breakwater allow \nFROM a\n');
  });

  test('offers nothing anywhere else', async () => {
    for (const text of [
      'FROM a|\n',
      '# some note |\nFROM a\n',
      'FROM a\nRUN echo # breakwater allow |\n',
      'FROM a\n# breakwater allow root-user |\n',
      '|\n',
    ])
      deepEqual((await offered(text)).labels, [], text);
    const uri = 'file:///w/compose.yaml';
    deepEqual((await offered('services:\n  a:\n    image: a\n    |', { uri, trigger: ' ' })).labels, []);
  });
});

suite('days an exception may end on', () => {
  const dates = (today: string): string[] => endDates(today).map(({ date }) => date);
  test('are of the calendar', () => {
    deepEqual(dates('2026-02-03'), ['2026-03-31', '2026-05-04', '2027-02-03']);
    deepEqual(dates('2028-02-29'), ['2028-03-31', '2028-05-29', '2029-02-28']);
  });
  test('are not so near that they are of no use', () => {
    deepEqual(dates('2026-12-20'), ['2027-03-20', '2027-03-31', '2027-12-20']);
    deepEqual(dates('2027-01-01'), ['2027-03-31', '2027-04-01', '2028-01-01']);
  });
});
