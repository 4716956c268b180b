import type { Command, Word } from './nodes.ts';
import { scriptIndex } from './shell/arguments.ts';
import { languageOf, languageOfScript } from './shell/language.ts';
import type { SpanOf } from './shell/places.ts';
import { readScript, unknownScript } from './shell/readScript.ts';
import type { Language, Pipeline, Script, ShellWord, SimpleCommand } from './shell/script.ts';
import { ShellCommand } from './shellSource.ts';
import type { Span } from './text.ts';

export type {
  Assignment,
  Language,
  Pipeline,
  PipelinePart,
  Redirection,
  Script,
  ShellWord,
  SimpleCommand,
  Substitution,
} from './shell/script.ts';

const scripts = new WeakMap<Command, Script>();

/** What a command runs. Read once, when it is first asked for. What PowerShell or cmd run is not looked into. */
export function shellOf(command: Command): Script {
  let script = scripts.get(command);
  if (!script) scripts.set(command, (script = command.words ? ofWords(command.words) : ofText(command)));
  return script;
}

function ofText(command: Command): Script {
  const { text } = command;
  const source = ShellCommand.sourceOf(command);
  const named = source?.isScript ? languageOfScript(text) : undefined;
  const language = named ?? languageByShell(source?.shell, source?.escapeChar) ?? 'sh';
  if (language !== 'sh') return unknownScript(language);
  const started = languageOf(/^\s*(\S*)/.exec(text)![1]!);
  if (started === 'powershell' || started === 'cmd') return unknownScript(started);
  return readScript(text, source?.spanOf ?? placesIn(command.span, text));
}

/** A backtick escapes in Dockerfiles for Windows, where the shell is cmd unless they say otherwise. */
function languageByShell(shell: readonly string[] | undefined, escapeChar: string | undefined): Language | undefined {
  if (shell) return languageOf(shell[0] ?? '');
  return escapeChar === '`' ? 'cmd' : undefined;
}

/** The exec form: one command, no shell but the one it may name. */
function ofWords(words: readonly Word[]): Script {
  const [first] = words;
  if (!first) return { language: 'other', unknown: false, pipelines: [], commands: [] };
  const language = languageOf(first.text);
  if (language === 'powershell' || language === 'cmd') return unknownScript(language);

  const index = scriptIndex(words);
  const script = words[index];
  const nested = script ? [readScript(script.text, script.at ?? placesIn(script.span, script.text))] : [];
  const span = { start: first.span.start, end: words.reduce((end, word) => Math.max(end, word.span.end), first.span.end) };
  const parts: Pipeline['parts'][number][] = [];
  const pipeline: Pipeline = { span, parts };
  const command: SimpleCommand = {
    span,
    name: first.text,
    words: words.map(literal),
    assignments: [],
    redirections: [],
    pipeline,
    scripts: nested,
  };
  parts.push({ span, commands: [command], redirections: [] });
  return {
    language: 'sh',
    unknown: false,
    pipelines: [pipeline],
    commands: [command, ...nested.flatMap(({ commands }) => commands)],
  };
}

function literal({ span, text }: Word): ShellWord {
  return { span, text, known: true, quoted: false, substitutions: [] };
}

/** Places in a text that stands where its span is, character by character; else all of it is the span. */
function placesIn(whole: Span, text: string): SpanOf {
  if (whole.end - whole.start !== text.length) return () => whole;
  return (start, end) => ({ start: whole.start + start, end: whole.start + end });
}
