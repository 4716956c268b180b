import type { Node, NodeKind, NodeOf } from './nodes.ts';
import type { Span } from './text.ts';

/** Gathers the nodes of a YAML part. What two services share through an anchor is one node, made where it is written. */
export class WrittenNodes {
  readonly #nodes: Node[] = [];
  readonly #made = new Map<string, Node>();

  /** Adds a node that cannot be shared. */
  add<N extends Node>(node: N): N {
    this.#nodes.push(node);
    return node;
  }

  /** The node of this kind that stands at an offset, made and added the first time it is asked for. */
  once<K extends NodeKind>(kind: K, at: Span, make: () => NodeOf<K>): NodeOf<K> {
    const key = `${kind} ${at.start}`;
    const made = this.#made.get(key);
    if (made) return made as NodeOf<K>;
    const node = this.add(make());
    this.#made.set(key, node);
    return node;
  }

  /** All of them, in the order written. */
  get nodes(): Node[] {
    return this.#nodes.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  }
}
