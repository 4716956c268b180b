import {
  type AssignmentPrefix,
  type CommandNode,
  forEachChild,
  type HereDoc,
  type HereString,
  type Command as ParsedCommand,
  type Redirection as ParsedRedirection,
  type ParsedScript,
  type Word as ParsedWord,
  type PipelineNode,
  parse,
  type Statement,
  type SyntaxNode,
  type WordPart,
} from 'unbash';
import type { Span } from '../text.ts';
import { readsInput, scriptIndex } from './arguments.ts';
import { type SpanOf, type Unquoted, unquoteWord } from './places.ts';
import type {
  Assignment,
  Language,
  Pipeline,
  PipelinePart,
  Redirection,
  Script,
  ShellWord,
  SimpleCommand,
  Substitution,
} from './script.ts';

/** Longest text that is looked into. */
const LONGEST = 100_000;
/** Most here-documents and expansions in one text: the parser's time grows with the square of those within one another. */
const MOST: readonly (readonly [opening: string, most: number])[] = [
  ['<<', 100],
  ['$((', 200],
  ['`', 1000],
  ['$(', 2000],
  ['${', 5000],
];
/** How many scripts within scripts are followed. */
const DEEPEST = 8;

/** A script that is not looked into. */
export function unknownScript(language: Language): Script {
  return { language, unknown: true, pipelines: [], commands: [] };
}

/** Reads what a POSIX shell or bash would run. `spanOf` says where stretches of the text stand. */
export function readScript(text: string, spanOf: SpanOf, depth = 0): Script {
  if (text.length > LONGEST || MOST.some(([opening, most]) => text.split(opening, most + 2).length > most + 1))
    return unknownScript('sh');
  try {
    return scriptOf(parse(text), within(text, spanOf), depth);
  } catch {
    // The parser may run out of stack; what it could not read is not known.
    return unknownScript('sh');
  }
}

/** The parser steps over the end of a text that breaks off behind a backslash ("${`\\"); nothing of it stands there. */
function within({ length }: string, spanOf: SpanOf): SpanOf {
  return (start, end) => spanOf(Math.min(start, length), Math.min(end, length));
}

function scriptOf({ commands }: ParsedScript, spanOf: SpanOf, depth: number): Script {
  return depth > DEEPEST ? unknownScript('sh') : new ScriptReader(spanOf, depth).read(commands);
}

class ScriptReader {
  readonly #spanOf: SpanOf;
  readonly #depth: number;
  readonly #pipelines: Pipeline[] = [];
  /** Those of this script alone. */
  readonly #own: SimpleCommand[] = [];
  readonly #commands: SimpleCommand[] = [];

  constructor(spanOf: SpanOf, depth: number) {
    this.#spanOf = spanOf;
    this.#depth = depth;
  }

  read(statements: readonly Statement[]): Script {
    this.#readList(statements);
    return { language: 'sh', unknown: false, pipelines: this.#pipelines, commands: this.#commands };
  }

  #readList(statements: readonly Statement[]): void {
    let joinedBy: Pipeline['joinedBy'];
    for (const { command, background } of statements) {
      if (command.type === 'AndOr') {
        command.commands.forEach((pipeline, index) => {
          this.#readPipeline(pipeline, index === 0 ? joinedBy : command.operators[index - 1]);
        });
      } else this.#readPipeline(command, joinedBy);
      joinedBy = background ? '&' : ';';
    }
  }

