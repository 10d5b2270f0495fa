/**
 * One web listener: sends the sound of its bus in packets, each as soon as it is complete. They go to its WebSocket, or
 * to the sink that takes its place. Stream worker only. Sending a packet allocates nothing: one buffer serves for all.
 */
import { monotonicMs } from '../../../base/clock.js';
import { type BucketSize, TokenBucket } from '../../../base/token-bucket.js';
import type { WebSocketConnection } from '../../../net/socket-server.js';
import type { SignalFromBox } from '../../../wire/signal.js';
import type { ListenerStats } from '../../engine-api.js';
import type { Histogram } from '../../shared/histogram.js';
import type { BusReader } from '../bus-reader.js';
import type { ClientReport } from '../client-report.js';
import { type Fate, type ListenerQueue, LOOK_MS } from '../listener-queue.js';
import type { EncoderPool } from '../opus/encoder-pool.js';
import { PacketCutter } from '../packet-cutter.js';
import { PacketMaker } from '../packet-maker.js';
import type { PacketSink } from '../packet-sink.js';
import { type ListenerPlan, OPUS_LOOK_AHEAD, opusBitrate, type SoundForm } from '../sound-form.js';
import type { StreamClock } from '../stream-clock.js';
import { encodeWebJson, WebPacketType } from './web-packet.js';
import { WebSocketSink } from './web-socket-sink.js';

/** Text messages that are read of one client; further ones are ignored. */
const TEXTS: BucketSize = { burst: 20, perSecond: 20 };

/** What all listeners of one worker share. */
export interface WebListenerDeps {
  readonly clock: StreamClock;
  readonly mixToSocket: Histogram;
  readonly captureToSocket: Histogram;
  readonly encoders: EncoderPool;
  /** Most unsent bytes in the kernel's buffer of a full socket. */
  readonly kernelUnsentBytes: number;
}

export interface WebListenerData extends SoundForm {
  readonly device: string;
  readonly mix: string;
  /** The box may change codec and frames while it plays. */
  readonly adapt: boolean;
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
  readonly #cutter: PacketCutter;
  readonly #queue: ListenerQueue;
  readonly #maker: PacketMaker;
  /** Gets the packets unless another sink does. */
  readonly webSocket: PacketSink;
  #sink: PacketSink;
  /** What the box chose for this listener; undefined until it chooses, and without `adapt`. */
  #plan: ListenerPlan | undefined;
  /** Form of packets over the WebSocket. */
  #ownForm: SoundForm;
  /** Frames of packets over RTP, while they go that way. */
  #rtpFrames: number | undefined;
  readonly #texts = new TokenBucket(TEXTS);
  /** Bytes in user space that the sink had not passed on at the last look. */
  #unsent = 0;
  /** Whether the sink has the maker's packet, and `settle` was not called since. */
  #offered = false;
  #report: ClientReport['fields'] | undefined;
  #junk = 0;

  constructor(connection: WebSocketConnection<WebListenerData>, deps: WebListenerDeps, nowMs: number) {
    const { device, mix, bus, codec, frames } = connection.data;
    this.connection = connection;
    this.device = device;
    this.mix = mix;
    this.#bus = bus;
    this.#deps = deps;
    this.#joinedMs = nowMs;
    this.#cutter = new PacketCutter(deps.clock, frames, 'bus', nowMs);
    this.#queue = this.#cutter.queue;
    this.#maker = new PacketMaker(deps, this.#cutter, bus, mix, { codec, frames });
    this.#ownForm = { codec, frames };
    this.webSocket = new WebSocketSink(connection);
    this.#sink = this.webSocket;
  }

  /** Whether the box may change codec and frames while it plays. */
  get adapt(): boolean {
    return this.connection.data.adapt;
  }

