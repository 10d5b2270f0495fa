/**
 * Works through what one connection sends, packet by packet, in its client's turns. A packet may have to wait for its
 * turn, for the login, or for the client to read an answer. Then all later packets wait too, and after a few the
 * connection is read no further. Main thread.
 */
import type { ClientBudget } from '../guard/client-budget.js';
import { MAX_FILTERS_PACKET, MAX_PACKET, MAX_STRANGERS_PACKET, type MqttConnection } from './connection.js';
import type { HeldBytes } from './held-bytes.js';
import { PacketSplitter } from './packet-splitter.js';

/** Bounds of waiting packets and their bytes. Beyond them the connection is not read until none wait. */
const MAX_HELD = 64;
const MAX_HELD_BYTES = 64 * 1024;
/** Waiting bytes at which a connection is cut. A WebSocket cannot be kept from sending. */
export const MAX_UNREAD = 2 * MAX_PACKET;
/** Bytes of memory for a waiting packet besides its own. A packet may have only two bytes, so there may be many. */
const PACKET_BYTES = 128;
/** Bytes of answers that a client may leave unread. Beyond that its packets wait. */
const UNREAD_ANSWER = 64 * 1024;

/** Time after which an answer goes on in another turn, ms. */
const PIECE_MS = 2;

const PUBLISH = 3;
/**
 * Bytes of a command that cost 1 ms more. A command also uses the disk and the radio time of other pages: a whole mix
 * costs more than a fader.
 */
const BYTES_PER_COST = 1024;

export class Intake {
  readonly #connection: MqttConnection;
  readonly #splitter = new PacketSplitter({
    packet: MAX_PACKET,
    filters: MAX_FILTERS_PACKET,
    connect: MAX_STRANGERS_PACKET,
  });
  readonly #held: HeldBytes<MqttConnection>;
  #budget: ClientBudget;
  #queue: Buffer[] = [];
  #heldBytes = 0;
  #reading = true;
  #inTurn = false;
  /** Number of reasons to wait, such as a login that is not answered yet. */
  #holds = 0;
  #ended = false;
  #answer: (() => boolean) | undefined;

  /** Takes over what the connection receives. `budget` is that of its address, until a device logs in. */
  constructor(connection: MqttConnection, budget: ClientBudget, held: HeldBytes<MqttConnection>) {
    this.#connection = connection;
    this.#budget = budget;
    this.#held = held;
    connection.once('close', () => held.set(connection, 0));
    connection.onBytes = (chunk) => this.#take(chunk);
    connection.onRoom = () => {
      connection.roomWanted = false;
      this.#work();
    };
    connection.onEnd = () => {
      this.#ended = true;
      this.#work();
    };
  }

  get budget(): ClientBudget {
    return this.#budget;
  }

  /** Called once the CONNECT was answered. The client's own budget pays from now on. */
  loggedIn(budget: ClientBudget): void {
    this.#budget = budget;
    this.release();
  }

  /** Stops work until `release` was called as often as `hold`. */
  hold(): void {
    this.#holds++;
  }

  release(): void {
    this.#holds--;
    this.#work();
  }

  #take(chunk: Buffer): void {
    const fault = this.#splitter.take(chunk, (packet) => {
      this.#queue.push(packet);
      this.#heldBytes += packet.length + PACKET_BYTES;
      this.#work();
      return this.#heldBytes <= MAX_UNREAD;
    });
    if (fault) this.#connection.cut(fault.code, fault.reason);
    else if (this.#heldBytes + this.#splitter.held > MAX_UNREAD) this.#connection.cut(1008, 'too fast');
    else this.#count();
    if (this.#queue.length >= MAX_HELD || this.#heldBytes > MAX_HELD_BYTES) this.#read(false);
  }

  /**
   * Sends an answer piece by piece. `next` sends one piece and returns whether there may be more. Later packets of the
   * client wait for the end of the answer. A client that does not read gets no further pieces.
   */
  answer(next: () => boolean): void {
    this.#answer = next;
    this.#give();
    // Aedes may read a packet later than it got it, if messages of QoS 2 before it wait for the disk.
    setImmediate(() => this.#work());
  }

  #give(): void {
    const from = performance.now();
    while (this.#answer && !this.#connection.destroyed && performance.now() - from < PIECE_MS) {
      if (this.#connection.backlog > UNREAD_ANSWER) return;
      if (!this.#answer()) this.#answer = undefined;
    }
  }

  #work(): void {
    while (!this.#inTurn && this.#holds === 0 && !this.#connection.destroyed) {
      const packet = this.#queue[0];
      if (!this.#answer && !packet) break;
      if (this.#connection.backlog > UNREAD_ANSWER) {
        this.#connection.roomWanted = true;
        break;
      }
      const work = this.#answer || !packet ? () => this.#give() : () => this.#deliver(packet);
      let atOnce = true;
      this.#inTurn = true;
      this.#budget.run(
        () => {
          this.#inTurn = false;
          work();
          if (!atOnce) this.#work();
        },
        this.#answer || !packet ? 0 : costOf(packet),
      );
      atOnce = false;
    }
    if (this.#answer || this.#connection.roomWanted) this.#read(false);
    else if (this.#queue.length === 0) {
      this.#read(true);
      if (this.#ended) this.#connection.push(null);
    }
  }

  #deliver(packet: Buffer): void {
    if (this.#connection.destroyed) return;
    this.#queue.shift();
    this.#heldBytes -= packet.length + PACKET_BYTES;
    this.#count();
    const type = packet[0]! >> 4;
    // The login releases this hold. A refused login closes the connection.
    if (type === 1) this.hold();
    this.#connection.feed(packet);
  }

  #count(): void {
    if (!this.#connection.destroyed) this.#held.set(this.#connection, this.#heldBytes + this.#splitter.held);
  }

  #read(reading: boolean): void {
    if (reading === this.#reading) return;
    this.#reading = reading;
    if (reading) this.#connection.transport.resume();
    else this.#connection.transport.pause();
  }
}

const costOf = (packet: Buffer): number =>
  packet[0]! >> 4 === PUBLISH ? 1 + Math.floor(packet.length / BYTES_PER_COST) : 0.2;
