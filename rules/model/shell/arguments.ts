import { baseName, isShell } from './language.ts';

/** Programs that run the command they are given. */
const WRAPPERS = new Set(
  'sudo doas env exec command nice nohup time timeout gosu su-exec setpriv tini dumb-init chroot xargs stdbuf ionice busybox catchsegv'.split(
    ' ',
  ),
);
/** How far into its arguments a wrapper's command is looked for. */
const FARTHEST = 8;

/** Where a command's words name a shell: the index, or -1. `sudo -u records bash` does. */
export function shellIndex(words: readonly { readonly text: string }[]): number {
  const [first] = words;
  if (!first) return -1;
  if (isShell(first.text)) return 0;
  if (!WRAPPERS.has(baseName(first.text))) return -1;
  return words.slice(0, FARTHEST).findIndex(({ text }) => isShell(text));
}

/** Which word a shell is given as a script by `-c`: the index, or -1. */
export function scriptIndex(words: readonly { readonly text: string }[]): number {
  const first = baseName(words[0]?.text ?? '');
  if (first === 'su' || first === 'runuser') {
    const option = words.findIndex(({ text }) => text === '-c' || text === '--command');
    return option === -1 || option + 1 >= words.length ? -1 : option + 1;
  }
  const shell = shellIndex(words);
  if (shell === -1) return -1;
  for (let index = shell + 1; index < words.length; index++) {
    const { text } = words[index]!;
    if (/^-(?=[a-zA-Z]+$)[a-zA-Z]*c/.test(text)) return index + 1 < words.length ? index + 1 : -1;
    if (!/^[-+]./.test(text)) return -1;
    if (/^[-+][a-zA-Z]*o$/.test(text)) index++;
  }
  return -1;
}

/** Whether a shell reads its script from its input: it is given nothing but options. */
export function readsInput(words: readonly { readonly text: string }[]): boolean {
  const shell = shellIndex(words);
  if (shell === -1) return false;
  for (let index = shell + 1; index < words.length; index++) {
    const { text } = words[index]!;
    if (text === '-s' || text === '-') return true;
    if (!/^[-+]./.test(text) || /^-[a-zA-Z]*c/.test(text)) return false;
    if (/^[-+][a-zA-Z]*o$/.test(text)) index++;
  }
  return true;
}