  /** Position at which the worker should wake for this listener: for its next packet, or to look at its full socket. */
  get dueAt(): number {
    const { position, sampleRate } = this.#deps.clock;
    if (!this.#cutter.begun) return position;
    return this.#unsent > 0 ? position + (sampleRate * LOOK_MS) / 2000 : this.#cutter.dueAt;
  }

  /** Gives the sink the next packet if it is due and the socket takes it. Then `settle` until it returns false. */
  pump(nowMs: number): Fate {
    if (!this.#cutter.begun && !this.#begin(nowMs)) return 'keep';
    const fate = this.#look(nowMs);
    if (fate === 'close') return fate;
    this.#cutter.dropLapped();
    this.#offer();
    return fate;
  }

  /** Looks what became of the packet, and gives the sink the next. Returns whether there was another. */
  settle(nowMs: number): boolean {
    if (!this.#offered) return false;
    this.#offered = false;
    this.#unsent = this.#sink.unsentBytes();
    if (this.#unsent === 0) this.#queue.took(nowMs);
    const { clock, captureToSocket, mixToSocket } = this.#deps;
    captureToSocket.record((nowMs - this.#maker.packet.captureMs) * 1000);
    const mixedMs = clock.mixedMs(this.#queue.next);
    if (mixedMs > 0) mixToSocket.record((nowMs - mixedMs) * 1000);
    this.#offer();
    return this.#offered;
  }

  /** Called when another source plays: continues with the current packet at the new rate, and sends a new config. */
  restart(): void {
    this.#maker.forms.restart();
    this.#cutter.mark();
    this.sendConfig();
  }

  /** Other codec and frames from the next fitting packet on, without a gap. Does nothing unless `adapt`. */
  follow(plan: ListenerPlan): void {
    if (!this.adapt) return;
    this.#plan = plan;
    this.#ownForm = { codec: plan.codec, frames: plan.frames };
    this.#ask();
  }

  /** What the box chose for this listener; undefined if nothing yet, or if it may not choose. */
  get plan(): ListenerPlan | undefined {
    return this.#plan;
  }

  /** The box's address as this listener reached it. */
  get boxAddress(): string {
    return this.connection.localAddress;
  }

  /** From the next packet on, `sink` gets them, from the next fitting one on as Opus of this length. */
  useRtp(frames: number, sink: PacketSink): void {
    this.#rtpFrames = frames;
    if (this.#sink !== sink) this.divert(sink);
    this.#ask();
  }

  /** From the next packet on, the WebSocket gets them, from the next fitting one on in its own form. */
  useWebSocket(): void {
    this.#rtpFrames = undefined;
    this.divert(undefined);
    this.#ask();
  }

  /** Sends a message about WebRTC. */
  signal(message: SignalFromBox): void {
    this.#sendJson(WebPacketType.signalling, message);
  }

  /**
   * From the next packet on, `sink` gets them in place of the WebSocket; undefined gives them back to the WebSocket.
   * What the old sink still holds remains its own.
   */
  divert(sink: PacketSink | undefined): void {
    this.#sink = sink ?? this.webSocket;
    this.#unsent = this.#sink.unsentBytes();
    this.#queue.took(monotonicMs());
  }

  sendConfig(): void {
    const { codec, frames } = this.#maker.forms.goal;
    const opus = codec === 'opus';
    this.#sendJson(WebPacketType.config, {
      version: 1,
      device: this.device,
      mix: this.mix,
      codec: opus ? codec : 'pcm-s16',
      channels: 2,
      sampleRate: this.#deps.clock.sampleRate,
      frames,
      bitrate: opus ? opusBitrate(frames) : this.#deps.clock.sampleRate * 32,
      lookAhead: opus ? OPUS_LOOK_AHEAD : 0,
      adapt: this.adapt,
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
    this.#maker.forms.leave();
    this.#bus.leave();
  }

  stats(nowMs: number): ListenerStats {
    return {
      device: this.device,
      mix: this.mix,
      kind: 'web',
      transport: this.#sink.transport,
      ...this.#maker.forms.form,
      copies: this.#plan?.copies ?? 0,
      adapt: this.adapt,
      bytesPerSecond: Math.round(this.#bytesPerMs() * 1000),
      sent: this.#queue.sent,
      dropped: this.#queue.dropped,
      queueAgeMs: this.#cutter.begun ? Math.max(this.#queue.ageMs(this.#deps.clock.position), this.#unsentMs()) : 0,
      stalled: this.#queue.stalled,
      forMs: nowMs - this.#joinedMs,
      report: this.#junk === 0 ? this.#report : { ...this.#report, junk: this.#junk },
    };
  }

  #ask(): void {
    const form: SoundForm = this.#rtpFrames === undefined ? this.#ownForm : { codec: 'opus', frames: this.#rtpFrames };
    this.#maker.forms.ask(form);
    this.sendConfig();
  }

  #begin(nowMs: number): boolean {
    if (!this.#bus.playing) return false;
    this.#maker.forms.begin();
    this.#queue.took(nowMs);
    return true;
  }

  #due(): boolean {
    this.#maker.forms.prepare();
    return this.#cutter.due;
  }

  /** Checks what a full socket took since the last look. */
  #look(nowMs: number): Fate {
    const before = this.#unsent;
    this.#unsent = this.#sink.unsentBytes();
    if (before === 0 && this.#unsent === 0) return 'keep';
    const took = this.#unsent < before ? this.#queue.took(nowMs) : 'keep';
    const late = this.#queue.late(nowMs, this.#deps.clock.position, this.#unsentMs());
    return late === 'keep' ? took : late;
  }

  #bytesPerMs(): number {
    return (this.#maker.messageBytes * this.#deps.clock.sampleRate) / this.#queue.frames / 1000;
  }

  #unsentMs(): number {
    if (this.#unsent === 0) return 0;
    return (this.#unsent + this.#deps.kernelUnsentBytes) / this.#bytesPerMs();
  }

  #offer(): void {
    while (this.#unsent === 0 && !this.#offered && this.#due() && !this.#sink.closed) {
      if (!this.#maker.make()) continue;
      this.#sink.take(this.#maker.packet);
      this.#cutter.done();
      this.#offered = true;
    }
    if (this.#unsent === 0 && !this.#offered) this.#queue.caughtUp();
  }

  #sendJson(type: 1 | 2 | 3 | 4, json: object): void {
    const { clock } = this.#deps;
    const header = {
      epoch: clock.epoch,
      sequence: this.#queue.sequence,
      sampleRate: clock.sampleRate,
      first: this.#cutter.begun ? this.#queue.next : Math.max(0, clock.position),
      captureMs: monotonicMs(),
    };
    this.connection.send(encodeWebJson(type, header, json as Readonly<Record<string, unknown>>), true);
  }
}
