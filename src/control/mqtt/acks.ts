/** PUBACKs of one connection, each sent once its change is durable, in the order of the publishes (MQTT-4.6.0-2). */

interface Ack {
  readonly messageId: number;
  done: boolean;
}

export class Acks {
  readonly #queue: Ack[] = [];
  readonly #write: (packet: Buffer) => void;

  /** `write` sends one whole packet. */
  constructor(write: (packet: Buffer) => void) {
    this.#write = write;
  }

  /** Acknowledges `messageId` once `handled` resolves and all earlier publishes are acknowledged. */
  when(messageId: number, handled: Promise<void>): void {
    const ack: Ack = { messageId, done: false };
    this.#queue.push(ack);
    void handled.then(() => {
      ack.done = true;
      while (this.#queue[0]?.done) {
        const { messageId: id } = this.#queue.shift()!;
        this.#write(Buffer.from([0x40, 0x02, id >> 8, id & 0xff]));
      }
    });
  }
}
