/**
 * What went wrong inside of us, for a report of the fault: the kind of error, and the places it came through. Not its
 * message, which may quote what is in a file.
 */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return `${typeof error} thrown`;
  const { name, message, stack = '' } = error;
  // what a message has several lines of could look like places
  const said = stack.indexOf(message);
  const places = said === -1 ? [] : stack.slice(said + message.length).match(/^ +at .*$/gm);
  return [name.replace(/\W/g, ''), ...(places ?? [])].join('\n');
}
