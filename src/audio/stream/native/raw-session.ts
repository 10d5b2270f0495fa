/**
 * An admitted client of native protocol 2: raw channels by mask, and its mix, which the
 * client itself applies. Stream worker only.
 */

import { monotonicMs } from '../../../base/clock.js';
import type { ListenerStats, NativeGrant, NativeMixChange, Refusal } from '../../engine-api.js';
import type { SourceDescription } from '../../format.js';
import type { Mix } from '../../mixer/mix.js';
import { LOOK_AHEAD } from '../../shared/engine-layout.js';
import { RING_CAPACITY, RING_GUARD } from '../../shared/ring-layout.js';
import { type Fate, ListenerQueue } from '../listener-queue.js';
import type { StreamClock } from '../stream-clock.js';
import { sampleBytes } from './mix-packet.js';
import { handOver, IDLE_MS, type NativeOutlet } from './native-outlet.js';
import { encodeControl, RAW_FRAMES, type SampleFormat } from './native-packet.js';
import type { NativeSession } from './native-session.js';
import {
  type Checked,
  type ControlJson,
  changesBetween,
  maskOf,
  mixState,
  parseChannels,
  parseFormat,
  parseMixChange,
} from './native-v2-messages.js';
import type { RawPacker } from './raw-packer.js';

/** Frames of the capture ring that can be read before the capture overwrites them. */
const READABLE_FRAMES = RING_CAPACITY - RING_GUARD;
/** How long to wait before a client whose sound was left out gets another try, ms. */
const AGAIN_MS = 2_000;

export interface RawSurroundings {
  readonly clock: StreamClock;
  readonly packer: RawPacker;
  readonly boxVersion: string;
  source(): SourceDescription;
  clientsConnected(): number;
  changeMix(device: string, change: NativeMixChange): Promise<{ ok: true; mix: Mix } | Refusal>;
  wake(): void;
  /**
   * Asks whether this client may receive this rate from now on. `leaveOut` is called when
   * a client with a better claim needs it.
   */
  share(mbits: number, leaveOut: () => void): boolean;
  /** Closes a connection that cannot continue. */
  fail(): void;
}

export class RawSession implements NativeSession {
  readonly device: string;
  readonly #around: RawSurroundings;
  readonly #outlet: NativeOutlet;
  readonly #hello: Readonly<Record<string, unknown>>;
  readonly #grant: NativeGrant;
  readonly #joinedMs: number;
  readonly #queue: ListenerQueue;
  #format: SampleFormat;
  #mix: Mix;
  #mask = 0;
  /** Whether the kernel still holds what it was given. */
  #held = false;
  /**
   * Since when the client's sound is left out because all clients together receive too much; undefined if it is not.
   */
  #leftOutMs: number | undefined;

  /** Answers the handshake. Sound starts with the packet that is being captured. */
  constructor(
    around: RawSurroundings,
    outlet: NativeOutlet,
    hello: Readonly<Record<string, unknown>>,
    format: SampleFormat,
    grant: NativeGrant,
    nowMs: number,
  ) {
    this.device = grant.device;
    this.#around = around;
    this.#outlet = outlet;
    this.#hello = hello;
    this.#grant = grant;
    this.#joinedMs = nowMs;
    this.#format = format;
    this.#mix = grant.mix;
    this.#queue = new ListenerQueue(RAW_FRAMES, around.clock.sampleRate, 0, nowMs);
    this.#setMix(grant.mix);
    this.#welcome();
  }

  get dueAt(): number {
    if (this.#mask === 0 || !this.#outlet.free) return Number.POSITIVE_INFINITY;
    // The kernel does not report when it has sent, so this looks again at the next period.
    return this.#held ? this.#around.clock.position : this.#queue.wholeAt - LOOK_AHEAD;
  }

  control(type: string, json: Readonly<Record<string, unknown>>): void | Promise<void> {
    switch (type) {
      case 'handshake':
        this.#welcome();
        break;
      case 'subscribe':
        return this.#subscribe(json);
      case 'update_mix':
        return this.#change(parseMixChange(json, this.#inputs)).then(() => undefined);
      case 'heartbeat':
        this.#heartbeat();
        break;
      case 'get_client_state':
        this.#tellMix();
        break;
    }
  }

  pump(nowMs: number): void {
    this.#held = false;
    if (this.#mask === 0) return;
    const ready = handOver(this.#queue, this.#outlet, nowMs, this.#position, this.#bytesPerMs);
    this.#held = ready === 'held';
    if (ready !== 'send') return;
    const { next } = this.#queue;
    const packet = this.#around.packer.pack(this.#mask, this.#format, next);
    const since = this.#around.clock.capturedSince(next);
    if (since > READABLE_FRAMES) {
      // This thread paused, and newer sound overwrote what it read.
      packet.release();
      this.#around.packer.forget();
      this.#queue.lapped(next + since, READABLE_FRAMES);
      this.#held = true;
      return;
    }
    this.#queue.handedOver();
    this.#outlet.audio(packet.bytes, nowMs, packet);
  }

  tick(nowMs: number): Fate {
    const fate = this.#judge(nowMs);
    this.#tryAgain(nowMs);
    if (nowMs - this.#outlet.lastMs >= IDLE_MS) this.#heartbeat();
    return fate;
  }

  mixChanged(mix: Mix): void {
    const before = this.#mix;
    this.#setMix(mix);
    for (const message of changesBetween(before, mix)) this.#send(message);
    this.#tellMix();
    this.#around.wake();
  }

  sourceChanged(): void {
    this.#queue.restart(this.#queue.next, this.#around.clock.sampleRate);
    this.#startAfresh();
    this.#welcome();
  }

  get stalled(): boolean {
    return this.#queue.stalled;
  }

  stats(nowMs: number): ListenerStats {
    return {
      device: this.device,
      mix: this.device,
      kind: 'native',
      frames: RAW_FRAMES,
      sent: this.#queue.sent,
      dropped: this.#queue.dropped,
      queueAgeMs: this.#mask === 0 ? 0 : this.#queue.ageMs(this.#position) + this.#unsentMs(),
      stalled: this.#queue.stalled,
      forMs: nowMs - this.#joinedMs,
    };
  }

  failed(): void {}

  keepAlive(): void {}

  say(): void {}

  subscribed(): void {}

  farewell(): undefined {
    return undefined;
  }

  leave(): void {}

  #judge(nowMs: number): Fate {
    const other = this.#outlet.look(nowMs);
    if (other === 'took') return this.#queue.took(nowMs);
    if (this.#mask === 0) this.#startAfresh();
    return this.#queue.late(nowMs, this.#position, this.#unsentMs(), other === 'gone');
  }

  /** Raw channels are read where the mixer has read them, before the limiter's look-ahead. */
  get #position(): number {
    return this.#around.clock.position + LOOK_AHEAD;
  }

  get #inputs(): number {
    return this.#around.source().channels.length;
  }

  get #bytesPerMs(): number {
    return this.#bytesOf(this.#mask);
  }

  /** Bytes per millisecond of these channels. */
  #bytesOf(mask: number): number {
    let lanes = 0;
    for (let bits = mask; bits !== 0; bits &= bits - 1) lanes++;
    return (Math.max(1, lanes) * sampleBytes(this.#format) * this.#around.clock.sampleRate) / 1000;
  }

  #unsentMs(): number {
    return this.#outlet.unsentBytes() / this.#bytesPerMs;
  }

  #setMix(mix: Mix): void {
    this.#mix = mix;
    const silent = this.#mask === 0;
    this.#mask = this.#granted(maskOf(mix, this.#inputs));
    if (silent) this.#startAfresh();
  }

