/**
 * One web listener: sends the sound of its bus to its WebSocket in packets, each as soon as it is complete. Stream
 * worker only. Sending a packet allocates nothing: one buffer is filled again for each.
 */
import { monotonicMs } from '../../../base/clock.js';
import { type BucketSize, TokenBucket } from '../../../base/token-bucket.js';
import type { WebSocketConnection } from '../../../net/socket-server.js';
import type { ListenerStats } from '../../engine-api.js';
import type { Histogram } from '../../shared/histogram.js';
import type { BusReader } from '../bus-reader.js';
import type { ClientReport } from '../client-report.js';
import { type Fate, type ListenerQueue, LOOK_MS } from '../listener-queue.js';
import { PacketCutter } from '../packet-cutter.js';
import type { StreamClock } from '../stream-clock.js';
import { encodeWebJson, WEB_HEADER_BYTES, WebFlag, WebPacketType, writeWebHeader } from './web-packet.js';

/** Text messages that are read of one client; further ones are ignored. */
const TEXTS: BucketSize = { burst: 20, perSecond: 20 };

/** What all listeners of one worker share. */
export interface WebListenerDeps {
  readonly clock: StreamClock;
  readonly mixToSocket: Histogram;
  readonly captureToSocket: Histogram;
  /** Most unsent bytes in the kernel's buffer of a full socket. */
  readonly kernelUnsentBytes: number;
}

export interface WebListenerData {
  readonly device: string;
  readonly mix: string;
  readonly frames: number;
  readonly bus: BusReader;
  listener?: WebListener;
}

export class WebListener {
  readonly device: string;
  readonly mix: string;
  readonly connection: WebSocketConnection<WebListenerData>;
  readonly #bus: BusReader;
  readonly #deps: WebListenerDeps;
  readonly #joinedMs: number;
  readonly #message: Uint8Array;
  readonly #header: DataView;
  readonly #samples: Int32Array;
  readonly #cutter: PacketCutter;
  readonly #queue: ListenerQueue;
  readonly #texts = new TokenBucket(TEXTS);
  /** Bytes in user space that the kernel had not taken at the last look. */
  #unsent = 0;
  #report: ClientReport['fields'] | undefined;
  #junk = 0;

  constructor(connection: WebSocketConnection<WebListenerData>, deps: WebListenerDeps, nowMs: number) {
    const { device, mix, frames, bus } = connection.data;
    this.connection = connection;
    this.device = device;
    this.mix = mix;
    this.#bus = bus;
    this.#deps = deps;
    this.#joinedMs = nowMs;
    this.#cutter = new PacketCutter(deps.clock, frames, 'bus', nowMs);
    this.#queue = this.#cutter.queue;
    this.#message = new Uint8Array(WEB_HEADER_BYTES + frames * 4);
    this.#header = new DataView(this.#message.buffer);
    this.#samples = new Int32Array(this.#message.buffer, WEB_HEADER_BYTES, frames);
  }

