import {
  CompletionTriggerKind,
  MessageType,
  type CancellationToken,
  type CodeLens,
  type CompletionItem,
  type Connection,
  type DocumentLink,
  type Location,
  type ResponseError,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { policySchema } from '../../rules/engine/policy/schema.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import type { Checks } from './checks.ts';
import { SHOW_PAGE } from './commands.ts';
import { completeInComment, type Asked } from './commentCompletion.ts';
import { linksInComments, linksInPolicy } from './documentLinks.ts';
import type { EditorSettings } from './editorSettings.ts';
import { exceptedLens, exceptedLines } from './exceptedLens.ts';
import { hoverAt } from './hover.ts';
import type { Policies } from './policies.ts';
import { completeInPolicy } from './policyCompletion.ts';
import { hoverInPolicy } from './policyHover.ts';
import type { Schema } from './policySchema.ts';
import { asDocument, toRange, type Surroundings } from './translate.ts';

/** What helping whoever reads or writes a file needs of the server. */
export interface HelpWorld {
  readonly rules: readonly Rule[];
  readonly textAt: (uri: string) => TextDocument | undefined;
  readonly policies: Policies;
  readonly checks: Pick<Checks, 'at' | 'resultOf'>;
  readonly settingsOf: (uri: string) => EditorSettings;
  /** The day, as an ISO date. */
  readonly today: () => string;
  readonly surroundings: () => Surroundings;
  /** Whether links in hovers may be commands of the editor. */
  readonly commandLinks: () => boolean;
  readonly answer: <T>(token: CancellationToken, otherwise: T, work: () => T) => T | ResponseError<never>;
}

/** In a choice put to the user. */
const MOST_CHOICES = 10;

/** Hovers, completion, definitions, links and lenses: what is asked of a place and changes nothing. */
export class Help {
  readonly #connection: Connection;
  readonly #world: HelpWorld;
  #schema: Schema | undefined;

  constructor(connection: Connection, world: HelpWorld) {
    [this.#connection, this.#world] = [connection, world];
    const { answer, textAt } = world;
    connection.onHover(({ textDocument: { uri }, position }, token) =>
      answer(token, null, () => {
        const text = textAt(uri);
        return text ? (this.#hover(text, text.offsetAt(position)) ?? null) : null;
      }),
    );
    connection.onCompletion(({ textDocument: { uri }, position, context }, token) =>
      answer(token, [] as CompletionItem[], () => {
        const text = textAt(uri);
        const trigger = context?.triggerKind === CompletionTriggerKind.TriggerCharacter ? context.triggerCharacter : undefined;
        const { completionSnippets: snippets } = world.surroundings().abilities;
        return text ? this.#complete(text, text.offsetAt(position), { trigger, snippets }) : [];
      }),
    );
    connection.onDefinition(({ textDocument: { uri }, position }, token) =>
      answer(token, null as Location | null, () => {
        const text = textAt(uri);
        return text ? this.#definition(text, text.offsetAt(position)) : null;
      }),
    );
    connection.onDocumentLinks(({ textDocument: { uri } }, token) =>
      answer(token, [] as DocumentLink[], () => {
        const text = textAt(uri);
        return text ? this.#links(text) : [];
      }),
    );
    connection.onCodeLens(({ textDocument: { uri } }, token) =>
      answer(token, [] as CodeLens[], () => {
        const { codeLens, on } = world.settingsOf(uri);
        const file = codeLens && on ? world.checks.at(uri) : undefined;
        return file ? exceptedLens(file.text, world.checks.resultOf(file).findings) : [];
      }),
    );
  }

  /** Opens the page of a rule, or says where it is. */
  showPage(rule: string): void {
    const { pageOf, abilities } = this.#world.surroundings();
    const page = pageOf(rule);
    if (page === undefined) return;
    const { window } = this.#connection;
    if (abilities.showDocument) window.showDocument({ uri: page, external: true }).catch(ignore);
    else this.#say(`The page of ${rule} is at ${page}`);
  }

  /** Lets the user choose among the excepted findings of a file, where the editor has no way of its own to list places. */
  async listExcepted(uri: string): Promise<void> {
    const file = this.#world.checks.at(uri);
    if (!file) return;
    const lines = exceptedLines(file.text, this.#world.checks.resultOf(file).findings);
    const { window } = this.#connection;
    if (lines.length === 0) return;
    if (!this.#world.surroundings().abilities.showDocument || lines.length > MOST_CHOICES)
      return this.#say(lines.map(({ title }) => title).join('\n'));
    const chosen = await window.showInformationMessage('Excepted findings', ...lines.map(({ title }) => ({ title })));
    const place = lines.find(({ title }) => title === chosen?.title)?.location;
    if (place) await window.showDocument({ uri: place.uri, selection: place.range, takeFocus: true });
  }

  #say(message: string): void {
    void this.#connection.sendNotification('window/showMessage', { type: MessageType.Info, message }).catch(ignore);
  }

  /** Where a hover leads for more: to the command that shows the page, where the editor follows commands. */
  #explain(): Surroundings['pageOf'] {
    const { pageOf } = this.#world.surroundings();
    if (!this.#world.commandLinks()) return pageOf;
    return (rule) =>
      pageOf(rule) === undefined ? undefined : `command:${SHOW_PAGE}?${encodeURIComponent(JSON.stringify([rule]))}`;
  }

  #hover(text: TextDocument, offset: number) {
    const { policies, checks, today } = this.#world;
    const { uri } = text;
    const pageOf = this.#explain();
    const { policy, layers = [] } = policies.for(uri);
    if (policies.isPolicy(uri))
      return hoverInPolicy(text, offset, this.#policySchema(), policy, pageOf, policies.problemsIn(uri, today()));
    const file = checks.at(uri);
    return file && hoverAt(file, checks.resultOf(file).findings, offset, { pageOf, layers });
  }

  #complete(text: TextDocument, offset: number, asked: Asked): CompletionItem[] {
    const { policies, checks, today } = this.#world;
    const { uri } = text;
    if (!policies.isPolicy(uri)) {
      const file = checks.at(uri);
      return file ? completeInComment(file, () => checks.resultOf(file).findings, offset, asked) : [];
    }
    // while somebody indents, nothing pops up
    if (asked.trigger !== undefined && !/(?:[:,[]|^[ \t]*-) $/m.test(text.getText().slice(Math.max(0, offset - 200), offset)))
      return [];
    return completeInPolicy(text, offset, this.#policySchema(), policies.for(uri).policy.rules, today());
  }

  #definition(text: TextDocument, offset: number): Location | null {
    const { policies, textAt, surroundings } = this.#world;
    const found = policies.isPolicy(text.uri) ? policies.definitionAt(text.uri, offset) : undefined;
    if (!found) return null;
    const target = textAt(found.uri) ?? asDocument(found.uri, policies.textOf(found.uri) ?? '', surroundings().abilities);
    return { uri: found.uri, range: toRange(target, found.span) };
  }

  #links(text: TextDocument): DocumentLink[] {
    const { policies, checks } = this.#world;
    if (policies.isPolicy(text.uri)) return linksInPolicy(text, policies.extended(text.uri));
    const file = checks.at(text.uri);
    return file ? linksInComments(text) : [];
  }

  #policySchema(): Schema {
    return (this.#schema ??= policySchema(this.#world.rules) as Schema);
  }
}

/** An editor that went away, or refuses what it said it could, is no error of ours. */
const ignore = (): void => {};
