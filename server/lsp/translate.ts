import {
  CreateFile,
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  type Range,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../../rules/engine/lint.ts';
import type { Severity } from '../../rules/engine/rule.ts';
import type { Edit, Span } from '../../rules/model/text.ts';
import type { Abilities } from './abilities.ts';
import { textOf as encodedText } from './encodedText.ts';
import { printable } from '../cli/printable.ts';

/** The name findings carry in the editor. */
export const SOURCE = 'breakwater';

/** What translating needs of the world: the texts of other files, and what the editor can take. */
export interface Surroundings {
  /** The text of another file, from its editor if it is open; nothing when there is none. */
  readonly textOf: (uri: string) => string | undefined;
  /** Where the page of a rule is; nothing for a rule without one. */
  readonly pageOf: (rule: string) => string | undefined;
  readonly abilities: Abilities;
}

export const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Lines end where the protocol says they do, a lone `\r` included, so the text's own lines are asked. */
export const toRange = (text: TextDocument, { start, end }: Span): Range => ({
  start: text.positionAt(start),
  end: text.positionAt(end),
});

/** A finding as the editor shows it, by its own severity or another. */
export function toDiagnostic(
  text: TextDocument,
  finding: Finding,
  surroundings: Surroundings,
  shownAs: DiagnosticSeverity = SEVERITIES[finding.severity],
): Diagnostic {
  const { rule, message, span } = finding;
  const href = surroundings.pageOf(rule.id);
  const related = surroundings.abilities.related ? toRelated(text, finding, surroundings) : [];
  return {
    range: toRange(text, span),
    severity: shownAs,
    source: SOURCE,
    code: rule.id,
    ...(href !== undefined && { codeDescription: { href } }),
    message: printable(message),
    ...(rule.id === 'unused-exception' && { tags: [DiagnosticTag.Unnecessary] }),
    ...(related.length > 0 && { relatedInformation: related }),
  };
}

function toRelated(
  text: TextDocument,
  { related }: Finding,
  { textOf, abilities }: Surroundings,
): DiagnosticRelatedInformation[] {
  return related.map(({ span, message, file }) => {
    const place = file === undefined || file === text.uri ? text : asDocument(file, textOf(file) ?? '', abilities);
    return { location: { uri: place.uri, range: toRange(place, span) }, message: printable(message) };
  });
}

/**
 * Edits as the editor applies them: bound to the version of the text at hand, so that an outdated one is refused.
 * Nothing when the editor cannot take an edit of that sort, such as one that creates a file.
 */
export function toWorkspaceEdit(
  text: TextDocument,
  edits: readonly Edit[],
  surroundings: Surroundings,
): WorkspaceEdit | undefined {
  const { documentChanges, createFiles } = surroundings.abilities;
  const changes: (CreateFile | TextDocumentEdit)[] = [];
  for (const uri of new Set(edits.map(({ file = text.uri }) => file))) {
    const own = uri === text.uri;
    const other = own ? undefined : surroundings.textOf(uri);
    // what is known of another file may be older than the file
    if (!own && edits.some(({ file, span }) => file === uri && span.end > (other?.length ?? 0))) return undefined;
    if (!own && other === undefined) {
      if (!documentChanges || !createFiles) return undefined;
      changes.push(CreateFile.create(uri, { ignoreIfExists: true }));
    }
    const place = own ? text : asDocument(uri, other ?? '', surroundings.abilities);
    changes.push({
      textDocument: { uri, version: own ? text.version : null },
      edits: edits.filter(({ file = text.uri }) => file === uri).map((edit) => toTextEdit(place, edit)),
    });
  }
  if (documentChanges) return { documentChanges: changes };
  const plain: Record<string, TextEdit[]> = {};
  for (const change of changes) if ('edits' in change) plain[change.textDocument.uri] = change.edits as TextEdit[];
  return { changes: plain };
}

/** One replacement as the editor wants it. */
export const toTextEdit = (place: TextDocument, { span, text }: Edit): TextEdit => ({
  range: toRange(place, span),
  newText: text,
});

/** The text of a file that need not be open, with positions as the editor counts them. */
export const asDocument = (uri: string, text: string, { encoding }: Pick<Abilities, 'encoding'>): TextDocument =>
  encodedText(uri, '', 0, text, encoding);
