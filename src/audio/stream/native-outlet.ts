/**
 * What goes out over one native connection: control packets in order and never dropped, audio packets one at a time,
 * each handed over only when everything before it was flushed. So no packet is ever cut short, and what waits is ours
 * to drop. Stream worker only.
 */
import type { Socket } from 'node:net';
import type { ConnectionRef, SocketTuning } from '../source/node-alsa-capture/socket-tuning.js';
import { READABLE_FRAMES } from './bus-reader.js';
import type { ListenerQueue } from './listener.js';
import type { PackedPacket } from './raw-packer.js';
import { markVoice } from './socket-buffers.js';

/** Control bytes that may wait for a client that does not read; one that lets more pile up is closed. */
const MAX_CONTROL_BYTES = 1_048_576;

/**
 * A client that hears nothing gets a word from us this often, so that both sides know of each other, ms: at every
 * fifth look. Twice in the second in which a client must be missed; oftener would keep the radio of a quiet phone,
 * which stays awake for some 200 ms after each packet, from ever sleeping.
 */
export const IDLE_MS = 450;

/**
 * Nothing at all was heard of the other side's kernel for this long, ms: it is gone, and everybody told within a
 * second …
 */
const UNHEARD_MS = 800;
/**
 * … if it has owed an acknowledgement for at least this long, ms: Wi-Fi that saves power may hold one back for 300,
 * and a packet that was lost is sent again after some 250.
 */
const OWED_MS = 400;
/** More time than this between two looks was the box's own lateness, and is held against nobody, ms. */
const LATE_LOOK_MS = 250;

/** What the other side did since last asked: took something (or had nothing to take), did not, or is not there. */
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
  /** Since when an acknowledgement is owing, monotonic ms; undefined while none is. */
  #owedSince: number | undefined;
  #lookedMs = 0;

  /** `onFree`: everything handed over was taken by the kernel. */
  constructor(socket: Socket, onFree: () => void) {
    this.#socket = socket;
    this.#onFree = onFree;
  }

  /**
   * Lets the outlet ask the kernel what it holds, and marks what it sends as voice. Reads /proc: once, after the
   * handshake. The answer is what to warn of, if anything.
   */
  watch(tuning: SocketTuning | undefined): string | undefined {
    const { localPort, remoteAddress, remotePort } = this.#socket;
    if (tuning === undefined || localPort === undefined || remoteAddress === undefined || remotePort === undefined)
      return undefined;
    this.#tuning = tuning;
    this.#ref = tuning.findConnection(localPort, remoteAddress, remotePort);
    return this.#ref && markVoice(tuning, this.#ref);
  }

  /** Nothing waits: an audio packet may be handed over. */
  get free(): boolean {
    return !this.#flushing && this.#control.length === 0;
  }

  /** When something was handed over last, monotonic ms. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** False: so much waits that the client must be closed. */
  control(packet: Uint8Array, nowMs: number): boolean {
    this.#control.push(packet);
    this.#controlBytes += packet.byteLength;
    this.#lastMs = nowMs;
    if (!this.#flushing) this.#writeControl();
    return this.#controlBytes <= MAX_CONTROL_BYTES;
  }

  /** Only while `free`. `held` is released when the kernel has taken the bytes, or the connection is gone. */
  audio(bytes: Uint8Array, nowMs: number, held?: PackedPacket): void {
    this.#lastMs = nowMs;
    this.#write(bytes, held);
  }

  /** Bytes that were not put on the wire: ours, and where the kernel can be asked, its own. */
  unsentBytes(): number {
    const kernel =
      this.#ref && this.#tuning ? Math.max(0, this.#tuning.unsentBytes(this.#ref.fd, this.#ref.cookie)) : 0;
    return this.#socket.writableLength + kernel;
  }

  /**
   * To be asked every 100 ms. Without the addon a byte counts as taken when the kernel has it, and nobody is known to
   * be gone. A program that is slow or stopped is not gone: its kernel answers.
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

  /** What is only held back, because the client does not read, is owed by nobody. */
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

  /** Whether the other side took something since last asked, or had nothing to take. */
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

/** Sound that may lie unsent in the kernel before more is handed over, ms: what lies there can no more be dropped. */
const UNSENT_MS = 20;

/**
 * What to do with a listener's next packet: `send` it, `wait` (for it to be whole, or for `onFree`), or look again soon
 * (`held`: the kernel still has what it was given, and does not tell when it has sent it). Drops what is too old.
 */
export function handOver(
  queue: ListenerQueue,
  outlet: NativeOutlet,
  nowMs: number,
  position: number,
  bytesPerMs: number,
): 'send' | 'wait' | 'held' {
  if (!outlet.free) return 'wait';
  if (position < queue.wholeAt) {
    queue.caughtUp();
    return 'wait';
  }
  const unsentMs = outlet.unsentBytes() / bytesPerMs;
  queue.lapped(position, READABLE_FRAMES);
  queue.dropLate(nowMs, position, unsentMs);
  if (unsentMs > UNSENT_MS) return 'held';
  return position < queue.wholeAt ? 'wait' : 'send';
}
