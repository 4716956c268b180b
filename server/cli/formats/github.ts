import type { Severity } from '../../../rules/engine/rule.ts';
import { counted, printable } from '../printable.ts';
import { counts, summaryOf, type Report } from '../report.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<Severity, string>;

/**
 * The report as commands that annotate a pull request
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands). What is excepted is left out.
 */
export function formatGithub(report: Report): string {
  const lines = report.findings.filter(counts).map(({ severity, path, start, end, rule, message, safeguards }) => {
    const title = [rule, ...safeguards.slice(0, 1)].join(' · ');
    const place = {
      file: path,
      line: start.line,
      endLine: end.line,
      ...(start.line === end.line && { col: start.column, endColumn: end.column }),
    };
    return command(COMMANDS[severity], { ...place, title }, message);
  });
  const failed = report.files
    .filter(({ status, missed }) => status === 'failed' || missed)
    .map(({ path, problem = '' }) => command('error', { file: path, title: 'Not checked' }, problem));
  const partial = report.files
    .filter(({ status }) => status === 'partial')
    .map(({ path, problem = '' }) => command('notice', { file: path, title: 'Not fully checked' }, problem));
  const { error, warning, info, files } = summaryOf(report);
  const summary = `${counted(error, 'error')}, ${counted(warning, 'warning')}, ${counted(info, 'info', 'info')} in ${counted(files, 'file')} checked.`;
  return [...lines, ...failed, ...partial, data(summary), ''].join('\n');
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const written = Object.entries(properties).map(
    ([key, value]) => `${key}=${data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${name} ${written.join(',')}::${data(message)}`;
}

/** So that no text of a file begins a command of its own. */
const data = (text: string): string =>
  text
    .replace(/[^\r\n]+/g, printable)
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
