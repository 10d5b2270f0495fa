/**
 * Limits how many connections the servers of one thread hold, per address and in total. Pure.
 *
 * A newcomer is not refused while a stranger's connection is idle: the one idle longest gives way.
 * Connections whose client has proved who it is (`vouch`) do not give way to strangers. So a flood leaves
 * the descriptors of known devices alone.
 *
 * But anybody may join and so vouch for a connection. So when the total is reached, an address with far more
 * connections than a phone needs loses one to an address with fewer.
 */
import type { Socket } from 'node:net';
import { plainAddress } from '../base/address.js';

export interface ConnectionLimits {
  /** Most connections from one address. For the machine itself (127.0.0.1 and ::1) only `total` applies. */
  readonly perAddress: number;
  /** Most connections from all addresses. */
  readonly total: number;
}

/** The default. A phone with the page, control and sound has at most ten. */
export const USUAL_LIMITS: ConnectionLimits = { perAddress: 64, total: 1024 };

/** Connections an address keeps in any case: all that a phone opens, and as many again. */
const ENOUGH = 20;

/** The place of one connection, from its arrival to its end. */
export interface ConnectionPlace {
  /** The client just made a request, so other connections have been idle longer. */
  active(): void;
  /** The client has proved who it is. */
  vouch(): void;
  /** The connection has closed; may be called again. */
  leave(): void;
}

interface Holder {
  readonly address: string;
  readonly close: () => void;
}

/** Each set is ordered by idle time, longest first. */
interface Held {
  readonly strangers: Set<Holder>;
  readonly known: Set<Holder>;
}

const sizeOf = (held: Held | undefined): number => (held === undefined ? 0 : held.strangers.size + held.known.size);
const first = <T>(set: ReadonlySet<T>): T | undefined => set.values().next().value;
const isOwn = (address: string): boolean => address === '127.0.0.1' || address === '::1';

export class ConnectionLimit {
  readonly #limits: ConnectionLimits;
  readonly #byAddress = new Map<string, Held>();
  #count = 0;
  /** Since the start: newcomers that found no place, and connections that gave way to one. */
  readonly counts = { refused: 0, displaced: 0 };

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Takes a place for a connection from `address` (in its usual form). Returns undefined if there is none; the caller
   * then closes the connection. `close` is called when the place goes to somebody else; it is already free then.
   */
  admit(address: string, close: () => void): ConnectionPlace | undefined {
    const own = this.#byAddress.get(address);
    const full = !isOwn(address) && sizeOf(own) >= this.#limits.perAddress;
    const displaced = full
      ? own && first(own.strangers)
      : this.#count < this.#limits.total
        ? 'nobody'
        : (this.#largest() ?? this.#greediest(sizeOf(own)));
    if (displaced === undefined) {
      this.counts.refused++;
      return undefined;
    }
    if (displaced !== 'nobody') {
      this.counts.displaced++;
      this.#remove(displaced);
      displaced.close();
    }
    return this.#add({ address, close });
  }

  /** Of the address with the most strangers: the stranger idle longest. */
  #largest(): Holder | undefined {
    let most: ReadonlySet<Holder> | undefined;
    for (const { strangers } of this.#byAddress.values()) if (strangers.size > (most?.size ?? 0)) most = strangers;
    return most && first(most);
  }

  /**
   * Of the address with the most connections: the one idle longest. Only if that address has more than enough, and
   * more than the newcomer's address (`own`).
   */
  #greediest(own: number): Holder | undefined {
    let most: Held | undefined;
    for (const held of this.#byAddress.values()) if (sizeOf(held) > sizeOf(most)) most = held;
    return most && sizeOf(most) > Math.max(ENOUGH, own + 1) ? first(most.known) : undefined;
  }

  #add(holder: Holder): ConnectionPlace {
    let held = this.#byAddress.get(holder.address);
    if (held === undefined) {
      held = { strangers: new Set(), known: new Set() };
      this.#byAddress.set(holder.address, held);
    }
    const { strangers, known } = held;
    strangers.add(holder);
    this.#count++;
    return {
      active: () => {
        for (const set of [strangers, known]) if (set.delete(holder)) set.add(holder);
      },
      vouch: () => {
        if (strangers.delete(holder)) known.add(holder);
      },
      leave: () => this.#remove(holder),
    };
  }

  #remove(holder: Holder): void {
    const held = this.#byAddress.get(holder.address);
    if (held === undefined || !(held.strangers.delete(holder) || held.known.delete(holder))) return;
    this.#count--;
    if (sizeOf(held) === 0) this.#byAddress.delete(holder.address);
  }
}

/**
 * Takes a place for a socket just accepted, and frees it when the socket closes. Without a place,
 * destroys the socket and returns undefined.
 */
export function admitSocket(limit: ConnectionLimit, socket: Socket): ConnectionPlace | undefined {
  const place = limit.admit(plainAddress(socket.remoteAddress ?? ''), () => socket.destroy());
  if (place === undefined) socket.destroy();
  else socket.once('close', () => place.leave());
  return place;
}
