import { DiagnosticSeverity, type Connection } from 'vscode-languageserver';
import type { Finding } from '../../rules/engine/lint.ts';
import type { Policy } from '../../rules/engine/policy.ts';
import type { Project } from '../../rules/engine/project.ts';
import type { Severity } from '../../rules/engine/rule.ts';
import type { Files } from '../../rules/model/files.ts';
import { withoutDotenv } from '../../rules/model/withoutDotenv.ts';
import { LARGEST_KB } from './openFiles.ts';

/** What an editor may say of a folder. It changes what is shown there, never what CI says. */
export interface EditorSettings {
  /** A policy file that counts in place of the nearest one; relative to the workspace folder. */
  readonly policyFile: string;
  /** How rules are shown, by id; `*` for all others. */
  readonly rules: Readonly<Record<string, ShownAs>>;
  readonly maxFileSizeKB: number;
  /** Whether the number of excepted findings stands above a file. */
  readonly codeLens: boolean;
  /** Whether the values of a `.env` beside a compose file count. */
  readonly readEnvFile: boolean;
  /** Whether anything is checked at all. */
  readonly on: boolean;
}

export type ShownAs = Severity | 'hint' | 'off';

export const DEFAULTS: EditorSettings = {
  policyFile: '',
  rules: {},
  maxFileSizeKB: LARGEST_KB,
  codeLens: false,
  readEnvFile: true,
  on: true,
};

const DISPLAYS: Readonly<Record<ShownAs, DiagnosticSeverity | undefined>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
  off: undefined,
};

/** The settings of an editor, by workspace folder, as it last told them. Without an editor that tells any, the defaults. */
export class EditorSettingsOfFolders {
  readonly #connection: Connection;
  readonly #folders: () => readonly string[];
  readonly #known = new Map<string, EditorSettings>();
  #loading: Promise<void> | undefined;
  #general = DEFAULTS;

  constructor(connection: Connection, folders: () => readonly string[]) {
    [this.#connection, this.#folders] = [connection, folders];
  }

  /** Asks the editor anew. What it refuses to say is as if it said nothing. */
  load(): Promise<void> {
    const ask = async (scopeUri: string | undefined): Promise<EditorSettings> => {
      const item = { section: 'breakwater', ...(scopeUri !== undefined && { scopeUri }) };
      return readSettings(await this.#connection.workspace.getConfiguration(item).catch(() => undefined));
    };
    const work = async (): Promise<void> => {
      const folders = [...this.#folders()];
      const [general, ...own] = await Promise.all([ask(undefined), ...folders.map(ask)]);
      this.#general = general ?? DEFAULTS;
      this.#known.clear();
      for (const [index, folder] of folders.entries()) this.#known.set(folder, own[index] ?? DEFAULTS);
    };
    const loading = work().finally(() => {
      if (this.#loading === loading) this.#loading = undefined;
    });
    this.#loading = loading;
    return loading;
  }

  /** What is still to come; nothing when all is known. */
  get pending(): Promise<void> | undefined {
    return this.#loading;
  }

  /** Those of the innermost folder a file is in. */
  for(uri: string): EditorSettings {
    let best = '';
    for (const folder of this.#known.keys()) {
      const prefix = folder.endsWith('/') ? folder : `${folder}/`;
      if (uri.startsWith(prefix) && folder.length > best.length) best = folder;
    }
    return this.#known.get(best) ?? this.#general;
  }
}

/** Reads what an editor says; what is of the wrong type counts as not said. */
export function readSettings(said: unknown): EditorSettings {
  const { policyFile, rules, maxFileSizeKB, codeLens, compose, enable, run } = (
    typeof said === 'object' && said !== null ? said : {}
  ) as Record<string, unknown>;
  const shown = Object.entries(typeof rules === 'object' && rules !== null ? rules : {}).filter(
    (entry): entry is [string, ShownAs] => typeof entry[1] === 'string' && Object.hasOwn(DISPLAYS, entry[1]),
  );
  return {
    policyFile: typeof policyFile === 'string' ? policyFile.trim() : DEFAULTS.policyFile,
    rules: Object.fromEntries(shown),
    maxFileSizeKB: typeof maxFileSizeKB === 'number' && maxFileSizeKB > 0 ? maxFileSizeKB : DEFAULTS.maxFileSizeKB,
    codeLens: codeLens === true,
    readEnvFile: !(typeof compose === 'object' && compose !== null && 'readEnvFile' in compose && compose.readEnvFile === false),
    on: enable !== false && run !== 'off',
  };
}

/** The files of a project that a text is read with. */
export function filesAround(project: Project | undefined, { readEnvFile }: EditorSettings): Files | undefined {
  return project && (readEnvFile ? project.files : withoutDotenv(project.files));
}

/** How a finding is shown: nothing when it is not. */
export interface Display {
  readonly severity: DiagnosticSeverity;
  /** The setting made it so. */
  readonly bySetting: boolean;
}

/**
 * How an editor shows a finding: what someone excepted not at all, what was there before as a hint, all else as the
 * policy says, unless a setting of the editor says otherwise. Locked rules cannot be lowered by one.
 */
export function displayOf(
  { rule, severity, exception, baseline }: Finding,
  policy: Policy,
  { rules }: EditorSettings,
): Display | undefined {
  if (exception) return undefined;
  const inForce = DISPLAYS[severity]!;
  const said = Object.hasOwn(rules, rule.id) ? rules[rule.id] : Object.hasOwn(rules, '*') ? rules['*'] : undefined;
  const wanted = said === undefined ? inForce : DISPLAYS[said];
  const lowers = wanted === undefined || wanted > inForce;
  const allowed = lowers && policy.locked.has(rule.id) ? inForce : wanted;
  if (allowed === undefined) return undefined;
  const shown = baseline && said === undefined ? DiagnosticSeverity.Hint : allowed;
  return { severity: shown, bySetting: allowed !== inForce };
}
