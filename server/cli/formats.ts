import { formatCheckstyle } from './formats/checkstyle.ts';
import { formatCompact } from './formats/compact.ts';
import { formatGithub } from './formats/github.ts';
import { formatGitlab } from './formats/gitlab.ts';
import { formatHtml } from './formats/html.ts';
import { formatJson } from './formats/json.ts';
import { formatJunit } from './formats/junit.ts';
import { formatMarkdown } from './formats/markdown.ts';
import { formatSarif } from './formats/sarif.ts';
import { formatText, type TextOptions } from './formats/text.ts';
import type { Format } from './outputs.ts';
import type { Report } from './report.ts';

/** The report in a form. */
export function formatted(report: Report, format: Format, options: TextOptions): string {
  switch (format) {
    case 'text':
      return formatText(report, options);
    case 'compact':
      return formatCompact(report);
    case 'json':
      return formatJson(report);
    case 'sarif':
      return formatSarif(report);
    case 'junit':
      return formatJunit(report);
    case 'gitlab':
      return formatGitlab(report);
    case 'github':
      return formatGithub(report);
    case 'checkstyle':
      return formatCheckstyle(report);
    case 'markdown':
      return formatMarkdown(report);
    case 'html':
      return formatHtml(report);
  }
}
