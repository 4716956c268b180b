/**
 * The path of a file relative to a folder, with `/`. Both are URIs or both paths; escapes and the case of a drive
 * letter do not count. A file that does not lie below the folder keeps its whole path, without what makes it absolute.
 */
export function relativePath(folder: string, file: string): string {
  const [base, path] = [plain(folder), plain(file)];
  return path.startsWith(base) ? path.slice(base.length) : path.replace(/^[^/]*:/, '').replace(/^\/+/, '');
}

export { folderOf } from '../../model/files.ts';

function plain(uri: string): string {
  const isUri = /^[a-z][a-z0-9+.-]+:\/\//i.test(uri);
  const path = isUri && uri.includes('%') ? decoded(uri) : uri;
  return path.replace(
    /^(file:\/\/\/)?([A-Z]):/,
    (_, scheme: string | undefined, drive: string) => `${scheme ?? ''}${drive.toLowerCase()}:`,
  );
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
