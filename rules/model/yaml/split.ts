/** A YAML document of a stream: its text, and the UTF-16 offset at which it starts in the whole. */
export interface Piece {
  readonly start: number;
  readonly text: string;
}

/**
 * Cuts a stream at the `---` and `...` at the left margin, where the YAML specification lets no document go on. A part
 * begins with the line of its `---`; comments before the first one belong to the first part. Joined, the parts are the
 * text again, and none is empty unless all of it is.
 */
export function splitYaml(text: string): Piece[] {
  const all = marks(text);
  const starts = [0];
  let written = hasContent(text, 0, all[0] ?? text.length);
  all.forEach((mark, index) => {
    const from = text.charCodeAt(mark) === 45 ? mark + 3 : lineAfter(text, mark);
    if (!hasContent(text, from, all[index + 1] ?? text.length)) return;
    if (written) starts.push(text.charCodeAt(mark) === 45 ? mark : from);
    written = true;
  });
  return starts.map((start, index) => ({ start, text: text.slice(start, starts[index + 1]) }));
}

/** Offsets of every `---` and `...` at the left margin that is followed by a blank or nothing. */
function marks(text: string): number[] {
  const found = [text.charCodeAt(0) === 0xfeff ? 1 : 0].filter((at) => text.startsWith('---', at) || text.startsWith('...', at));
  for (const mark of ['\n---', '\n...'])
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 4)) found.push(at + 1);
  return found.filter((at) => isBlank(text.charCodeAt(at + 3))).sort((a, b) => a - b);
}

function isBlank(code: number): boolean {
  return Number.isNaN(code) || code === 32 || code === 9 || code === 10 || code === 13;
}

function lineAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** Whether anything but white space and comments stands between two offsets. */
function hasContent(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 35) {
      const line = text.indexOf('\n', at);
      if (line === -1) return false;
      at = line;
    } else if (!isBlank(code) && code !== 0xfeff) return true;
  }
  return false;
}
