import { UNKNOWN } from '../imageName.ts';

/** A path in the image, made absolute with the working directory if that is known. Nothing when it cannot be known. */
export function resolvePath(path: string, workdir: string | undefined): string | undefined {
  if (path.includes(UNKNOWN)) return undefined;
  if (/^[A-Za-z]:/.test(path)) return path;
  if (/^[\\/]/.test(path)) return normalized(path);
  if (workdir === undefined) return path;
  const joined = `${workdir.replace(/[\\/]$/, '')}/${path}`;
  return /^[A-Za-z]:/.test(workdir) ? joined : normalized(joined);
}

/** Whether a path says the same wherever it is used. */
export function isAbsolute(path: string): boolean {
  return /^(?:[\\/]|[A-Za-z]:)/.test(path);
}

/** Without `.`, `..` and doubled slashes; a slash at the end stays, and stands where `.` did. */
function normalized(path: string): string {
  if (!/\\|\/\/|\/\./.test(path)) return path;
  const parts: string[] = [];
  const all = path.replace(/\\/g, '/').split('/');
  for (const part of all) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const last = all.at(-1)!;
  const isFolder = last === '' || last === '.' || last === '..';
  return `/${parts.join('/')}${isFolder && parts.length > 0 ? '/' : ''}`;
}
