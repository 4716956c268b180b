import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { formatCompact } from '../server/cli/formats/compact.ts';
import type { Report, ReportedFinding } from '../server/cli/report.ts';
import { root } from './support/files.ts';

interface Setting {
  readonly type: string;
  readonly scope?: string;
  readonly markdownDescription?: string;
  readonly order?: number;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
}
interface Entry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
// What VS Code reads is not typed; what is asked of it here is.
const manifest = read<any>('package.json');
const { contributes } = manifest;
const commands: readonly { command: string; title: string; category?: string; enablement?: string }[] = contributes.commands;
const menus: Readonly<Record<string, readonly Entry[]>> = contributes.menus;

suite('what the extension says of itself', () => {
  test('every setting has its scope, words, default and place', () => {
    const settings = Object.entries<Setting>(contributes.configuration.properties);
    for (const [name, setting] of settings) {
      match(setting.scope ?? '', /^(?:resource|window)$/, name);
      match(setting.markdownDescription ?? '', /^%.+%$/, name);
      ok('default' in setting, name);
      if (setting.enum) equal(setting.markdownEnumDescriptions?.length, setting.enum.length, name);
    }
    deepEqual(
      settings.map(([, { order }]) => order),
      settings.map((_, index) => index + 1),
    );
  });

  test('no setting says what is run', () => {
    for (const [name, setting] of Object.entries<Setting>(contributes.configuration.properties))
      ok(!/path|executable|command|args/i.test(name) && setting.scope !== undefined, name);
  });

  test('every command in a menu is there, and none is bound to a key', () => {
    const known = new Set(commands.map(({ command }) => command));
    const submenus = new Set<string>(contributes.submenus.map(({ id }: { id: string }) => id));
    for (const [menu, entries] of Object.entries(menus))
      for (const { command, submenu } of entries)
        ok(command === undefined ? submenus.has(submenu ?? '') : known.has(command), `${menu}: ${command ?? submenu}`);
    equal(contributes.keybindings, undefined);
  });

  test('every command of the palette is of the category, and all others are hidden from it', () => {
    const hidden = new Set(menus['commandPalette']?.filter(({ when }) => when === 'false').map(({ command }) => command));
    for (const { command, category } of commands) ok(category === 'Breakwater' || hidden.has(command), command);
  });

  test('what looks at the whole workspace asks for trust', () => {
    for (const name of ['lintWorkspace', 'exportReport', 'listExceptions', 'createPolicy'])
      match(commands.find(({ command }) => command === `breakwater.${name}`)?.enablement ?? '', /isWorkspaceTrusted/, name);
  });

  test('every step of the walkthrough has something to do and a picture in the colours of the theme', () => {
    const texts = read<Record<string, string>>('package.nls.json');
    const [walkthrough, ...more] = contributes.walkthroughs;
    deepEqual(more, []);
    equal(walkthrough.steps.length, 4);
    for (const { id, description, media, completionEvents } of walkthrough.steps) {
      match(texts[description.slice(1, -1)] ?? '', /\]\(command:breakwater\.\w+\)/, id);
      ok(completionEvents.length > 0, id);
      ok(texts[media.altText.slice(1, -1)], id);
      const picture = readFileSync(join(root, media.svg), 'utf8');
      match(picture, /var\(--vscode-editor-background/, id);
      ok(!/(?:fill|stroke)="#|fill: #/.test(picture), `${id} has a colour of its own`);
    }
  });

  test('every file it names is there', () => {
    for (const { path } of [...contributes.grammars, ...contributes.snippets]) ok(existsSync(join(root, path)), path);
    for (const name of ['icon.png', 'README.md', 'CHANGELOG.md', 'LICENSE']) ok(existsSync(join(root, name)), name);
    ok(existsSync(join(root, manifest.l10n)));
  });

  test('the shop window is in order', () => {
    deepEqual(manifest.categories, ['Linters']);
    ok(manifest.keywords.length <= 5);
    match(manifest.galleryBanner.color, /^#[0-9a-f]{6}$/);
    for (const field of ['homepage', 'repository', 'bugs', 'qna', 'license', 'pricing', 'publisher']) ok(manifest[field], field);
    deepEqual(manifest.extensionKind, ['workspace']);
    equal(manifest.capabilities.untrustedWorkspaces.supported, true);
    equal(manifest.capabilities.virtualWorkspaces.supported, 'limited');
    const icon = readFileSync(join(root, manifest.icon));
    deepEqual(
      [icon.readUInt32BE(16), icon.readUInt32BE(20)].map((size) => size >= 128),
      [true, true],
    );
  });

  test('it is activated by nothing but what it reads', () => {
    for (const event of manifest.activationEvents as string[])
      match(event, /^onLanguage:(?:dockerfile|dockercompose|yaml|helm)$|^workspaceContains:\*\*\/\.breakwater\.yaml$/);
  });

  test('the problem matcher reads what the command line prints in the format compact', () => {
    const [{ name, pattern, owner, applyTo }] = contributes.problemMatchers;
    equal(name, 'breakwater');
    equal(owner, 'breakwater');
    equal(applyTo, 'closedDocuments');
    const finding = {
      path: 'k8s/a [b]: c.yaml',
      start: { line: 3, column: 14 },
      severity: 'warning',
      message: 'Image `x:latest` floats [really]: pin it.',
      rule: 'floating-tag',
    } as ReportedFinding;
    const report = {
      findings: [finding],
      files: [{ path: 'Dockerfile', status: 'failed', problem: 'It is gone.' }],
    } as unknown as Report;
    const [first, second] = formatCompact(report).trim().split('\n');
    const of = (line = ''): (string | undefined)[] => {
      const found = new RegExp(pattern.regexp).exec(line);
      return ['file', 'line', 'column', 'severity', 'message', 'code'].map((part) => found?.[pattern[part]]);
    };
    deepEqual(of(first), [
      'k8s/a [b]: c.yaml',
      '3',
      '14',
      'warning',
      'Image `x:latest` floats [really]: pin it.',
      'floating-tag',
    ]);
    deepEqual(of(second), ['Dockerfile', '1', '1', 'error', 'Not checked: It is gone.', 'not-checked']);
  });
});
