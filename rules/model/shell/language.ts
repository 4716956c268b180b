import type { Language } from './script.ts';

const SHELLS = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'mksh']);

/** The language a program runs, named by its path: `/bin/bash`, `C:\Windows\System32\cmd.exe`. */
export function languageOf(program: string): Language {
  const name = baseName(program);
  if (SHELLS.has(name)) return 'sh';
  if (name === 'powershell' || name === 'pwsh') return 'powershell';
  return name === 'cmd' ? 'cmd' : 'other';
}

/** Whether a word names a shell that reads scripts as `sh` does. */
export function isShell(program: string): boolean {
  return SHELLS.has(baseName(program));
}

/** The language of a file, by its first line; nothing when it has no `#!`. */
export function languageOfScript(text: string): Language | undefined {
  const [, line] = /^#!([^\n]*)/.exec(text) ?? [];
  if (line === undefined) return undefined;
  const [program = '', ...rest] = line.trim().split(/\s+/);
  if (baseName(program) !== 'env') return languageOf(program);
  return languageOf(rest.find((word) => !word.startsWith('-') && !word.includes('=')) ?? '');
}

/** Of a program's path, the name: lower case, without `.exe`. */
export function baseName(program: string): string {
  return program
    .slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1)
    .toLowerCase()
    .replace(/\.exe$/, '');
}
