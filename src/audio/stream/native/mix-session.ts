/**
 * An admitted client of native protocol 3: its own stereo mix over TCP or UDP, and the
 * box's control protocol. Stream worker only.
 */
import { monotonicMs } from '../../../base/clock.js';
import { type BucketSize, TokenBucket } from '../../../base/token-bucket.js';
import type { ListenerStats, NativeGrant } from '../../engine-api.js';
import type { SourceDescription } from '../../format.js';
import { type BusReader, READABLE_FRAMES } from '../bus-reader.js';
import { plainFields } from '../client-report.js';
import { type Fate, ListenerQueue } from '../listener-queue.js';
import type { StreamClock } from '../stream-clock.js';
import { sampleBytes } from './mix-packet.js';
import { MixPacketMaker } from './mix-packet-maker.js';
import { handOver, IDLE_MS, type NativeOutlet } from './native-outlet.js';
import { encodeControl, NativeFlag } from './native-packet.js';
import type { NativeSession } from './native-session.js';
import type { Checked, ControlJson } from './native-v2-messages.js';
import {
  type AudioSettings,
  idOf,
  parseAudioSettings,
  parsePublish,
  parseSubscribe,
  parseTime,
} from './native-v3-messages.js';
import type { UdpPort } from './udp-port.js';
import { UdpSender } from './udp-sender.js';

/**
 * While sound goes by UDP, a client that gets nothing over TCP hears from the box this often, ms (every third look).
 * UDP does not show when a client is gone. Its radio is awake anyway, and with more messages some may be lost before
 * the client counts as gone. Over TCP it is `IDLE_MS`, as for protocol 2.
 */
const IDLE_UDP_MS = 250;
/** Messages to control that one client may send: at once, and per second. */
const CONTROL: BucketSize = { burst: 200, perSecond: 200 };

/** A request that needs an answer. */
interface Asked {
  readonly type: string;
  readonly id?: string | number;
}

export interface MixSurroundings {
  readonly clock: StreamClock;
  readonly udp: UdpPort;
  readonly boxVersion: string;
  source(): SourceDescription;
  clientsConnected(): number;
  /** To control: what the client would publish or subscribe to over MQTT. */
  publish(topic: string, payload: unknown): void;
  subscribe(topics: readonly string[]): void;
  unsubscribe(topics: readonly string[]): void;
  wake(): void;
  /** Closes a connection that cannot continue. */
  fail(): void;
}

export class MixSession implements NativeSession {
  readonly device: string;
  readonly #around: MixSurroundings;
  readonly #outlet: NativeOutlet;
  readonly #bus: BusReader;
  readonly #grant: NativeGrant;
  readonly #joinedMs: number;
  readonly #queue: ListenerQueue;
  readonly #udp: UdpSender;
  #settings: AudioSettings;
  #maker: MixPacketMaker;
  #start = 0;
  #playing = false;
  #held = false;
  #overUdp = false;
  #discontinuities: number;
  #restarted = false;
  #report: Readonly<Record<string, number | boolean | string>> | undefined;
  readonly #controls = new TokenBucket(CONTROL);
  /** Ids of the subscriptions that control has not answered yet, in order. */
  readonly #subscribing: { readonly id?: string | number }[] = [];

  /** Sends the answer to the handshake. */
  constructor(
    around: MixSurroundings,
    outlet: NativeOutlet,
    settings: AudioSettings,
    grant: NativeGrant,
    bus: BusReader,
    nowMs: number,
  ) {
    this.device = grant.device;
    this.#around = around;
    this.#outlet = outlet;
    this.#settings = settings;
    this.#grant = grant;
    this.#bus = bus;
    this.#joinedMs = nowMs;
    this.#maker = new MixPacketMaker(settings);
    this.#udp = new UdpSender(around.udp, settings, this.#maker.payloadBytes);
    this.#queue = new ListenerQueue(settings.frames, around.clock.sampleRate, 0, nowMs);
    this.#discontinuities = around.clock.discontinuities;
    this.#welcome();
  }

  /** Key of this session's hellos. */
  get key(): string {
    return this.#udp.key;
  }

  get dueAt(): number {
    if (!this.#settings.enabled) return Number.POSITIVE_INFINITY;
    if (!this.#playing || this.#held) return this.#around.clock.position;
    return this.#overUdp || this.#outlet.free ? this.#queue.wholeAt : Number.POSITIVE_INFINITY;
  }

  control(type: string, json: Readonly<Record<string, unknown>>): void {
    const asked = { type, ...idOf(json) };
    switch (type) {
      case 'time':
        this.#time(asked, parseTime(json), monotonicMs());
        break;
      case 'report':
        this.#report = plainFields(json, ['type', 'timestamp']);
        break;
      case 'audio':
        this.#change(asked, json.audio ?? json);
        break;
      case 'publish':
        this.#forward(asked, parsePublish(json), ({ topic, payload }) => this.#around.publish(topic, payload));
        break;
      case 'subscribe':
        this.#forward(asked, parseSubscribe(json), (topics) => {
          this.#subscribing.push(idOf(json));
          this.#around.subscribe(topics);
        });
        break;
      case 'unsubscribe':
        this.#forward(asked, parseSubscribe(json), (topics) => this.#around.unsubscribe(topics));
        break;
      case 'heartbeat':
        this.#heartbeat(idOf(json));
        break;
    }
  }