  /** The channels that may be sent: all that are on, or none. */
  #granted(mask: number): number {
    const mbits = mask === 0 ? 0 : (this.#bytesOf(mask) * 8) / 1000;
    const granted = this.#around.share(mbits, () => this.#leaveOut());
    this.#leftOutMs = granted ? undefined : monotonicMs();
    return granted ? mask : 0;
  }

  /** Reports to the client that no channel is on. It gets them again when there is room. */
  #leaveOut(): void {
    this.#mask = 0;
    this.#leftOutMs = monotonicMs();
    this.#tellMix();
  }

  #tellMix(): void {
    this.#send(this.#leftOutMs === undefined ? mixState(this.#mix) : { ...mixState(this.#mix), channels: [] });
  }

  #tryAgain(nowMs: number): void {
    if (this.#leftOutMs === undefined || nowMs - this.#leftOutMs < AGAIN_MS) return;
    this.#setMix(this.#mix);
    if (this.#leftOutMs !== undefined) return;
    this.#tellMix();
    this.#around.wake();
  }

  /** Starts with the present sound. The worker may not have woken for a while, so the clock is read anew. */
  #startAfresh(): void {
    this.#around.clock.refresh();
    this.#queue.restart(Math.floor(this.#position / RAW_FRAMES) * RAW_FRAMES, this.#around.clock.sampleRate);
  }

  async #subscribe(json: Readonly<Record<string, unknown>>): Promise<void> {
    const channels = parseChannels(json.channels, this.#inputs);
    const format = parseFormat(json);
    if (format.ok && format.value !== undefined) this.#format = format.value;
    const accepted = await this.#change(channels.ok ? { ok: true, value: { channels: channels.value } } : channels);
    if (accepted) this.#send({ type: 'subscription_confirmed', channels: this.#channelsOn() });
  }

  /**
   * Applies the client's own change. The client gets no update message for it. A refused change is answered with the
   * present mix, so that both sides agree.
   */
  async #change(change: Checked<NativeMixChange>): Promise<boolean> {
    const answer = change.ok ? await this.#around.changeMix(this.device, change.value) : change;
    if (answer.ok) this.#setMix(answer.mix);
    else this.#tellMix();
    this.#around.wake();
    return answer.ok;
  }

  #channelsOn(): number[] {
    return this.#mix.channels.flatMap((strip, index) => (strip.on && (this.#mask >>> index) & 1 ? [index] : []));
  }

  #heartbeat(): void {
    this.#send({ type: 'heartbeat_response', clients_connected: this.#around.clientsConnected() });
  }

  /** Sends the answer to the handshake, then the mix. */
  #welcome(): void {
    const source = this.#around.source();
    this.#send({
      type: 'handshake_response',
      server_version: this.#around.boxVersion,
      protocol_version: 2,
      sample_rate: source.sampleRate,
      max_channels: source.channels.length,
      rf_mode: this.#hello.rf_mode === true,
      latency_ms: Math.round((RAW_FRAMES * 1000) / source.sampleRate),
      status: 'ok',
      persistent: true,
      auto_reconnect_supported: true,
      server_blocksize: RAW_FRAMES,
      web_controlled: true,
      state_restored: this.#grant.restored,
      persistent_id: this.device,
      is_reconnection: this.#grant.reconnection,
    });
    this.#tellMix();
  }

  #send(message: ControlJson): void {
    const nowMs = monotonicMs();
    const packet = encodeControl(2, Date.now(), { ...message, timestamp: Date.now() });
    if (!this.#outlet.control(packet, nowMs)) this.#around.fail();
  }
}