  /** Position at which the worker should wake for this listener: for its next packet, or to look at its full socket. */
  get dueAt(): number {
    const { position, sampleRate } = this.#deps.clock;
    if (!this.#cutter.begun) return position;
    return this.#unsent > 0 ? position + (sampleRate * LOOK_MS) / 2000 : this.#cutter.dueAt;
  }

  /** Sends every due packet that the socket takes. */
  pump(nowMs: number): Fate {
    if (!this.#cutter.begun && !this.#begin(nowMs)) return 'keep';
    const fate = this.#look(nowMs);
    if (fate === 'close') return fate;
    this.#cutter.dropLapped();
    while (this.#unsent === 0 && this.#cutter.due && !this.connection.closed) this.#send();
    if (this.#unsent === 0) this.#queue.caughtUp();
    return fate;
  }

  /** Called when another source plays: continues with the current packet at the new rate, and sends a new config. */
  restart(): void {
    if (this.#cutter.begun) this.#cutter.restart();
    this.#cutter.mark();
    this.sendConfig();
  }

  sendConfig(): void {
    this.#sendJson(WebPacketType.config, {
      version: 1,
      device: this.device,
      mix: this.mix,
      codec: 'pcm-s16',
      channels: 2,
      sampleRate: this.#deps.clock.sampleRate,
      frames: this.#queue.frames,
      epoch: this.#deps.clock.epoch,
    });
  }

  /** Called while the source delivers nothing: tells the client that the box itself is well. */
  keepAlive(reason: string): void {
    if (this.connection.bufferedAmount() === 0) this.#sendJson(WebPacketType.keepAlive, { reason });
  }

  /** Handles a text message. Keeps the report; answers a time request if the socket has room. */
  report(report: ClientReport | undefined, receivedMs: number): void {
    if (report === undefined) {
      this.#junk++;
      return;
    }
    this.#report = report.fields;
    if (report.t0 === undefined || this.connection.bufferedAmount() > 0) return;
    this.#sendJson(WebPacketType.timeReply, { t0: report.t0, t1: receivedMs, t2: monotonicMs() });
  }

  /** Whether the client may send another text now. */
  mayText(nowMs: number): boolean {
    return this.#texts.take(nowMs) === 0;
  }

  leave(): void {
    this.#bus.leave();
  }

  stats(nowMs: number): ListenerStats {
    return {
      device: this.device,
      mix: this.mix,
      kind: 'web',
      frames: this.#queue.frames,
      sent: this.#queue.sent,
      dropped: this.#queue.dropped,
      queueAgeMs: this.#cutter.begun ? Math.max(this.#queue.ageMs(this.#deps.clock.position), this.#unsentMs()) : 0,
      stalled: this.#queue.stalled,
      forMs: nowMs - this.#joinedMs,
      report: this.#junk === 0 ? this.#report : { ...this.#report, junk: this.#junk },
    };
  }

  #begin(nowMs: number): boolean {
    if (!this.#bus.playing) return false;
    this.#cutter.begin(this.#bus.startWord);
    this.#queue.took(nowMs);
    return true;
  }

  /** Checks what a full socket took since the last look. */
  #look(nowMs: number): Fate {
    const before = this.#unsent;
    this.#unsent = this.connection.bufferedAmount();
    if (before === 0 && this.#unsent === 0) return 'keep';
    const took = this.#unsent < before ? this.#queue.took(nowMs) : 'keep';
    const late = this.#queue.late(nowMs, this.#deps.clock.position, this.#unsentMs());
    return late === 'keep' ? took : late;
  }

  #unsentMs(): number {
    if (this.#unsent === 0) return 0;
    return ((this.#unsent + this.#deps.kernelUnsentBytes) / 4 / this.#deps.clock.sampleRate) * 1000;
  }

  #send(): void {
    const { clock } = this.#deps;
    const cutter = this.#cutter;
    const queue = this.#queue;
    const end = queue.wholeAt;
    cutter.open();
    const flags =
      (cutter.discontinuity ? WebFlag.discontinuity : 0) |
      (queue.gap ? WebFlag.dropped : 0) |
      (this.#bus.silent() ? WebFlag.muted : 0);
    const captureMs = clock.captureMs(end);
    writeWebHeader(
      this.#header,
      WebPacketType.audio,
      flags,
      clock.epoch,
      queue.frames,
      queue.sequence,
      clock.sampleRate,
      queue.next,
      captureMs,
    );
    this.#bus.copy(this.#samples, queue.next, queue.frames, cutter.start);
    if (!cutter.intact()) return;
    this.connection.send(this.#message, true);
    const nowMs = monotonicMs();
    cutter.done();
    this.#unsent = this.connection.bufferedAmount();
    if (this.#unsent === 0) queue.took(nowMs);
    this.#deps.captureToSocket.record((nowMs - captureMs) * 1000);
    const mixedMs = clock.mixedMs(end);
    if (mixedMs > 0) this.#deps.mixToSocket.record((nowMs - mixedMs) * 1000);
  }

  #sendJson(type: 1 | 2 | 3, json: Record<string, unknown>): void {
    const { clock } = this.#deps;
    const header = {
      epoch: clock.epoch,
      sequence: this.#queue.sequence,
      sampleRate: clock.sampleRate,
      first: this.#cutter.begun ? this.#queue.next : Math.max(0, clock.position),
      captureMs: monotonicMs(),
    };
    this.connection.send(encodeWebJson(type, header, json), true);
  }
}
