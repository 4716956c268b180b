import type { TextOptions } from './formats/text.ts';
import type { Format } from './outputs.ts';
import type { Report } from './report.ts';

/** The report in a form; the code of the others is not loaded. */
export async function formatted(report: Report, format: Format, options: TextOptions): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('./formats/text.ts')).formatText(report, options);
    case 'compact':
      return (await import('./formats/compact.ts')).formatCompact(report);
    case 'json':
      return (await import('./formats/json.ts')).formatJson(report);
    case 'sarif':
      return (await import('./formats/sarif.ts')).formatSarif(report);
    case 'junit':
      return (await import('./formats/junit.ts')).formatJunit(report);
    case 'gitlab':
      return (await import('./formats/gitlab.ts')).formatGitlab(report);
    case 'github':
      return (await import('./formats/github.ts')).formatGithub(report);
    case 'checkstyle':
      return (await import('./formats/checkstyle.ts')).formatCheckstyle(report);
    case 'markdown':
      return (await import('./formats/markdown.ts')).formatMarkdown(report);
    case 'html':
      return (await import('./formats/html.ts')).formatHtml(report);
  }
}
