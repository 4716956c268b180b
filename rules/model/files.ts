/**
 * The files around a document, as they are at one moment. Names are absolute, as the document's own `uri` is: URIs in the
 * editor, paths with `/` on the command line. Asking never throws and never waits.
 */
export interface Files {
  /** The whole text; nothing when there is no such file, or it is too large, not text, or may not be read. */
  text(name: string): string | undefined;
  /** The first 64 KiB of a file of any size and kind, one UTF-16 unit a byte where it is not UTF-8. */
  head(name: string): string | undefined;
  /** Whether there is such a file or folder. */
  has(name: string): boolean;
  /**
   * The files below a folder (its name ends in `/`), as paths relative to it with `/`, sorted. `complete` is false when
   * there are more than the index keeps, or when it is not known yet.
   */
  below(folder: string): { readonly paths: readonly string[]; readonly complete: boolean };
}

/** Resolves a path as written in a file against that file's folder; nothing when it leads above the root or to another scheme. */
export function beside(file: string, path: string): string | undefined {
  if (/^[a-z][a-z\d+.-]+:/i.test(path)) return undefined;
  const [, root = '', rest = ''] = /^([a-z][a-z\d+.-]+:\/\/[^/]*\/|[a-z]:\/|\/|)(.*)$/is.exec(file) ?? [];
  const uri = /^[a-z][a-z\d+.-]+:\/\//i.test(root);
  const written = path.replaceAll('\\', '/');
  const escaped = uri ? written.split('/').map(escapePart).join('/') : written;
  const parts = escaped.startsWith('/') ? [] : rest.split('/').slice(0, -1);
  for (const part of escaped.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return root + parts.join('/');
}

/**
 * One spelling for a file that URIs may name in several: escaped as VS Code does it, the letter of a drive small. A path
 * that is no URI stays as it is.
 */
export function sameName(name: string): string {
  const [, root, rest = ''] = /^([a-z][a-z\d+.-]+:\/\/[^/]*\/)(.*)$/is.exec(name) ?? [];
  if (root === undefined || /^[\w./~-]*$/.test(rest)) return name;
  const parts = rest.split('/').map((part) => escapePart(unescaped(part)));
  const [drive = ''] = parts;
  if (/^[A-Z]%3A$/.test(drive)) parts[0] = drive[0]!.toLowerCase() + drive.slice(1);
  return root + parts.join('/');
}

/** The last part of a file's name, as people write it. */
export const nameOf = (file: string): string => {
  const part = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return /^[a-z][a-z\d+.-]+:\/\//i.test(file) ? unescaped(part) : part;
};

/** The folder a file is in, with the `/` at its end. */
export const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1);

const escapePart = (part: string): string =>
  encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
