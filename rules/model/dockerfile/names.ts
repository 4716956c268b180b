const NAME = /[\p{L}_][\p{L}\p{Nd}_]*|\p{Nd}+|[@*#?\-$!]/uy;

/** The offset behind the variable's name at `start`; `start` itself when there is none. As BuildKit's `processName`. */
export function nameEnd(text: string, start: number): number {
  NAME.lastIndex = start;
  return NAME.test(text) ? NAME.lastIndex : start;
}
