/** Messages between the box and its mDNS process. Pure. */

/** Box → mDNS: the first message, sent once. */
export interface MdnsBegin {
  /** As the engineer set it. */
  readonly name: string;
  /** Without `.local`: the page's host name, the box's own. */
  readonly hosts: readonly [page: string, own: string];
  readonly webPort: number;
  readonly nativePort: number;
  readonly txt: Readonly<Record<string, string>>;
  /** The only interface, or address, to announce on; undefined means all. */
  readonly on?: string;
}

/** mDNS → box. */
export type FromMdns =
  /** There is no interface to announce on; the process waits for one. */
  | { readonly type: 'waiting' }
  /** An interface is there: the names are being tried. */
  | { readonly type: 'trying' }
  /** Announced under these: the service's name, host names with `.local`. Sent again when they change. */
  | { readonly type: 'announced'; readonly name: string; readonly hosts: readonly string[] };

/** Most host names, and most characters of each name, that are accepted. */
const HOSTS = 4;
const NAME = 255;

/** Undefined for anything else. */
export function parseFromMdns(message: unknown): FromMdns | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, name, hosts } = message as Readonly<Record<string, unknown>>;
  if (type === 'waiting' || type === 'trying') return { type };
  if (type !== 'announced' || !text(name)) return undefined;
  if (!Array.isArray(hosts) || hosts.length > HOSTS || !hosts.every(text)) return undefined;
  return { type, name, hosts };
}

const text = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= NAME && !/\p{Cc}/u.test(value);
