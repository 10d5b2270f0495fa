/**
 * One web listener: sends the sound of its bus to its WebSocket in packets, each as soon as it is complete. Stream
 * worker only. Sending a packet allocates nothing: one buffer is filled again for each.
 */
import { monotonicMs } from '../../../base/clock.js';
import type { WebSocketConnection } from '../../../net/socket-server.js';
import type { ListenerStats } from '../../engine-api.js';
import { LOOK_AHEAD } from '../../shared/engine-layout.js';
import type { Histogram } from '../../shared/histogram.js';
import { type BusReader, READABLE_FRAMES } from '../bus-reader.js';
import type { ClientReport } from '../client-report.js';
import { type Fate, ListenerQueue, LOOK_MS } from '../listener-queue.js';
import type { StreamClock } from '../stream-clock.js';
import { encodeWebJson, WEB_HEADER_BYTES, WebFlag, WebPacketType, writeWebHeader } from './web-packet.js';

/** Text messages read per client and second; further ones are ignored. */
const TEXTS_PER_SECOND = 20;

/** What all listeners of one worker share. */
export interface ListenerSurroundings {
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
  readonly #around: ListenerSurroundings;
  readonly #joinedMs: number;
  readonly #message: Uint8Array;
  readonly #header: DataView;
  readonly #samples: Int32Array;
  readonly #queue: ListenerQueue;
  /** First position of the bus' sound; earlier frames of the first packet are silence. */
  #start = 0;
  #playing = false;
  /** Bytes in user space that the kernel had not taken at the last look. */
  #unsent = 0;
  #discontinuities: number;
  #restarted = false;
  #report: ClientReport['fields'] | undefined;
  #texts = 0;
  #textsSince = 0;
  #junk = 0;

  constructor(connection: WebSocketConnection<WebListenerData>, around: ListenerSurroundings, nowMs: number) {
    const { device, mix, frames, bus } = connection.data;
    this.connection = connection;
    this.device = device;
    this.mix = mix;
    this.#bus = bus;
    this.#around = around;
    this.#joinedMs = nowMs;
    this.#queue = new ListenerQueue(frames, around.clock.sampleRate, 0, nowMs);
    this.#message = new Uint8Array(WEB_HEADER_BYTES + frames * 4);
    this.#header = new DataView(this.#message.buffer);
    this.#samples = new Int32Array(this.#message.buffer, WEB_HEADER_BYTES, frames);
    this.#discontinuities = around.clock.discontinuities;
  }

  /** Position at which the worker should wake for this listener: for its next packet, or to look at its full socket. */
  get dueAt(): number {
    const { position, sampleRate } = this.#around.clock;
    if (!this.#playing) return position;
    return this.#unsent > 0 ? position + (sampleRate * LOOK_MS) / 2000 : this.#queue.wholeAt;
  }

  /** Sends every due packet that the socket takes. */
  pump(nowMs: number): Fate {
    const { clock } = this.#around;
    if (!this.#playing && !this.#begin(nowMs)) return 'keep';
    const fate = this.#look(nowMs);
    if (fate === 'close') return fate;
    this.#queue.lapped(clock.position, READABLE_FRAMES);
    while (this.#unsent === 0 && clock.position >= this.#queue.wholeAt && !this.connection.closed) this.#send();
    if (this.#unsent === 0) this.#queue.caughtUp();
    return fate;
  }

  /** Called when another source plays: continues with the current packet at the new rate, and sends a new config. */
  restart(): void {
    const { clock } = this.#around;
    const { frames } = this.#queue;
    if (this.#playing) this.#queue.restart(packetStart(clock.position, frames), clock.sampleRate);
    this.#restarted = this.#playing;
    this.sendConfig();
  }

  sendConfig(): void {
    this.#sendJson(WebPacketType.config, {
      version: 1,
      device: this.device,
      mix: this.mix,
      codec: 'pcm-s16',
      channels: 2,
      sampleRate: this.#around.clock.sampleRate,
      frames: this.#queue.frames,
      epoch: this.#around.clock.epoch,
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
    if (nowMs - this.#textsSince >= 1000) {
      this.#textsSince = nowMs;
      this.#texts = 0;
    }
    return ++this.#texts <= TEXTS_PER_SECOND;
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
      queueAgeMs: this.#playing ? Math.max(this.#queue.ageMs(this.#around.clock.position), this.#unsentMs()) : 0,
      stalled: this.#queue.stalled,
      forMs: nowMs - this.#joinedMs,
      report: this.#junk === 0 ? this.#report : { ...this.#report, junk: this.#junk },
    };
  }

  #begin(nowMs: number): boolean {
    if (!this.#bus.playing) return false;
    const { clock } = this.#around;
    this.#start = clock.extend(this.#bus.startWord);
    this.#queue.restart(packetStart(this.#start, this.#queue.frames), clock.sampleRate);
    this.#queue.took(nowMs);
    this.#playing = true;
    return true;
  }

  /** Checks what a full socket took since the last look. */
  #look(nowMs: number): Fate {
    const before = this.#unsent;
    this.#unsent = this.connection.bufferedAmount();
    if (before === 0 && this.#unsent === 0) return 'keep';
    const took = this.#unsent < before ? this.#queue.took(nowMs) : 'keep';
    const late = this.#queue.late(nowMs, this.#around.clock.position, this.#unsentMs());
    return late === 'keep' ? took : late;
  }

  #unsentMs(): number {
    if (this.#unsent === 0) return 0;
    return ((this.#unsent + this.#around.kernelUnsentBytes) / 4 / this.#around.clock.sampleRate) * 1000;
  }

  #send(): void {
    const { clock } = this.#around;
    const queue = this.#queue;
    const end = queue.wholeAt;
    const { discontinuities } = clock;
    const flags =
      (this.#restarted || discontinuities !== this.#discontinuities ? WebFlag.discontinuity : 0) |
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
    this.#bus.copy(this.#samples, queue.next, queue.frames, this.#start);
    const since = clock.mixedSince(queue.next);
    if (since > READABLE_FRAMES) {
      // This thread paused, and newer sound overwrote what it read.
      queue.lapped(queue.next + since, READABLE_FRAMES);
      return;
    }
    this.#discontinuities = discontinuities;
    this.#restarted = false;
    this.connection.send(this.#message, true);
    const nowMs = monotonicMs();
    queue.handedOver();
    this.#unsent = this.connection.bufferedAmount();
    if (this.#unsent === 0) queue.took(nowMs);
    this.#around.captureToSocket.record((nowMs - captureMs) * 1000);
    const mixedMs = clock.mixedMs(end);
    if (mixedMs > 0) this.#around.mixToSocket.record((nowMs - mixedMs) * 1000);
  }

  #sendJson(type: 1 | 2 | 3, json: Record<string, unknown>): void {
    const { clock } = this.#around;
    const header = {
      epoch: clock.epoch,
      sequence: this.#queue.sequence,
      sampleRate: clock.sampleRate,
      first: this.#playing ? this.#queue.next : Math.max(0, clock.position),
      captureMs: monotonicMs(),
    };
    this.connection.send(encodeWebJson(type, header, json), true);
  }
}

/**
 * First position of the packet that contains `position`. All listeners with the same packet length share these
 * boundaries, so one wake-up serves them all. The boundaries lie where the mixer stops: the limiter's look-ahead before
 * a whole number of periods. So a packet of one period does not wait for the next period.
 */
function packetStart(position: number, frames: number): number {
  return Math.floor((position + LOOK_AHEAD) / frames) * frames - LOOK_AHEAD;
}
