/**
 * An admitted client of native protocol 2: raw channels by mask, and its mix, which the
 * client itself applies. Stream worker only.
 */

import { monotonicMs } from '../../../base/clock.js';
import type { Mix } from '../../../wire/mix.js';
import type { ListenerStats, NativeGrant, NativeMixChange, Refusal } from '../../engine-api.js';
import type { SourceDescription } from '../../format.js';
import type { Fate } from '../listener-queue.js';
import type { StreamClock } from '../stream-clock.js';
import type { Checked } from './native-check.js';
import { IDLE_MS, type NativeOutlet } from './native-outlet.js';
import { encodeControl, RAW_FRAMES, type SampleFormat } from './native-packet.js';
import type { NativeSession } from './native-session.js';
import {
  type ControlJson,
  changesBetween,
  mixState,
  parseChannels,
  parseFormat,
  parseMixChange,
} from './native-v2-messages.js';
import type { RawPacker } from './raw-packer.js';
import { RawSound } from './raw-sound.js';

export interface RawSessionDeps {
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
  readonly #deps: RawSessionDeps;
  readonly #outlet: NativeOutlet;
  readonly #hello: Readonly<Record<string, unknown>>;
  readonly #grant: NativeGrant;
  readonly #joinedMs: number;
  readonly #sound: RawSound;
  #mix: Mix;

  /** Answers the handshake. Sound starts with the packet that is being captured. */
  constructor(
    deps: RawSessionDeps,
    outlet: NativeOutlet,
    hello: Readonly<Record<string, unknown>>,
    format: SampleFormat,
    grant: NativeGrant,
    nowMs: number,
  ) {
    this.device = grant.device;
    this.#deps = deps;
    this.#outlet = outlet;
    this.#hello = hello;
    this.#grant = grant;
    this.#joinedMs = nowMs;
    this.#mix = grant.mix;
    const { clock, packer, share } = deps;
    const soundDeps = { clock, packer, share, inputs: () => this.#inputs, leftOut: () => this.#tellMix() };
    this.#sound = new RawSound(soundDeps, outlet, format, grant.mix, nowMs);
    this.#welcome();
  }

  get dueAt(): number {
    return this.#sound.dueAt;
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
    this.#sound.pump(nowMs);
  }

  tick(nowMs: number): Fate {
    const fate = this.#sound.judge(nowMs);
    if (this.#sound.tryAgain(nowMs)) {
      this.#tellMix();
      this.#deps.wake();
    }
    if (nowMs - this.#outlet.lastMs >= IDLE_MS) this.#heartbeat();
    return fate;
  }

  mixChanged(mix: Mix): void {
    const before = this.#mix;
    this.#setMix(mix);
    for (const message of changesBetween(before, mix)) this.#send(message);
    this.#tellMix();
    this.#deps.wake();
  }

  sourceChanged(): void {
    this.#sound.sourceChanged();
    this.#welcome();
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
    };
  }

  failed(): void {}

  follow(): void {}

  keepAlive(): void {}

  say(): void {}

  subscribed(): void {}

  farewell(): undefined {
    return undefined;
  }

  leave(): void {}

  get #inputs(): number {
    return this.#deps.source().channels.length;
  }

  #setMix(mix: Mix): void {
    this.#mix = mix;
    this.#sound.setMix(mix);
  }

  /** A client whose sound is left out learns that no channel is on. It gets them again when there is room. */
  #tellMix(): void {
    const state = mixState(this.#mix);
    this.#send(this.#sound.leftOut ? { ...state, channels: [] } : state);
  }

  async #subscribe(json: Readonly<Record<string, unknown>>): Promise<void> {
    const channels = parseChannels(json.channels, this.#inputs);
    const format = parseFormat(json);
    if (format.ok && format.value !== undefined) this.#sound.format = format.value;
    const accepted = await this.#change(channels.ok ? { ok: true, value: { channels: channels.value } } : channels);
    if (accepted) this.#send({ type: 'subscription_confirmed', channels: this.#channelsOn() });
  }

  /**
   * Applies the client's own change. The client gets no update message for it. A refused change is answered with the
   * present mix, so that both sides agree.
   */
  async #change(change: Checked<NativeMixChange>): Promise<boolean> {
    const answer = change.ok ? await this.#deps.changeMix(this.device, change.value) : change;
    if (answer.ok) this.#setMix(answer.mix);
    else this.#tellMix();
    this.#deps.wake();
    return answer.ok;
  }

  #channelsOn(): number[] {
    return this.#mix.channels.flatMap((strip, index) => (strip.on && (this.#sound.mask >>> index) & 1 ? [index] : []));
  }

  #heartbeat(): void {
    this.#send({ type: 'heartbeat_response', clients_connected: this.#deps.clientsConnected() });
  }

  /** Sends the answer to the handshake, then the mix. */
  #welcome(): void {
    const source = this.#deps.source();
    this.#send({
      type: 'handshake_response',
      server_version: this.#deps.boxVersion,
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
    if (!this.#outlet.control(packet, nowMs)) this.#deps.fail();
  }
}
