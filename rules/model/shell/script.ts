import type { Word } from '../nodes.ts';
import type { Span } from '../text.ts';

/** Who runs a text. Only what `sh` and its kin run is looked into. */
export type Language = 'sh' | 'powershell' | 'cmd' | 'other';

/** What a command runs, as far as the text tells. */
export interface Script {
  readonly language: Language;
  /** It could not be read: another language, too long, too deep. It then has no commands, and nothing may be concluded from that. */
  readonly unknown: boolean;
  /** In the order written, those inside subshells, loops and functions included; not those of nested scripts. */
  readonly pipelines: readonly Pipeline[];
  /** Every simple command in the order written, those of nested scripts too. */
  readonly commands: readonly SimpleCommand[];
}

/** Commands joined by `|`. A command alone is a pipeline too. */
export interface Pipeline {
  readonly span: Span;
  readonly parts: readonly PipelinePart[];
  /** How it follows the pipeline before it in the same list; absent for the first. A line break counts as `;`. */
  readonly joinedBy?: '&&' | '||' | ';' | '&';
}

/** What stands between two `|`: a simple command, or a compound one with all it holds. */
export interface PipelinePart {
  readonly span: Span;
  readonly commands: readonly SimpleCommand[];
  /** Of a compound command: `( … ) > file`. */
  readonly redirections: readonly Redirection[];
}

/** A name with its words, as `A=1 curl -fsSL https://records.example > file`. */
export interface SimpleCommand {
  readonly span: Span;
  /** The first word as written, unquoted; empty when there are only assignments. */
  readonly name: string;
  /** The name, then its arguments. */
  readonly words: readonly ShellWord[];
  readonly assignments: readonly Assignment[];
  readonly redirections: readonly Redirection[];
  /** The pipeline it is a part of, by itself or within a compound command. */
  readonly pipeline: Pipeline;
  /** The scripts it is given to run: `sh -c "…"`, `bash <<EOF`. */
  readonly scripts: readonly Script[];
}

/** A word after the removal of quotes. Its span has them. */
export interface ShellWord extends Word {
  /** False when the shell makes something else of it: a variable, a substitution. Those stand in `text` as written. */
  readonly known: boolean;
  /** Some of it stands in quotes. */
  readonly quoted: boolean;
  readonly substitutions: readonly Substitution[];
}

/** `$(…)` and backquotes, `<(…)`, `>(…)`. */
export interface Substitution {
  readonly kind: '$' | '<' | '>';
  readonly span: Span;
  readonly script: Script;
}

/** `NAME=value` before a command, alone, or after `export` and its kin. */
export interface Assignment {
  readonly span: Span;
  readonly name: string;
  /** Absent for an array. */
  readonly value?: ShellWord;
}

/** `2>&1`, `> file`, `<<< word`, `<<EOF`. */
export interface Redirection {
  readonly span: Span;
  readonly operator: string;
  readonly descriptor?: number;
  readonly target?: ShellWord;
  /** The text of a here-document. */
  readonly body?: Word;
}
