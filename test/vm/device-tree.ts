/** A flattened device tree (devicetree specification, chapter 5), as far as a test needs it. */
export interface TreeNode {
  /** From the root, for instance `/soc/mmc@7e340000`. */
  readonly path: string;
  readonly properties: ReadonlyMap<string, Buffer>;
}

const BEGIN_NODE = 1;
const END_NODE = 2;
const PROPERTY = 3;
const NOTHING = 4;

/** Every node of a .dtb file, parents first. Throws if it is not one. */
export function readDeviceTree(file: Buffer): TreeNode[] {
  if (file.readUInt32BE(0) !== 0xd00dfeed) throw new Error('not a device tree');
  const strings = file.readUInt32BE(12);
  let at = file.readUInt32BE(8);
  const text = (from: number) => file.toString('utf8', from, file.indexOf(0, from));
  const aligned = (position: number) => (position + 3) & ~3;
  const nodes: TreeNode[] = [];
  const open: { path: string; properties: Map<string, Buffer> }[] = [];
  for (;;) {
    const token = file.readUInt32BE(at);
    at += 4;
    if (token === BEGIN_NODE) {
      const name = text(at);
      at = aligned(at + name.length + 1);
      const parent = open.at(-1)?.path;
      const node = {
        path: parent === undefined ? '/' : `${parent === '/' ? '' : parent}/${name}`,
        properties: new Map<string, Buffer>(),
      };
      open.push(node);
      nodes.push(node);
    } else if (token === END_NODE) {
      open.pop();
    } else if (token === PROPERTY) {
      const length = file.readUInt32BE(at);
      open.at(-1)?.properties.set(text(strings + file.readUInt32BE(at + 4)), file.subarray(at + 8, at + 8 + length));
      at = aligned(at + 8 + length);
    } else if (token !== NOTHING) {
      return nodes;
    }
  }
}

/** A property that is a list of strings; empty if it is missing. */
export function words(node: TreeNode, property: string): string[] {
  return (node.properties.get(property)?.toString('utf8') ?? '').split('\0').filter((word) => word !== '');
}

export function enabled(node: TreeNode): boolean {
  return !['disabled', 'fail'].includes(words(node, 'status')[0] ?? 'okay');
}

/** Properties that refer to other nodes, with the name of the count of cells that follow each reference. */
const REFERENCES: readonly [name: RegExp, cells: string | undefined][] = [
  [/-supply$|^pinctrl-0$|^firmware$/, undefined],
  [/^clocks$/, '#clock-cells'],
  [/^resets$/, '#reset-cells'],
  [/^mboxes$/, '#mbox-cells'],
  [/^(.*-)?gpios?$/, '#gpio-cells'],
];

/** The nodes that provide a node's power, clocks, pins and signals, and what those need in turn. */
export function suppliers(tree: readonly TreeNode[], node: TreeNode, found = new Set<TreeNode>()): Set<TreeNode> {
  for (const [name, value] of node.properties) {
    const kind = REFERENCES.find(([pattern]) => pattern.test(name));
    if (kind === undefined) continue;
    for (let at = 0; at + 4 <= value.length; at += 4) {
      const handle = value.readUInt32BE(at);
      const supplier = tree.find(({ properties }) => properties.get('phandle')?.readUInt32BE(0) === handle);
      if (supplier === undefined) break;
      if (kind[1] !== undefined) at += 4 * (supplier.properties.get(kind[1])?.readUInt32BE(0) ?? 0);
      // A folder of the controller describes the pins, so the controller must be there.
      const served = words(supplier, 'compatible').length > 0 ? supplier : parent(tree, supplier);
      if (served === undefined || served === node || found.has(served)) continue;
      found.add(served);
      suppliers(tree, served, found);
    }
  }
  return found;
}

function parent(tree: readonly TreeNode[], { path }: TreeNode): TreeNode | undefined {
  const above = path.slice(0, path.lastIndexOf('/'));
  return tree.find((node) => node.path === above);
}
