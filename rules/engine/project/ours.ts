import { nameOf } from '../../model/files.ts';

/** What a file may be, by its name alone, so that most files of a workspace need not be opened. */
export type Sort = 'dockerfile' | 'yaml';

/** Endings of what is named after a Dockerfile and is none. */
const OTHER = /\.(?:dockerignore|containerignore|md|txt|sh|json)$/;

/** The sort of a file that is worth reading; nothing for all others. */
export function sortOf(file: string): Sort | undefined {
  const name = nameOf(file).toLowerCase();
  if (/\.ya?ml(?:\.(?:tpl|tmpl|gotmpl|template|j2|jinja2?|in))?$/.test(name) || name.endsWith('.tpl')) return 'yaml';
  if (!name.includes('dockerfile') && !name.includes('containerfile')) return undefined;
  return OTHER.test(name) ? undefined : 'dockerfile';
}

/** Whether what is in a file can change what a project says: documents, ignore files, and what sets variables. */
export const matters = (file: string): boolean =>
  sortOf(file) !== undefined || OTHERS_THAT_MATTER.test(nameOf(file).toLowerCase());

const OTHERS_THAT_MATTER = /(?:^|\.)(?:docker|container)ignore$|\.env(?:\.[^/]{0,255})?$|^kustomization$/;
