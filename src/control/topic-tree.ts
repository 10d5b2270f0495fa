/**
 * Who holds which MQTT filters, as a tree of topic levels: what a topic finds costs by its own levels, however many
 * filters there are. Pure.
 */

interface Node<Holder> {
  /** By level; `+` and `#` are levels like any other here. */
  children: Map<string, Node<Holder>> | undefined;
  holders: Set<Holder> | undefined;
}

const newNode = <Holder>(): Node<Holder> => ({ children: undefined, holders: undefined });

export class TopicTree<Holder> {
  readonly #root: Node<Holder> = newNode();

  /** A filter as MQTT allows it; adding twice is adding once. */
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

  /** Filters that the holder does not have are ignored. Leaves nothing behind. */
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

  /** Everybody with a filter that matches the topic, each once. */
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

/** Shows the holders of each filter that matches to `found`, until it answers true. */
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
