import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { identify, readDocument } from '../../rules/model/document.ts';
import type { Command, Node } from '../../rules/model/nodes.ts';
import { shellOf } from '../../rules/model/shell.ts';
import { asWritten, root } from '../support/files.ts';
import { filesOf } from './filesOf.ts';
import { cut, outline, said } from './outline.ts';

const folder = join(root, 'docs', 'reading');
const FENCE = /^```(\w+) ?(.*)$/;
const NODES = 'nodes';
const NAMES: Readonly<Record<string, string>> = { dockerfile: 'Dockerfile' };
/** What a page cannot show: words behind the name of an example's file. */
const UNSEEN: Readonly<Record<string, (text: string) => string>> = {
  'with-returns': (text) => text.replaceAll('\n', '\r\n'),
  'with-mark': (text) => `\uFEFF${text}`,
};

/* A page of docs/reading is right when writing it again changes nothing: behind each example stand the nodes it becomes. */

suite('what each construct is read as', () => {
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
    const page = join(folder, name);
    test(`docs/reading/${name}`, (t) =>
      t.assert.fileSnapshot(rewritten(readFileSync(page, 'utf8'), name === 'shell.md'), page, asWritten));
  }
});

/**
 * Writes a page anew. Fences in a row are files that lie together; the last of them is read. What was generated behind
 * it is left out and made again. On the page about the shell, what commands run is told too.
 */
function rewritten(markdown: string, inShell: boolean): string {
  const written: string[] = [];
  const lines = markdown.split('\n');
  let files: [name: string, text: string][] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const [, language, info] = FENCE.exec(line) ?? [];
    if (language === undefined || info === undefined) {
      written.push(line);
      continue;
    }
    const end = lines.indexOf('```', at);
    if (end === -1) throw new Error(`A block is open at line ${at + 1}.`);
    const body = lines.slice(at + 1, end).join('\n');
    at = end;
    if (info === NODES) {
      if (written.at(-1) === '') written.pop();
      continue;
    }
    const words = info.split(' ').filter((word) => word !== '');
    const name = words.find((word) => !Object.hasOwn(UNSEEN, word)) ?? NAMES[language] ?? `example.${language}`;
    files.push([name, words.reduce((text, word) => UNSEEN[word]?.(text) ?? text, `${body}\n`)]);
    written.push(line, body, '```');
    if (isFollowed(lines, end + 1)) continue;
    written.push('', `\`\`\`text ${NODES}`, ...read(files, inShell), '```');
    files = [];
  }
  return written.join('\n');
}

/** Whether the next thing is another file, so that this one lies beside it. */
function isFollowed(lines: readonly string[], from: number): boolean {
  const next = lines.slice(from).find((line) => line !== '');
  return next !== undefined && FENCE.test(next) && !next.endsWith(` ${NODES}`);
}

function read(files: readonly (readonly [string, string])[], inShell: boolean): string[] {
  const [name, text] = files.at(-1)!;
  const { target, why } = identify(name, text);
  if (target === undefined) throw new Error(`Nothing reads ${name}: ${why}.`);
  const { parts, problems } = readDocument(name, target, text, undefined, filesOf(Object.fromEntries(files)));
  const nodes = parts.flatMap(({ part }) =>
    part.nodes
      .filter((node) => isTelling(node, part.nodes))
      .flatMap((node) => [shown(part.text, node), ...(inShell && node.kind === 'Command' ? run(part.text, node) : [])]),
  );
  return [...nodes, ...problems.map(({ message }) => `Problem → ${message}`)];
}

/** An instruction that became something else says no more than that. */
function isTelling(node: Node, all: readonly Node[]): boolean {
  if (node.kind !== 'dockerfile.Instruction') return true;
  const { start, end } = node.extent;
  return !all.some((other) => other.kind !== node.kind && other.span.start >= start && other.span.end <= end);
}

function shown(text: string, node: Node): string {
  const words = cut(text, node.span).replace(/\s+/g, ' ');
  const where = words.length > 50 ? `${words.slice(0, 49)}…` : words;
  return `${node.kind.replace(/^.*\./, '')} ${where} → ${meaning(text, node)}`.replaceAll('\uFFFE', '?');
}

/** What a command runs, one line for each simple command. */
function run(text: string, command: Command): string[] {
  const { language, unknown, commands } = shellOf(command);
  if (unknown) return [`  not looked into: ${language}`];
  return commands.map((simple) => {
    const { span, words, assignments, redirections, pipeline } = simple;
    const said = [
      ...assignments.map(({ name, value }) => `${name}=${value?.text ?? ''}`),
      ...words.map(({ text, known }) => `[${text.replaceAll('\n', '\\n')}]${known ? '' : '?'}`),
      ...redirections.map(({ operator, target, body }) => `${operator} ${JSON.stringify(body?.text ?? target?.text ?? '')}`),
    ];
    const { joinedBy = ';' } = pipeline;
    const joined = joinedBy === ';' || pipeline.parts[0]?.commands[0] !== simple ? '' : `${joinedBy} `;
    const piped = pipeline.parts.length > 1 ? `, ${pipeline.parts.length} in a pipe` : '';
    return `  ${joined}${cut(text, span).replace(/\s+/g, ' ')} → ${said.join(' ')}${piped}`;
  });
}

function meaning(text: string, node: Node): string {
  const [line = ''] = outline(text, [node], node.kind);
  const plain = line.slice(cut(text, node.span).length + ' → '.length);
  const stage = 'stage' in node && typeof node.stage === 'object' ? `, in ${node.stage.role} ${node.stage.index}` : '';
  switch (node.kind) {
    case 'dockerfile.Stage':
      return `${node.role} ${node.index}${node.alias ? ` ${node.alias}` : ''} user=${said(node.user)}${node.parent ? ` on ${node.parent.index}` : ''}`;
    case 'dockerfile.Instruction':
      return `${node.onbuild ? 'ONBUILD ' : ''}${node.keyword} ${JSON.stringify(node.words.map(({ text }) => text))}`;
    case 'Container': {
      const inside = [
        ...node.ports.map(({ text }) => `:${text}`),
        ...node.variables.map(({ name, value }) => `${name}=${said(value)}`),
        ...node.mounts.map(({ destination = '?' }) => destination),
      ];
      return inside.length === 0 ? plain : `${plain} (${inside.join(' ')})`;
    }
    case 'compose.File':
      return node.included?.length ? `${plain}, with ${node.included.map(({ name }) => name).join(' ')}` : plain;
    default:
      return plain + stage;
  }
}
