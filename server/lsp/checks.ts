import type { Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { lint, type Result } from '../../rules/engine/lint.ts';
import type { Checked } from './codeActions.ts';
import { displayOf, filesAround, type EditorSettings } from './editorSettings.ts';
import { OpenFiles } from './openFiles.ts';
import type { Policies } from './policies.ts';
import type { Projects } from './projects.ts';
import { policyDiagnostic } from './policyProblems.ts';
import { checkedStatus, failedStatus, policyStatus, skippedStatus, type Status } from './status.ts';
import { toDiagnostic, type Surroundings } from './translate.ts';

/** What checking open files needs of the world. */
export interface CheckWorld {
  readonly textAt: (uri: string) => TextDocument | undefined;
  readonly policies: Policies;
  readonly settingsOf: (uri: string) => EditorSettings;
  readonly projects: Pick<Projects, 'for' | 'describe'>;
  /** The day, as an ISO date. */
  readonly today: () => string;
  readonly surroundings: () => Surroundings;
  /** Is told what became of a file whenever that changes. */
  readonly tell: (status: Status) => void;
  /** Is told what went wrong, never with words of a file. */
  readonly log: (message: string) => void;
}

/** Checks open files on demand. Keeps what was read, not what was found: `lint` remembers that. */
export class Checks {
  readonly #world: CheckWorld;
  readonly #files: OpenFiles;
  readonly #told = new Map<string, string>();
  readonly #failed = new Map<string, Set<string>>();

  constructor(world: CheckWorld) {
    this.#world = world;
    this.#files = new OpenFiles(
      world.textAt,
      (uri) => world.policies.isPolicy(uri),
      () => world.log('A file could not be read: its reader failed.'),
      (uri) => world.settingsOf(uri).maxFileSizeKB,
      (uri) => filesAround(world.projects.for(uri), world.settingsOf(uri)),
    );
  }

  /** What an editor shows of a file; its status is told on the way. What could not be checked never looks clean. */
  diagnose(uri: string): Diagnostic[] {
    try {
      return this.#diagnose(uri);
    } catch (error) {
      this.#world.log(`A file could not be checked: ${nameOf(error)}.`);
      this.#tell(failedStatus(uri));
      return [];
    }
  }

  /** An open file of ours with all that a check of it depends on; nothing for any other. */
  at(uri: string): Checked | undefined {
    const file = this.#files.at(uri);
    if (file?.reading.state !== 'read') return undefined;
    const { policies, today, settingsOf, projects } = this.#world;
    const { policy } = policies.for(uri);
    const { text, reading } = file;
    return { text, document: reading.document, policy, today: today(), project: projects.for(uri), settings: settingsOf(uri) };
  }

  /** A rule that threw is logged by its name alone, once per file: what it threw may quote the file. */
  resultOf({ document, policy, today, project }: Checked): Result {
    const result = lint(document, policy, today, project);
    if (result.failures.length > 0) {
      const known = this.#failed.get(document.uri) ?? new Set();
      this.#failed.set(document.uri, known);
      for (const { rule } of result.failures)
        if (!known.has(rule)) {
          known.add(rule);
          this.#world.log(`The rule ${rule} failed on ${document.uri}.`);
        }
    }
    return result;
  }

  close(uri: string): void {
    this.#files.close(uri);
    this.#told.delete(uri);
    this.#failed.delete(uri);
  }

  #diagnose(uri: string): Diagnostic[] {
    const file = this.#files.at(uri);
    if (!file) return [];
    const { text, reading } = file;
    const { policies, surroundings } = this.#world;
    if (reading.state === 'policy') {
      const problems = policies.problemsIn(uri, this.#world.today()) ?? [];
      this.#tell(policyStatus(uri, problems));
      return problems.map((problem) => policyDiagnostic(text, problem, policies.for(uri).policy, surroundings().pageOf));
    }
    const checked = this.at(uri);
    if (reading.state !== 'read' || !checked) {
      this.#tell(reading.state === 'skipped' ? skippedStatus(uri, reading.why) : failedStatus(uri));
      return [];
    }
    const { document, policy, settings } = checked;
    const result = this.resultOf(checked);
    const rules = new Set([...policy.for(uri).wanting(document.target).values()].flat()).size;
    const displays = result.findings.map((finding) => displayOf(finding, policy, settings));
    this.#tell(
      checkedStatus(document, reading.why, result, displays, rules, policies.for(uri), this.#world.projects.describe(uri)),
    );
    const around = surroundings();
    return result.findings.flatMap((finding, index) => {
      const display = displays[index];
      return display ? [toDiagnostic(text, finding, around, display.severity)] : [];
    });
  }

  #tell(status: Status): void {
    const words = JSON.stringify(status);
    if (this.#told.get(status.uri) === words) return;
    this.#told.set(status.uri, words);
    this.#world.tell(status);
  }
}

/** What sort of error it is, without its message, which may quote a file. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');
