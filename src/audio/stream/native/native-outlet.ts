/**
 * Sends over one native connection. Control packets go in order and are never dropped. Audio packets go one at
 * a time, each only when everything before it was flushed. So no packet is ever cut short, and waiting packets
 * can still be dropped. Stream worker only.
 */
import type { Socket } from 'node:net';
import type { ConnectionRef, SocketTuning } from '../../../addon/sockets/socket-tuning.js';
import { markVoice } from '../../../net/socket-buffers.js';
import type { PacketCutter } from '../packet-cutter.js';
import type { PackedPacket } from './raw-packer.js';

/** Control bytes that may wait for a client that does not read; beyond this it is closed. */
const MAX_CONTROL_BYTES = 1_048_576;

/**
 * A client to which nothing is sent gets a message this often, so that both sides notice each other, ms: every fifth
 * look. That is twice in the second in which a dead client must be noticed. A quiet phone's radio stays awake for some
 * 200 ms after each packet, so more messages would never let it sleep.
 */
export const IDLE_MS = 450;

/**
 * The other side counts as gone when its kernel was silent for this long, ms (everybody learns of it within a second) …
 */
const UNHEARD_MS = 800;
/**
 * … and has owed an acknowledgement for at least this long, ms. Power-saving Wi-Fi may hold one back for 300 ms, and a
 * lost packet is sent again after some 250 ms.
 */
const OWED_MS = 400;
/** Any time beyond this between two looks was the box's own delay, and does not count against the client, ms. */
const LATE_LOOK_MS = 250;

/**
 * What the other side did since the last look: it took something (or had nothing to take), took nothing, or is gone.
 */
export type OtherSide = 'took' | 'waits' | 'gone';

export class NativeOutlet {
  readonly #socket: Socket;
  readonly #onFree: () => void;
  readonly #control: Uint8Array[] = [];
  #controlBytes = 0;
  #tuning: SocketTuning | undefined;
  #ref: ConnectionRef | undefined;
  #flushing = false;
  #written = 0;
  #flushed = 0;
  #acknowledged = 0;
  #lastMs = 0;
  /** Since when an acknowledgement is owed, monotonic ms; undefined if none is. */
  #owedSince: number | undefined;
  #lookedMs = 0;

  /** `onFree` is called when the kernel took everything that was handed over. */
  constructor(socket: Socket, onFree: () => void) {
    this.#socket = socket;
    this.#onFree = onFree;
  }

  /**
   * Allows the outlet to ask the kernel what it holds, and marks what it sends as voice. Reads /proc once, after the
   * handshake. Returns a warning, if there is one.
   */
  watch(tuning: SocketTuning | undefined): string | undefined {
    const { localPort, remoteAddress, remotePort } = this.#socket;
    if (tuning === undefined || localPort === undefined || remoteAddress === undefined || remotePort === undefined)
      return undefined;
    this.#tuning = tuning;
    this.#ref = tuning.findConnection(localPort, remoteAddress, remotePort);
    return this.#ref && markVoice(tuning, this.#ref);
  }

  /** Whether nothing waits, so an audio packet may be handed over. */
  get free(): boolean {
    return !this.#flushing && this.#control.length === 0;
  }

  /** When something was last handed over, monotonic ms. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** Sends a control packet. False if so much waits that the client must be closed. */
  control(packet: Uint8Array, nowMs: number): boolean {
    this.#control.push(packet);
    this.#controlBytes += packet.byteLength;
    this.#lastMs = nowMs;
    if (!this.#flushing) this.#writeControl();
    return this.#controlBytes <= MAX_CONTROL_BYTES;
  }

  /**
   * Sends an audio packet; only while `free`. `held` is released when the kernel has
   * taken the bytes, or the connection is gone.
   */
  audio(bytes: Uint8Array, nowMs: number, held?: PackedPacket): void {
    this.#lastMs = nowMs;
    this.#write(bytes, held);
  }

  /** Bytes not on the wire yet: in this process and, if the kernel can be asked, in the kernel. */
  unsentBytes(): number {
    const kernel =
      this.#ref && this.#tuning ? Math.max(0, this.#tuning.unsentBytes(this.#ref.fd, this.#ref.cookie)) : 0;
    return this.#socket.writableLength + kernel;
  }

  /**
   * To be called every 100 ms. Without the addon, a byte counts as taken when the kernel has it, and the result is
   * never `gone`. A client program that is slow or stopped is not gone: its kernel still answers.
   */
  look(nowMs: number): OtherSide {
    const late = nowMs - this.#lookedMs > LATE_LOOK_MS;
    this.#lookedMs = nowMs;
    if (this.#progressed()) {
      this.#owedSince = undefined;
      return 'took';
    }
    if (late) this.#owedSince = undefined;
    return this.#gone(nowMs) ? 'gone' : 'waits';
  }

  /** Bytes held back because the client does not read need no acknowledgement. */
  #gone(nowMs: number): boolean {
    if (this.#ref === undefined || this.#tuning === undefined) return false;
    const { fd, cookie } = this.#ref;
    if (this.#tuning.unackedBytes(fd, cookie) <= this.#tuning.unsentBytes(fd, cookie)) {
      this.#owedSince = undefined;
      return false;
    }
    this.#owedSince ??= nowMs;
    return nowMs - this.#owedSince >= OWED_MS && this.#tuning.silenceMs(fd, cookie) >= UNHEARD_MS;
  }

  /** Whether the other side took something since the last look, or had nothing to take. */
  #progressed(): boolean {
    const unacked =
      this.#ref && this.#tuning ? Math.max(0, this.#tuning.unackedBytes(this.#ref.fd, this.#ref.cookie)) : 0;
    const acknowledged = this.#written - this.#socket.writableLength - unacked;
    const taken = this.#ref ? acknowledged : this.#flushed;
    const progressed = taken > this.#acknowledged || (unacked === 0 && !this.#flushing);
    this.#acknowledged = taken;
    return progressed;
  }

  #writeControl(): void {
    const packets = this.#control.splice(0);
    this.#controlBytes = 0;
    this.#write(packets.length === 1 ? packets[0]! : Buffer.concat(packets));
  }

  #write(bytes: Uint8Array, held?: PackedPacket): void {
    this.#flushing = true;
    this.#owedSince ??= this.#lastMs;
    this.#written += bytes.byteLength;
    this.#socket.write(bytes, (error) => {
      held?.release();
      this.#flushing = false;
      this.#flushed += bytes.byteLength;
      if (error || this.#socket.destroyed) return;
      if (this.#control.length > 0) this.#writeControl();
      else this.#onFree();
    });
  }
}

/**
 * Sound that may lie unsent in the kernel before more is handed over, ms. Sound in the kernel can no longer be dropped.
 */
const UNSENT_MS = 20;

/**
 * Decides about a listener's next packet. `send`: now. `wait`: until it is complete, or `onFree` is called. `held`:
 * look again soon, because the kernel still holds sound and does not report when it is sent. Drops what is too old.
 */
export function handOver(
  cutter: PacketCutter,
  outlet: NativeOutlet,
  nowMs: number,
  bytesPerMs: number,
): 'send' | 'wait' | 'held' {
  if (!outlet.free) return 'wait';
  const { queue } = cutter;
  if (!cutter.due) {
    queue.caughtUp();
    return 'wait';
  }
  const unsentMs = outlet.unsentBytes() / bytesPerMs;
  cutter.dropLapped();
  queue.dropLate(nowMs, cutter.position, unsentMs);
  if (unsentMs > UNSENT_MS) return 'held';
  return cutter.due ? 'send' : 'wait';
}
