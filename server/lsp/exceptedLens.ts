import type { CodeLens, Location } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../../rules/engine/lint.ts';
import { toRange } from './translate.ts';
import { LIST_EXCEPTED } from './commands.ts';

/** How many findings of a file somebody has excepted, above its first line; nothing where nobody has. */
export function exceptedLens(text: TextDocument, findings: readonly Finding[]): CodeLens[] {
  const excepted = exceptedIn(findings);
  if (excepted.length === 0) return [];
  const position = { line: 0, character: 0 };
  const locations = excepted.map(({ span }): Location => ({ uri: text.uri, range: toRange(text, span) }));
  return [
    {
      range: { start: position, end: position },
      command: {
        title: `${excepted.length} ${excepted.length === 1 ? 'finding' : 'findings'} excepted`,
        command: LIST_EXCEPTED,
        arguments: [text.uri, position, locations],
      },
    },
  ];
}

/** The excepted findings as lines to choose from, each with its place. */
export const exceptedLines = (text: TextDocument, findings: readonly Finding[]): { title: string; location: Location }[] =>
  exceptedIn(findings).map(({ rule, span, exception }) => {
    const range = toRange(text, span);
    return { title: `${rule.id}, line ${range.start.line + 1}: ${exception!.reason}`, location: { uri: text.uri, range } };
  });

const exceptedIn = (findings: readonly Finding[]): Finding[] => findings.filter(({ exception }) => exception);