  failed(code: 'bad_json' | 'internal', message: string): void {
    this.#send({ type: 'error', code, message });
  }

  /** A hello with this session's key arrived from this address and port. */
  hello(address: string, port: number): void {
    this.#udp.hello(address, port, monotonicMs());
  }

  pump(nowMs: number): void {
    this.#held = false;
    if (!this.#settings.enabled || (!this.#playing && !this.#begin())) return;
    if (this.#overUdp) {
      const { position } = this.#around.clock;
      this.#queue.lapped(position, READABLE_FRAMES);
      while (position >= this.#queue.wholeAt) this.#hand(nowMs);
      return;
    }
    const bytesPerMs = (sampleBytes(this.#settings.format) * 2 * this.#around.clock.sampleRate) / 1000;
    const ready = handOver(this.#queue, this.#outlet, nowMs, this.#around.clock.position, bytesPerMs);
    this.#held = ready === 'held';
    if (ready === 'send') this.#hand(nowMs);
  }

  tick(nowMs: number): Fate {
    this.#chooseTransport(nowMs);
    const fate = this.#judge(nowMs);
    if (nowMs - this.#outlet.lastMs >= (this.#overUdp ? IDLE_UDP_MS : IDLE_MS)) this.#heartbeat();
    return fate;
  }

  /** Nothing to do: the bus follows by itself, and the client receives the change as a delta. */
  mixChanged(): void {}

  sourceChanged(): void {
    this.#restart(this.#queue.frames);
    this.#restarted = true;
    this.#config();
  }

  keepAlive(reason: string): void {
    if (this.#outlet.free && this.#settings.enabled) this.#send({ type: 'keep_alive', reason });
  }

  say(topic: string, payload: unknown): void {
    this.#send({ type: 'message', topic, payload });
  }

  subscribed(topics: readonly string[], refused: readonly string[]): void {
    this.#send({ type: 'subscribed', topics, refused, ...this.#subscribing.shift() });
  }

  farewell(code: string): Uint8Array {
    return this.#encode({ type: 'bye', code });
  }

  get stalled(): boolean {
    return this.#queue.stalled;
  }

  stats(nowMs: number): ListenerStats {
    return {
      device: this.device,
      mix: this.device,
      kind: 'native',
      frames: this.#queue.frames,
      sent: this.#queue.sent,
      dropped: this.#queue.dropped,
      queueAgeMs: this.#playing && this.#settings.enabled ? this.#queue.ageMs(this.#around.clock.position) : 0,
      stalled: this.#queue.stalled,
      forMs: nowMs - this.#joinedMs,
      report: this.#report,
    };
  }

  leave(): void {
    this.#bus.leave();
  }

  #judge(nowMs: number): Fate {
    const other = this.#outlet.look(nowMs);
    if (other === 'took') return this.#queue.took(nowMs);
    // Sound that does not go over TCP cannot be late on TCP.
    const position = this.#overUdp || !this.#settings.enabled ? 0 : this.#around.clock.position;
    return this.#queue.late(nowMs, position, 0, other === 'gone');
  }

  #begin(): boolean {
    if (!this.#bus.playing) return false;
    this.#start = this.#around.clock.extend(this.#bus.startWord);
    const { frames } = this.#queue;
    this.#queue.restart(Math.floor(this.#start / frames) * frames, this.#around.clock.sampleRate);
    this.#playing = true;
    return true;
  }

  /** Continues with the current packet. */
  #restart(frames: number): void {
    // The worker may not have woken for a while, so the clock is read anew.
    this.#around.clock.refresh();
    const { position, sampleRate } = this.#around.clock;
    this.#queue.restart(Math.floor(position / frames) * frames, sampleRate, frames);
  }

  #hand(nowMs: number): void {
    const { clock } = this.#around;
    const queue = this.#queue;
    const { discontinuities } = clock;
    const flags =
      (this.#restarted || discontinuities !== this.#discontinuities ? NativeFlag.discontinuity : 0) |
      (queue.gap ? NativeFlag.dropped : 0) |
      (this.#bus.silent() ? NativeFlag.muted : 0);
    const { sequence, next: first } = queue;
    const packet = this.#maker.make(this.#bus, {
      flags,
      timestamp: Math.floor(nowMs),
      epoch: clock.epoch,
      sequence: sequence % 2 ** 32,
      first,
      captureMs: clock.captureMs(queue.wholeAt),
      sampleRate: clock.sampleRate,
      start: this.#start,
    });
    const since = clock.mixedSince(first);
    if (since > READABLE_FRAMES) {
      // This thread paused, and newer sound overwrote what it read.
      queue.lapped(first + since, READABLE_FRAMES);
      return;
    }
    this.#discontinuities = discontinuities;
    this.#restarted = false;
    queue.handedOver();
    if (this.#overUdp) this.#udp.send(sequence, packet[7]!, packet, Math.floor(nowMs));
    else this.#outlet.audio(packet, nowMs);
  }

  #chooseTransport(nowMs: number): void {
    const wanted = this.#settings.transport === 'udp' && this.#udp.reachable(nowMs);
    if (wanted === this.#overUdp) return;
    this.#overUdp = wanted;
    this.#send(
      wanted ? { type: 'transport', transport: 'udp' } : { type: 'transport', transport: 'tcp', reason: 'no-hello' },
    );
    this.#around.wake();
  }

  #change(asked: Asked, value: unknown): void {
    const settings = this.#allowed(parseAudioSettings(value, this.#settings));
    if (!settings.ok) {
      this.#refuse(asked, settings);
      return;
    }
    const resumes = settings.value.enabled && !this.#settings.enabled;
    this.#settings = settings.value;
    this.#maker = new MixPacketMaker(settings.value);
    this.#udp.change(settings.value, this.#maker.payloadBytes);
    if (resumes) this.#restarted = this.#playing;
    if (resumes || settings.value.frames !== this.#queue.frames) {
      if (this.#playing) this.#restart(settings.value.frames);
      else this.#queue.restart(0, this.#around.clock.sampleRate, settings.value.frames);
    }
    this.#chooseTransport(monotonicMs());
    this.#config(asked);
    this.#around.wake();
  }

  #allowed(settings: Checked<AudioSettings>): Checked<AudioSettings> {
    if (!settings.ok || settings.value.transport === 'tcp' || this.#udp.port > 0) return settings;
    return {
      ok: false,
      code: 'bad_value',
      message: 'audio.transport: this box has no UDP port',
      path: 'audio.transport',
    };
  }

  #forward<T>(asked: Asked, checked: Checked<T>, pass: (value: T) => void): void {
    if (this.#controls.take(monotonicMs()) > 0) {
      this.#refuse(asked, { code: 'busy', message: `at most ${CONTROL.perSecond} messages a second` });
    } else if (!checked.ok) this.#refuse(asked, checked);
    else pass(checked.value);
  }

  #time(asked: Asked, time: Checked<{ t0?: number | string }>, t1: number): void {
    if (!time.ok) this.#refuse(asked, time);
    else this.#send({ type: 'time_reply', ...time.value, t1, t2: monotonicMs(), id: asked.id });
  }

  #refuse({ type: of, id }: Asked, { code, message, path }: { code: string; message: string; path?: string }): void {
    this.#send({ type: 'error', code, message, path, of, id });
  }

  #heartbeat(asked: { readonly id?: string | number } = {}): void {
    this.#send({ type: 'heartbeat_response', clients_connected: this.#around.clientsConnected(), id: asked.id });
  }

