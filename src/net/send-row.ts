/**
 * Messages that leave together: one to each of many connections, in one call of the addon. Meant for packets that are
 * due at the same moment. One thread only; after construction nothing here allocates.
 *
 * A row is filled and flushed within one turn of the event loop, so no socket of this thread closes meanwhile by
 * itself. A connection flushes the row before anything else happens to its socket.
 */
import { ROW_WORDS, type RowSender, RowWord } from '../addon/sockets/send-row.js';
import type { SocketTuning } from '../addon/sockets/socket-tuning.js';

/** Of one row: more is flushed before. */
const MOST_BYTES = 262_144;
const MOST_MESSAGES = 128;

export type RowTools = RowSender & Pick<SocketTuning, 'findConnection'>;

/** Whose message it is. */
export interface RowMember {
  /** The message left. `rest`: the bytes that the kernel did not take, valid during the call alone. Adds nothing. */
  left(rest: Uint8Array | undefined): void;
}

export class SendRow {
  /** Messages are written here. */
  readonly bytes = new Uint8Array(MOST_BYTES);
  readonly #tools: RowTools;
  readonly #table = new Int32Array(MOST_MESSAGES * ROW_WORDS);
  readonly #members: RowMember[] = [];
  #count = 0;
  #used = 0;

  constructor(tools: RowTools) {
    this.#tools = tools;
  }

  /** Descriptor of a connection; undefined if it is not found. Reads /proc: meant for joins. */
  find(localPort: number, remoteAddress: string, remotePort: number): number | undefined {
    return this.#tools.findConnection(localPort, remoteAddress, remotePort)?.fd;
  }

  /** Adds a message of `length` bytes, at most 65,540. Returns where in `bytes` it must be written at once. */
  add(fd: number, length: number, member: RowMember): number {
    if (this.#count === MOST_MESSAGES || this.#used + length > MOST_BYTES) this.flush();
    const from = this.#used;
    const entry = this.#count * ROW_WORDS;
    this.#table[entry + RowWord.FD] = fd;
    this.#table[entry + RowWord.FROM] = from;
    this.#table[entry + RowWord.LENGTH] = length;
    this.#members[this.#count++] = member;
    this.#used += length;
    return from;
  }

  /** Sends what was added, in its order. */
  flush(): void {
    const count = this.#count;
    if (count === 0) return;
    this.#tools.sendRow(this.bytes, this.#table, count);
    this.#count = 0;
    this.#used = 0;
    for (let index = 0; index < count; index++) {
      const entry = index * ROW_WORDS;
      const from = this.#table[entry + RowWord.FROM]!;
      const length = this.#table[entry + RowWord.LENGTH]!;
      const taken = this.#table[entry + RowWord.TAKEN]!;
      this.#members[index]!.left(taken === length ? undefined : this.bytes.subarray(from + taken, from + length));
    }
  }
}
