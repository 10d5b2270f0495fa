/**
 * What one connection sends, packet by packet, in the turns of its client: while a packet waits for its turn, the
 * login, or the reading of an answer, so does all that follows it, and the connection is read no further. Main
 * thread.
 */
import type { ClientBudget } from '../client-budget.js';
import { MAX_FILTERS_PACKET, MAX_PACKET, MAX_STRANGERS_PACKET, type MqttConnection } from './connection.js';
import type { HeldBytes } from './held-bytes.js';
import { PacketSplitter } from './packet-splitter.js';

/** Packets and bytes that wait; with more the connection is read no further until none do. */
const MAX_HELD = 64;
const MAX_HELD_BYTES = 64 * 1024;
/** Bytes of a client that cannot be kept from sending (a WebSocket) that may wait before it is cut. */
export const MAX_UNREAD = 2 * MAX_PACKET;
/**
 * What a packet that waits takes of the memory beside its own bytes: two bytes are a packet, and a megabyte is half a
 * million.
 */
const PACKET_BYTES = 128;
/** Bytes of answers that may lie unread; with more its packets wait. */
export const UNREAD_ANSWER = 64 * 1024;

/** An answer goes on in another turn after so long, ms. */
const PIECE_MS = 2;

const PUBLISH = 3;
/**
 * A command costs its share of the disk and of the other pages' radio: a whole mix is more than a fader. Bytes that
 * cost one more.
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
  /** Reasons for which nothing is worked on: a login on its way, an answer that is not given yet. */
  #holds = 0;
  #ended = false;
  #answer: (() => boolean) | undefined;

  /** Takes over what the connection receives. `budget` is that of its address, until a device has logged in. */
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

  /** The CONNECT was answered: what follows is this client's. */
  loggedIn(budget: ClientBudget): void {
    this.#budget = budget;
    this.release();
  }

  /** Nothing is worked on until as many `release`s. */
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
   * Gives an answer piece by piece: `next` gives one and says whether there are more. What the client sent after its
   * question waits for the end; a client that does not read gets no further piece.
   */
  answer(next: () => boolean): void {
    this.#answer = next;
    this.#give();
    // A question may be read later than it was handed on, where messages of QoS 2 before it wait for the disk.
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
    // A CONNECT is released by the login; a refused one closes the connection.
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