  #welcome(): void {
    const answer = {
      type: 'handshake_response',
      status: 'ok',
      protocol_version: 3,
      server_version: this.#around.boxVersion,
      persistent_id: this.device,
      is_reconnection: this.#grant.reconnection,
      ...this.#facts(),
    };
    this.#put(encodeControl(2, Date.now(), { ...answer, timestamp: Math.floor(monotonicMs()) }));
  }

  #config(asked?: Asked): void {
    this.#send({ type: 'config', ...this.#facts(), id: asked?.id });
  }

  #facts(): Record<string, unknown> {
    const source = this.#around.source();
    return {
      sample_rate: this.#around.clock.sampleRate,
      epoch: this.#around.clock.epoch,
      max_channels: source.channels.length,
      audio: this.#settings,
      udp: this.#settings.transport === 'udp' ? { port: this.#udp.port, key: this.#udp.key } : undefined,
    };
  }

  #send(message: ControlJson): void {
    this.#put(this.#encode(message));
  }

  #encode(message: ControlJson): Uint8Array {
    const timestamp = Math.floor(monotonicMs());
    return encodeControl(3, timestamp, { ...message, timestamp });
  }

  #put(packet: Uint8Array): void {
    if (!this.#outlet.control(packet, monotonicMs())) this.#around.fail();
  }
}
