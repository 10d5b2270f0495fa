/**
 * How many connections one thread's servers hold: so many from one address, so many in all. A newcomer beyond that is
 * never refused while a stranger's connection lies idle: the idlest gives way. Connections whose client has shown who
 * it is (`vouch`) do not give way to strangers, so that floods leave the descriptors of known devices alone; but
 * anybody may join and so show who they are, so where all places are taken, an address with far more than a phone
 * needs gives to one with less. Pure.
 */
import type { Socket } from 'node:net';
import { plainAddress } from './http-message.js';

export interface ConnectionLimits {
  /** Connections from one address. The machine itself (127.0.0.1 and ::1) is bounded by `total` alone. */
  readonly perAddress: number;
  /** Connections of all addresses. */
  readonly total: number;
}

/** Where nobody says otherwise; a phone with page, control and sound has at most ten. */
export const USUAL_LIMITS: ConnectionLimits = { perAddress: 64, total: 1024 };

/** Connections that nobody takes from an address: a phone with all it has open, and as much again. */
const ENOUGH = 20;

/** One connection's place, from its arrival to its end. */
export interface ConnectionPlace {
  /** The client asked for something just now: others are idler. */
  active(): void;
  /** The client has shown who it is. */
  vouch(): void;
  /** The connection is closed; may be called again. */
  leave(): void;
}

interface Holder {
  readonly address: string;
  readonly close: () => void;
}

/** Both sets have the idlest first. */
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
  /** Newcomers that found no place, and connections that gave way to one, since the start. */
  readonly counts = { refused: 0, displaced: 0 };

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** Connections held now. */
  get count(): number {
    return this.#count;
  }

  /**
   * A place for a connection from `address` (in its usual form), undefined where there is none: the caller closes it.
   * `close` is called when the place is given to somebody else; the place is left by then.
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

  /** The idlest stranger of the address that holds most strangers. */
  #largest(): Holder | undefined {
    let most: ReadonlySet<Holder> | undefined;
    for (const { strangers } of this.#byAddress.values()) if (strangers.size > (most?.size ?? 0)) most = strangers;
    return most && first(most);
  }

  /**
   * The idlest connection of the address that holds most, where that is more than enough and more than the newcomer's
   * `own`.
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
 * A place for a socket that was just accepted, left when it closes. Without a place it is destroyed, and the answer
 * is undefined.
 */
export function admitSocket(limit: ConnectionLimit, socket: Socket): ConnectionPlace | undefined {
  const place = limit.admit(plainAddress(socket.remoteAddress ?? ''), () => socket.destroy());
  if (place === undefined) socket.destroy();
  else socket.once('close', () => place.leave());
  return place;
}
