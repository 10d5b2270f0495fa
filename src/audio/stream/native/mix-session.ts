/**
 * An admitted client of native protocol 3: its own stereo mix over TCP or UDP, and the
 * box's control protocol. Stream worker only.
 */
import { monotonicMs } from '../../../base/clock.js';
import { type BucketSize, TokenBucket } from '../../../base/token-bucket.js';
import type { ListenerStats, NativeGrant } from '../../engine-api.js';
import type { SourceDescription } from '../../format.js';
import type { BusReader } from '../bus-reader.js';
import { plainFields } from '../client-report.js';
import type { Fate } from '../listener-queue.js';
import type { EncoderPool } from '../opus/encoder-pool.js';
import { type ListenerPlan, OPUS_LOOK_AHEAD, opusBitrate } from '../sound-form.js';
import type { StreamClock } from '../stream-clock.js';
import { MixSound } from './mix-sound.js';
import type { Checked } from './native-check.js';
import { IDLE_MS, type NativeOutlet } from './native-outlet.js';
import { encodeControl } from './native-packet.js';
import type { NativeSession } from './native-session.js';
import type { ControlJson } from './native-v2-messages.js';
import {
  type AudioSettings,
  idOf,
  parseAudioSettings,
  parsePublish,
  parseSubscribe,
  parseTime,
} from './native-v3-messages.js';
import type { UdpPort } from './udp-port.js';

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

export interface MixSessionDeps {
  readonly clock: StreamClock;
  readonly encoders: EncoderPool;
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
  readonly #deps: MixSessionDeps;
  readonly #outlet: NativeOutlet;
  readonly #sound: MixSound;
  readonly #grant: NativeGrant;
  readonly #joinedMs: number;
  #report: Readonly<Record<string, number | boolean | string>> | undefined;
  readonly #controls = new TokenBucket(CONTROL);
  /** Ids of the subscriptions that control has not answered yet, in order. */
  readonly #subscribing: { readonly id?: string | number }[] = [];

  /** Sends the answer to the handshake. */
  constructor(
    deps: MixSessionDeps,
    outlet: NativeOutlet,
    settings: AudioSettings,
    grant: NativeGrant,
    bus: BusReader,
    nowMs: number,
  ) {
    this.device = grant.device;
    this.#deps = deps;
    this.#outlet = outlet;
    this.#sound = new MixSound(deps, outlet, settings, bus, grant.device, nowMs);
    this.#grant = grant;
    this.#joinedMs = nowMs;
    this.#welcome();
  }

  /** Key of this session's hellos. */
  get key(): string {
    return this.#sound.udp.key;
  }

  get dueAt(): number {
    return this.#sound.dueAt;
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
        this.#forward(asked, parsePublish(json), ({ topic, payload }) => this.#deps.publish(topic, payload));
        break;
      case 'subscribe':
        this.#forward(asked, parseSubscribe(json), (topics) => {
          this.#subscribing.push(idOf(json));
          this.#deps.subscribe(topics);
        });
        break;
      case 'unsubscribe':
        this.#forward(asked, parseSubscribe(json), (topics) => this.#deps.unsubscribe(topics));
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
    this.#sound.udp.hello(address, port, monotonicMs());
  }

  pump(nowMs: number): void {
    this.#sound.pump(nowMs);
  }

  tick(nowMs: number): Fate {
    this.#chooseTransport(nowMs);
    const fate = this.#sound.judge(nowMs);
    if (nowMs - this.#outlet.lastMs >= (this.#sound.overUdp ? IDLE_UDP_MS : IDLE_MS)) this.#heartbeat();
    return fate;
  }

  follow(plan: ListenerPlan): void {
    if (!this.#sound.follow(plan)) return;
    this.#config();
    this.#deps.wake();
  }

  /** Nothing to do: the bus follows by itself, and the client receives the change as a delta. */
  mixChanged(): void {}

  sourceChanged(): void {
    this.#sound.sourceChanged();
    this.#config();
  }

  keepAlive(reason: string): void {
    if (this.#outlet.free && this.#sound.settings.enabled) this.#send({ type: 'keep_alive', reason });
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
    return this.#sound.stalled;
  }

  stats(nowMs: number): ListenerStats {
    return {
      device: this.device,
      mix: this.device,
      kind: 'native',
      ...this.#sound.stats(),
      forMs: nowMs - this.#joinedMs,
      report: this.#report,
    };
  }

  leave(): void {
    this.#sound.leave();
  }

  #chooseTransport(nowMs: number): void {
    if (!this.#sound.chooseTransport(nowMs)) return;
    const answer = this.#sound.overUdp ? { transport: 'udp' } : { transport: 'tcp', reason: 'no-hello' };
    this.#send({ type: 'transport', ...answer });
    this.#deps.wake();
  }

  #change(asked: Asked, value: unknown): void {
    const settings = this.#allowed(parseAudioSettings(value, this.#sound.settings));
    if (!settings.ok) {
      this.#refuse(asked, settings);
      return;
    }
    this.#sound.change(settings.value);
    this.#chooseTransport(monotonicMs());
    this.#config(asked);
    this.#deps.wake();
  }

  #allowed(settings: Checked<AudioSettings>): Checked<AudioSettings> {
    if (!settings.ok || settings.value.transport === 'tcp' || this.#deps.udp.port > 0) return settings;
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
    this.#send({ type: 'heartbeat_response', clients_connected: this.#deps.clientsConnected(), id: asked.id });
  }

  #welcome(): void {
    const answer = {
      type: 'handshake_response',
      status: 'ok',
      protocol_version: 3,
      server_version: this.#deps.boxVersion,
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
    const source = this.#deps.source();
    const { granted: settings, udp } = this.#sound;
    const opus = settings.codec === 'opus';
    return {
      sample_rate: this.#deps.clock.sampleRate,
      epoch: this.#deps.clock.epoch,
      max_channels: source.channels.length,
      audio: settings,
      bitrate: opus ? opusBitrate(settings.frames) : undefined,
      look_ahead: opus ? OPUS_LOOK_AHEAD : undefined,
      udp: settings.transport === 'udp' ? { port: udp.port, key: udp.key } : undefined,
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
    if (!this.#outlet.control(packet, monotonicMs())) this.#deps.fail();
  }
}
