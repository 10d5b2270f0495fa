/**
 * The sound of one client of native protocol 2: the raw channels that its mix has on, if all clients together leave
 * room for them. Stream worker only.
 */
import { monotonicMs } from '../../../base/clock.js';
import type { Mix } from '../../../wire/mix.js';
import type { Fate, ListenerQueue } from '../listener-queue.js';
import { PacketCutter } from '../packet-cutter.js';
import type { StreamClock } from '../stream-clock.js';
import { sampleBytes } from './mix-packet.js';
import { handOver, type NativeOutlet } from './native-outlet.js';
import { RAW_FRAMES, type SampleFormat } from './native-packet.js';
import type { SoundStats } from './native-session.js';
import { maskOf } from './native-v2-messages.js';
import type { RawPacker } from './raw-packer.js';

/** How long to wait before a client whose sound was left out gets another try, ms. */
const AGAIN_MS = 2_000;

export interface RawSoundDeps {
  readonly clock: StreamClock;
  readonly packer: RawPacker;
  inputs(): number;
  /**
   * Asks whether this client may receive this rate from now on. `leaveOut` is called when
   * a client with a better claim needs it.
   */
  share(mbits: number, leaveOut: () => void): boolean;
  /** The client's sound is left out from now on, because another client needs the room. */
  leftOut(): void;
}

export class RawSound {
  readonly #deps: RawSoundDeps;
  readonly #outlet: NativeOutlet;
  readonly #cutter: PacketCutter;
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

  /** Sound starts with the packet that is being captured. */
  constructor(deps: RawSoundDeps, outlet: NativeOutlet, format: SampleFormat, mix: Mix, nowMs: number) {
    this.#deps = deps;
    this.#outlet = outlet;
    this.#format = format;
    this.#mix = mix;
    this.#cutter = new PacketCutter(deps.clock, RAW_FRAMES, 'capture', nowMs);
    this.#queue = this.#cutter.queue;
    this.setMix(mix);
  }

  /** Channels that are sent, bit n = input n. */
  get mask(): number {
    return this.#mask;
  }

  get leftOut(): boolean {
    return this.#leftOutMs !== undefined;
  }

  get stalled(): boolean {
    return this.#queue.stalled;
  }

  set format(format: SampleFormat) {
    this.#format = format;
  }

  /** As in `NativeSession`. */
  get dueAt(): number {
    if (this.#mask === 0 || !this.#outlet.free) return Number.POSITIVE_INFINITY;
    // The kernel does not report when it has sent, so this looks again at the next period.
    return this.#held ? this.#deps.clock.position : this.#cutter.dueAt;
  }

  setMix(mix: Mix): void {
    this.#mix = mix;
    const silent = this.#mask === 0;
    this.#mask = this.#granted(maskOf(mix, this.#deps.inputs()));
    if (silent) this.#cutter.restart();
  }

  /** Asks again for the sound that was left out, if it is time; whether the client has it now. */
  tryAgain(nowMs: number): boolean {
    if (this.#leftOutMs === undefined || nowMs - this.#leftOutMs < AGAIN_MS) return false;
    this.setMix(this.#mix);
    return this.#leftOutMs === undefined;
  }

  sourceChanged(): void {
    this.#cutter.restart();
  }

  pump(nowMs: number): void {
    this.#held = false;
    if (this.#mask === 0) return;
    const ready = handOver(this.#cutter, this.#outlet, nowMs, this.#bytesPerMs(this.#mask));
    this.#held = ready === 'held';
    if (ready !== 'send') return;
    const packet = this.#deps.packer.pack(this.#mask, this.#format, this.#queue.next);
    if (!this.#cutter.intact()) {
      packet.release();
      this.#deps.packer.forget();
      this.#held = true;
      return;
    }
    this.#cutter.done();
    this.#outlet.audio(packet.bytes, nowMs, packet);
  }

  /** To be called every 100 ms. */
  judge(nowMs: number): Fate {
    const other = this.#outlet.look(nowMs);
    if (other === 'took') return this.#queue.took(nowMs);
    if (this.#mask === 0) this.#cutter.restart();
    return this.#queue.late(nowMs, this.#cutter.position, this.#unsentMs(), other === 'gone');
  }

  stats(): SoundStats {
    const { frames, sent, dropped, stalled } = this.#queue;
    const ageMs = this.#mask === 0 ? 0 : this.#queue.ageMs(this.#cutter.position) + this.#unsentMs();
    const bytesPerSecond = this.#mask === 0 ? 0 : Math.round(this.#bytesPerMs(this.#mask) * 1000);
    const how = { transport: 'tcp', codec: 'raw', frames, copies: 0, adapt: false, bytesPerSecond } as const;
    return { ...how, sent, dropped, queueAgeMs: ageMs, stalled };
  }

  /** The channels that may be sent: all that are on, or none. */
  #granted(mask: number): number {
    const mbits = mask === 0 ? 0 : (this.#bytesPerMs(mask) * 8) / 1000;
    const granted = this.#deps.share(mbits, () => this.#leaveOut());
    this.#leftOutMs = granted ? undefined : monotonicMs();
    return granted ? mask : 0;
  }

  #leaveOut(): void {
    this.#mask = 0;
    this.#leftOutMs = monotonicMs();
    this.#deps.leftOut();
  }

  #bytesPerMs(mask: number): number {
    let lanes = 0;
    for (let bits = mask; bits !== 0; bits &= bits - 1) lanes++;
    return (Math.max(1, lanes) * sampleBytes(this.#format) * this.#deps.clock.sampleRate) / 1000;
  }

  #unsentMs(): number {
    return this.#outlet.unsentBytes() / this.#bytesPerMs(this.#mask);
  }
}
