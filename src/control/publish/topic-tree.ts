/**
 * A tree of topic levels that maps MQTT filters to their holders. The cost of a lookup depends on the levels of the
 * topic, not on the number of filters. Pure.
 */

interface Node<Holder> {
  /** Children by level. `+` and `#` are stored like other levels. */
  children: Map<string, Node<Holder>> | undefined;
  holders: Set<Holder> | undefined;
}

const newNode = <Holder>(): Node<Holder> => ({ children: undefined, holders: undefined });

export class TopicTree<Holder> {
  readonly #root: Node<Holder> = newNode();

  /** Adds a valid MQTT filter. Adding it twice has no further effect. */
  add(filter: string, holder: Holder): void {
    let node = this.#root;
    for (const level of filter.split('/')) {
      node.children ??= new Map();
      let child = node.children.get(level);
      if (!child) {
        child = newNode();
        node.children.set(level, child);
      }
      node = child;
    }
    node.holders ??= new Set();
    node.holders.add(holder);
  }

  /** Removes a filter, and nodes that become empty. Ignores a filter that the holder does not have. */
  remove(filter: string, holder: Holder): void {
    const path: [parent: Node<Holder>, level: string][] = [];
    let node = this.#root;
    for (const level of filter.split('/')) {
      const child = node.children?.get(level);
      if (!child) return;
      path.push([node, level]);
      node = child;
    }
    node.holders?.delete(holder);
    if (node.holders?.size === 0) node.holders = undefined;
    for (let end: Node<Holder> = node, step = path.pop(); step && isEmpty(end); step = path.pop()) {
      const [parent, level] = step;
      parent.children!.delete(level);
      if (parent.children!.size === 0) parent.children = undefined;
      end = parent;
    }
  }

  /** All holders of a filter that matches the topic, each once. */
  holders(topic: string): Set<Holder> {
    const found = new Set<Holder>();
    visit(this.#root, topic.split('/'), 0, (holders) => {
      for (const holder of holders) found.add(holder);
      return false;
    });
    return found;
  }

  /** Whether any filter matches the topic. */
  covers(topic: string): boolean {
    return visit(this.#root, topic.split('/'), 0, () => true);
  }

  get empty(): boolean {
    return isEmpty(this.#root);
  }
}

const isEmpty = <Holder>({ children, holders }: Node<Holder>): boolean => !children && !holders;

/** Calls `found` with the holders of each matching filter, until it returns true. Returns whether it did. */
function visit<Holder>(
  node: Node<Holder>,
  levels: readonly string[],
  at: number,
  found: (holders: Set<Holder>) => boolean,
): boolean {
  const { children } = node;
  // `a/#` matches `a` too.
  const below = children?.get('#')?.holders;
  if (below && found(below)) return true;
  if (at === levels.length) return node.holders !== undefined && found(node.holders);
  if (!children) return false;
  const same = children.get(levels[at]!);
  if (same && visit(same, levels, at + 1, found)) return true;
  const any = children.get('+');
  return any !== undefined && visit(any, levels, at + 1, found);
}
