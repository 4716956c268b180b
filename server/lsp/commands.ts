/** The kind of the action that applies all safe fixes of a file. */
export const FIX_ALL = 'source.fixAll.breakwater';

/** The command behind "Show the page"; its argument is the rule. */
export const SHOW_PAGE = 'breakwater.showPage';

/** The command that shows a place in another file; its arguments are a URI and a range. */
export const REVEAL = 'breakwater.reveal';

/**
 * The command behind the lens; its arguments are a URI, a position and locations, as VS Code's own
 * `editor.action.showReferences` takes them, so that a client can show them its way. The server has a plain way of its own.
 */
export const LIST_EXCEPTED = 'breakwater.listExcepted';

/** The command that answers with the policy in force for a file, as a text; its argument is the file's URI. */
export const EFFECTIVE_POLICY = 'breakwater.effectivePolicy';

/** The commands about the whole workspace, for `workspace/executeCommand`. All answers are plain data. */
export const COMMANDS = {
  /** What is found in open files, and in the workspace since it was last looked at: `Findings`. */
  findings: 'breakwater.findings',
  /** Checks all that is ours in the folders whose URIs are given, else in all workspace folders: `Summary`. */
  lint: 'breakwater.lint',
  /** The report of the workspace in a format, as a text; null when it was cancelled. */
  report: 'breakwater.report',
  /** The exceptions in the workspace; null when it was cancelled. */
  exceptions: 'breakwater.exceptions',
  /** The text of a policy to begin with for a workspace folder, whose URI is given; null when it was cancelled. */
  starterPolicy: 'breakwater.starterPolicy',
  /** The built-in rules. */
  rules: 'breakwater.rules',
} as const;
