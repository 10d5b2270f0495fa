/** Writes a command's schema as `docs/protocol.md` shows it, and lists what each of its fields takes. Pure. */
import type { Rule } from '../../base/schema.js';

/** The parts of a schema that the documentation reads. */
interface Node {
  readonly type?: string;
  /** Fields of a record. */
  readonly entries?: Readonly<Record<string, Node>>;
  /** Of a list. */
  readonly item?: Node;
  /** Of an optional or nullable value. */
  readonly wrapped?: Node;
  readonly pipe?: readonly Node[];
  readonly requirement?: Rule;
}

/** The steps of a pipe that say most about its value. */
const whole = (node: Node): Node => node.pipe?.find(({ entries, item }) => entries ?? item) ?? node;

/** A value's short form, such as `[n…]`; empty if only words describe it. */
function sign(schema: Node): string {
  const { type, entries, item, wrapped, requirement } = whole(schema);
  if (wrapped) {
    const inner = sign(wrapped);
    return type === 'nullable' && inner !== '' ? `${inner}|null` : inner;
  }
  if (entries) return `{${fieldsOf({ entries })}}`;
  if (item) return `[${sign(item)}…]`;
  return requirement?.sign ?? '';
}

/** The fields of a payload, such as `songs:[{id?, name}…]`. */
export function fieldsOf(schema: unknown): string {
  const fields = Object.entries(whole(schema as Node).entries ?? {}).map(([name, field]) => {
    const short = sign(field);
    return `${name}${field.type === 'optional' ? '?' : ''}${short === '' ? '' : `:${short}`}`;
  });
  return fields.join(', ');
}

/** Each field that takes one value, and what it takes: `groups[].color` → `a colour like #1e90ff`. */
export function valuesOf(schema: unknown, path = ''): [path: string, takes: string][] {
  const { type, entries, item, wrapped, requirement } = whole(schema as Node);
  if (wrapped)
    return valuesOf(wrapped, path).map(([at, takes]) => [
      at,
      type === 'nullable' && at === path && !/\bnull$/.test(takes) ? `${takes}, or null` : takes,
    ]);
  if (entries)
    return Object.entries(entries).flatMap(([name, field]) => valuesOf(field, path === '' ? name : `${path}.${name}`));
  if (item) return valuesOf(item, `${path}[]`);
  return [[path, requirement?.takes ?? '']];
}
