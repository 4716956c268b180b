import type { Node, NodeKind, NodeOf } from './nodes.ts';
import type { Span } from './text.ts';

/** Gathers the nodes of a YAML part. What two services share through an anchor is one node, made where it is written. */
export class WrittenNodes {
  readonly #nodes: Node[] = [];
  readonly #made = new Map<NodeKind, Map<number, Node>>();
  readonly #met = new Set<string>();
  readonly #foreign: boolean;

  /** Nodes of another file all stand at one place, which does not make them one. */
  constructor(foreign = false) {
    this.#foreign = foreign;
  }

  /** Adds a node that cannot be shared. */
  add<N extends Node>(node: N): N {
    this.#nodes.push(node);
    return node;
  }

  /** The node of this kind that stands at an offset, made and added the first time it is asked for. */
  once<K extends NodeKind>(kind: K, at: Span, make: () => NodeOf<K>): NodeOf<K> {
    if (this.#foreign) return this.add(make());
    let ofKind = this.#made.get(kind);
    if (!ofKind) this.#made.set(kind, (ofKind = new Map()));
    const made = ofKind.get(at.start);
    if (made) return made as NodeOf<K>;
    const node = this.add(make());
    ofKind.set(at.start, node);
    return node;
  }

  /** Whether what stands at an offset is met for the first time. */
  isFirst(what: string, at: Span): boolean {
    const key = `${what} ${at.start}`;
    return !this.#met.has(key) && this.#met.add(key).size > 0;
  }

  /** All of them, in the order written. */
  get nodes(): Node[] {
    return this.#nodes.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  }
}
