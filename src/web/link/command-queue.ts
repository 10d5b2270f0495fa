/** Commands at QoS 1 that the box has not acknowledged, in the order in which they were given. Pure. */

/** Commands that may wait for the box. Far more than a hand sends in the second before a silent box is noticed. */
export const MAX_UNACKNOWLEDGED = 4096;
/** Largest packet identifier of MQTT. */
const LAST_ID = 0xffff;

export interface PendingCommand {
  /** Packet identifier. */
  readonly id: number;
  readonly topic: string;
  readonly payload: string;
  /** It has gone out at least once: the next time it carries the DUP flag. */
  sent: boolean;
}

export class CommandQueue implements Iterable<PendingCommand> {
  #pending: PendingCommand[] = [];
  #nextId = 1;

  /** Number of commands that the box has not acknowledged. */
  get size(): number {
    return this.#pending.length;
  }

  /** Throws if MAX_UNACKNOWLEDGED commands already wait. */
  add(topic: string, payload: string): PendingCommand {
    if (this.#pending.length >= MAX_UNACKNOWLEDGED)
      throw new Error(`the box has not acknowledged ${MAX_UNACKNOWLEDGED} commands; no more can wait`);
    const pending: PendingCommand = { id: this.newId(), topic, payload, sent: false };
    this.#pending.push(pending);
    return pending;
  }

  /** Removes a command: the box has acknowledged it, or nobody waits for it any more. */
  settle(id: number): void {
    this.#pending = this.#pending.filter((pending) => pending.id !== id);
  }

  /** A packet identifier that no waiting command has. */
  newId(): number {
    for (;;) {
      const id = this.#nextId;
      this.#nextId = id >= LAST_ID ? 1 : id + 1;
      if (!this.#pending.some((pending) => pending.id === id)) return id;
    }
  }

  [Symbol.iterator](): Iterator<PendingCommand> {
    return this.#pending[Symbol.iterator]();
  }
}
