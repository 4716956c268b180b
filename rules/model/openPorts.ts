import type { Port } from './nodes.ts';

const answered = new WeakMap<readonly Port[], Map<string, boolean>>();

/** Whether a container or Service that has an entry has another port open too; each is looked for once among its entries. */
export function isPortOpen({ siblings }: Port, port: number, transport: string): boolean {
  let answers = answered.get(siblings);
  if (!answers) answered.set(siblings, (answers = new Map()));
  const key = `${port}/${transport}`;
  let open = answers.get(key);
  if (open === undefined) {
    open = siblings.some((other) => {
      const { from, to = from } = other;
      return from !== undefined && to !== undefined && from <= port && port <= to && other.transport === transport;
    });
    answers.set(key, open);
  }
  return open;
}
