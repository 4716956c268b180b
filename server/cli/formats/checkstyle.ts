import { counts, type Report } from '../report.ts';
import { xml } from './xml.ts';

/** The report as Checkstyle's XMLLogger writes it (https://checkstyle.org): errors by file. What is excepted is left out, what could not be checked is an error. */
export function formatCheckstyle({ version, findings, files }: Report): string {
  const failed = files.filter(({ status, missed }) => status === 'failed' || missed);
  const open = findings.filter(counts);
  const paths = [...new Set([...files, ...open].map(({ path }) => path))].sort();
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<checkstyle version="${xml(version)}">`,
    ...paths.flatMap((path) => [
      `  <file name="${xml(path)}">`,
      ...open
        .filter((finding) => finding.path === path)
        .map(
          ({ start, severity, message, rule }) =>
            `    <error line="${start.line}" column="${start.column}" severity="${severity}" message="${xml(message)}" source="breakwater.${xml(rule)}"/>`,
        ),
      ...failed
        .filter((file) => file.path === path)
        .map(
          ({ problem = '' }) =>
            `    <error line="1" severity="error" message="${xml(`Not checked: ${problem}`)}" source="breakwater"/>`,
        ),
      '  </file>',
    ]),
    '</checkstyle>',
    '',
  ].join('\n');
}