  #readPipeline(node: PipelineNode, joinedBy: Pipeline['joinedBy']): void {
    const parts: PipelinePart[] = [];
    const pipeline: Pipeline = { span: this.#span(node), parts, ...(joinedBy && { joinedBy }) };
    this.#pipelines.push(pipeline);
    for (const part of node.type === 'Pipeline' ? node.commands : [node]) parts.push(this.#readPart(part, pipeline));
  }

  #readPart(node: CommandNode, pipeline: Pipeline): PipelinePart {
    const span = this.#span(node);
    if (node.type === 'Command') return { span, commands: [this.#readCommand(node, pipeline)], redirections: [] };
    const first = this.#own.length;
    const redirections = node.type === 'Redirected' ? node.redirects.map((redirect) => this.#readRedirection(redirect)) : [];
    this.#readCompound(node.type === 'Redirected' ? node.command : node);
    for (const { target } of redirections) if (target) this.#addSubstitutions(target);
    return { span, commands: this.#own.slice(first), redirections };
  }

  /** Reads all lists and words in a compound command, whatever kind it is. */
  #readCompound(node: SyntaxNode): void {
    forEachChild(node, (child) => {
      if (child.type === 'CompoundList') this.#readList(child.commands);
      else if (child.type === 'Word') this.#addSubstitutions(this.#readWord(child));
      else if (child.type === 'Command') this.#readPipeline(child, undefined);
      else this.#readCompound(child);
    });
  }

  #readCommand(node: ParsedCommand, pipeline: Pipeline): SimpleCommand {
    const words: ShellWord[] = [];
    const assignments: Assignment[] = [];
    const redirections: Redirection[] = [];
    const scripts: Script[] = [];
    const written = new Map<ShellWord, ParsedWord>();
    const substitutions: Substitution[] = [];
    const inputs: (HereDoc | HereString)[] = [];
    for (const part of [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix]) {
      if (part.type === 'Word') {
        const word = this.#readWord(part);
        written.set(word, part);
        words.push(word);
      } else if (part.type === 'Assignment') {
        const assignment = this.#readAssignment(part);
        assignments.push(assignment);
        if (words.length > 0) words.push(assignmentWord(assignment, part));
        else if (assignment.value) substitutions.push(...assignment.value.substitutions);
      } else {
        const redirection = this.#readRedirection(part);
        redirections.push(redirection);
        if (part.type === 'HereDoc' || part.type === 'HereString') inputs.push(part);
        else if (redirection.target) substitutions.push(...redirection.target.substitutions);
      }
    }
    const command = { span: this.#span(node), name: words[0]?.text ?? '', words, assignments, redirections, pipeline, scripts };
    this.#own.push(command);
    this.#commands.push(command);

    // What a shell is given to run is read as a script, which has the substitutions in it too.
    const script = words[scriptIndex(words)];
    for (const word of words) if (word !== script) substitutions.push(...word.substitutions);
    const parsed = script && written.get(script);
    if (parsed) {
      const { text, spanOf } = unquoteWord(parsed, this.#spanOf);
      scripts.push(readScript(text, spanOf, this.#depth + 1));
    }
    const isInput = readsInput(words);
    for (const input of inputs) {
      const text = isInput ? inputText(input, this.#spanOf) : undefined;
      if (text) scripts.push(readScript(text.text, text.spanOf, this.#depth + 1));
      else this.#findSubstitutions(input, substitutions);
    }
    for (const nested of [...substitutions.map((substitution) => substitution.script), ...scripts]) {
      for (const inner of nested.commands) this.#commands.push(inner);
    }
    return command;
  }

  #readWord(node: ParsedWord): ShellWord {
    const substitutions: Substitution[] = [];
    if (node.parts) this.#findSubstitutions(node, substitutions);
    return {
      span: this.#span(node),
      text: node.value,
      known: !node.parts?.some(isChanged),
      quoted: node.parts?.some(({ type }) => QUOTED.has(type)) ?? false,
      substitutions,
    };
  }

  #readAssignment({ pos, end, name, value }: AssignmentPrefix): Assignment {
    return { span: this.#span({ pos, end }), name, ...(value.type === 'Word' && { value: this.#readWord(value) }) };
  }

  #readRedirection(node: ParsedRedirection): Redirection {
    const { operator, descriptor } = node;
    const common = {
      span: this.#span(node),
      operator,
      ...(descriptor?.type === 'FileDescriptor' && { descriptor: descriptor.value }),
    };
    if (node.type === 'HereDoc') return { ...common, body: { span: this.#span(node.body), text: node.body.text } };
    return node.target ? { ...common, target: this.#readWord(node.target) } : common;
  }

  #findSubstitutions(node: SyntaxNode, found: Substitution[]): void {
    forEachChild(node, (child) => {
      if (child.type === 'CommandExpansion' || child.type === 'ProcessSubstitution') {
        const span = this.#span(child);
        const { script } = child;
        // A script in backquotes with escapes is a text of its own.
        const spanOf = script?.source === undefined ? this.#spanOf : (): Span => span;
        const kind = child.type === 'ProcessSubstitution' ? child.operator : '$';
        found.push({ kind, span, script: script ? scriptOf(script, spanOf, this.#depth + 1) : unknownScript('sh') });
      } else if (child.type !== 'Script') this.#findSubstitutions(child, found);
    });
  }

  #addSubstitutions({ substitutions }: ShellWord): void {
    for (const { script } of substitutions) for (const command of script.commands) this.#commands.push(command);
  }

  #span({ pos, end }: { readonly pos: number; readonly end: number }): Span {
    return this.#spanOf(pos, end);
  }
}

const QUOTED: ReadonlySet<string> = new Set(['SingleQuoted', 'DoubleQuoted', 'AnsiCQuoted', 'LocaleString']);
const AS_WRITTEN: ReadonlySet<string> = new Set(['Literal', 'SingleQuoted', 'AnsiCQuoted', 'Glob', 'ExtendedGlob']);

/** Whether a shell makes another text of a part of a word. A pattern counts as what is written. */
function isChanged(part: WordPart): boolean {
  if (part.type === 'DoubleQuoted' || part.type === 'LocaleString') return part.parts.some(isChanged);
  return !AS_WRITTEN.has(part.type);
}

/** The text of a here-document or here-string, as a program reads it. */
function inputText(input: HereDoc | HereString, spanOf: SpanOf): Unquoted | undefined {
  if (input.type === 'HereString') return input.target && unquoteWord(input.target, spanOf);
  const { pos, text } = input.body;
  return { text, spanOf: (start, end) => spanOf(pos + start, pos + end) };
}

/** `NAME=value` as an argument of `export` and its kin. */
function assignmentWord({ span, name, value }: Assignment, { text }: AssignmentPrefix): ShellWord {
  if (!value) return { span, text, known: false, quoted: false, substitutions: [] };
  return { ...value, span, text: `${name}=${value.text}` };
}
