import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { suite, test } from 'node:test';
import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import { sameName } from '../rules/model/files.ts';
import { categories, rules } from '../rules/index.ts';
import { discover } from '../server/files/discover.ts';
import { Repositories, uriOfPath } from '../server/files/places.ts';
import { runCli } from './cli/runCli.ts';
import { Client } from './lsp/support/client.ts';
import { root } from './support/files.ts';

/** Another folder can be looked at, in the same way, by naming it. */
const folder = process.env['BREAKWATER_SAME_FINDINGS'] ?? join(root, 'examples', 'patient-portal');
const SEVERITIES: Readonly<Record<number, string>> = { 1: 'error', 2: 'warning', 3: 'info' };

/** What both say of a finding, as a line. */
interface Said {
  readonly path: string;
  readonly line: string;
  readonly fixes: readonly string[];
}

suite('the editor and the command line', () => {
  test('say the same: rule, place, severity, message and fixes', async () => {
    const inTerminal = await ofCommandLine();
    const inEditor = await ofEditor();
    ok(inTerminal.length > 0);
    const [editor, terminal] = [inEditor, inTerminal].map((said) => said.map((one) => JSON.stringify(one))) as [
      string[],
      string[],
    ];
    deepEqual(
      {
        inEditorAlone: editor.filter((one) => !terminal.includes(one)),
        inTerminalAlone: terminal.filter((one) => !editor.includes(one)),
      },
      { inEditorAlone: [], inTerminalAlone: [] },
    );
    deepEqual(editor.length, terminal.length);
  });
});

async function ofCommandLine(): Promise<readonly Said[]> {
  const { out } = await runCli(['check', '.', '--format', 'json', '--fail-on', 'never'], { cwd: folder });
  const { findings } = JSON.parse(out) as { findings: any[] }; // any: documented in the README
  return findings
    .filter(({ target, exception, baseline }) => target !== 'policy' && !exception && !baseline)
    .map(({ path, rule, severity, start, end, message, fixes }) => ({
      path,
      line: `${start.line}:${start.column}-${end.line}:${end.column} ${severity} ${rule} ${message}`,
      fixes: fixes.map(({ title }: { title: string }) => title).filter(isRules),
    }))
    .sort(byPlace);
}

async function ofEditor(): Promise<readonly Said[]> {
  const client = await Client.start({ rules, categories, folders: [sameName(uriOfPath(`${folder}/`))], today });
  try {
    const { found } = discover([folder], folder, new Repositories());
    const said: Said[] = [];
    let settled = false;
    for (const { file } of found) {
      const uri = uriOfPath(file);
      await client.open(uri, readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
      if (!settled) await client.until(() => client.refreshes > 0);
      settled = true;
      const diagnostics = (await client.diagnostics(uri)).filter(({ code }) => categories[String(code)] !== 'policy');
      const actions = diagnostics.length > 0 ? await client.actions(uri, undefined, ['quickfix']) : [];
      for (const diagnostic of diagnostics)
        said.push({
          path: relative(folder, file).replaceAll('\\', '/'),
          line: asLine(diagnostic),
          fixes: actions.filter((action) => isFixOf(action, diagnostic)).map(({ title }) => title),
        });
      await client.close(uri);
    }
    return said.sort(byPlace);
  } finally {
    await client.stop();
  }
}

const today = (): string => new Date().toLocaleDateString('sv');

const asLine = ({ range: { start, end }, severity, code, message }: Diagnostic): string =>
  `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1} ${SEVERITIES[severity ?? 0]} ${code} ${message}`;

/** Not what an editor offers about any finding; it also makes the policy in which an image is trusted, where there is none. */
const isRules = (title: string): boolean => !/^(?:Except |Show |Explain |Lower |Fix all |Trust )/.test(title);

/** A fix of the rule's own. */
const isFixOf = ({ diagnostics, title }: CodeAction, { code, range, message }: Diagnostic): boolean =>
  isRules(title) &&
  (diagnostics ?? []).some(
    (other) => other.code === code && other.message === message && JSON.stringify(other.range) === JSON.stringify(range),
  );

const byPlace = (a: Said, b: Said): number => (`${a.path} ${a.line}` < `${b.path} ${b.line}` ? -1 : 1);
