/**
 * The sound of one client of native protocol 3: its mix in packets, over TCP or UDP. Stream worker only. Nothing is
 * allocated per packet over TCP.
 */
import type { BusReader } from '../bus-reader.js';
import type { Fate, ListenerQueue } from '../listener-queue.js';
import { PacketCutter } from '../packet-cutter.js';
import type { StreamClock } from '../stream-clock.js';
import { sampleBytes } from './mix-packet.js';
import { MixPacketMaker } from './mix-packet-maker.js';
import { handOver, type NativeOutlet } from './native-outlet.js';
import { NATIVE_HEADER_BYTES, NativeFlag } from './native-packet.js';
import type { SoundStats } from './native-session.js';
import type { AudioSettings } from './native-v3-messages.js';
import type { UdpPort } from './udp-port.js';
import { UdpSender } from './udp-sender.js';

export class MixSound {
  readonly #clock: StreamClock;
  readonly #outlet: NativeOutlet;
  readonly #bus: BusReader;
  readonly #cutter: PacketCutter;
  readonly #queue: ListenerQueue;
  readonly #udp: UdpSender;
  #settings: AudioSettings;
  #maker: MixPacketMaker;
  /** Whether the kernel still holds what it was given. */
  #held = false;
  #overUdp = false;

  constructor(
    clock: StreamClock,
    udp: UdpPort,
    outlet: NativeOutlet,
    settings: AudioSettings,
    bus: BusReader,
    nowMs: number,
  ) {
    this.#clock = clock;
    this.#outlet = outlet;
    this.#settings = settings;
    this.#bus = bus;
    this.#maker = new MixPacketMaker(settings);
    this.#udp = new UdpSender(udp, settings, this.#maker.payloadBytes);
    this.#cutter = new PacketCutter(clock, settings.frames, 'bus', nowMs);
    this.#queue = this.#cutter.queue;
  }

  get settings(): AudioSettings {
    return this.#settings;
  }

  get udp(): UdpSender {
    return this.#udp;
  }

  /** Whether packets go by UDP now. */
  get overUdp(): boolean {
    return this.#overUdp;
  }

  get stalled(): boolean {
    return this.#queue.stalled;
  }

  /** As in `NativeSession`. */
  get dueAt(): number {
    if (!this.#settings.enabled) return Number.POSITIVE_INFINITY;
    if (!this.#cutter.begun || this.#held) return this.#clock.position;
    return this.#overUdp || this.#outlet.free ? this.#cutter.dueAt : Number.POSITIVE_INFINITY;
  }

  /** Other settings from the next packet on. */
  change(settings: AudioSettings): void {
    const resumes = settings.enabled && !this.#settings.enabled;
    this.#settings = settings;
    this.#maker = new MixPacketMaker(settings);
    this.#udp.change(settings, this.#maker.payloadBytes);
    if (resumes) this.#cutter.mark();
    if (resumes || settings.frames !== this.#queue.frames) this.#cutter.restart(settings.frames);
  }

  sourceChanged(): void {
    this.#cutter.restart();
    this.#cutter.mark();
  }

  /** Chooses between TCP and UDP; whether that changed. */
  chooseTransport(nowMs: number): boolean {
    const udp = this.#settings.transport === 'udp' && this.#udp.reachable(nowMs);
    const changed = udp !== this.#overUdp;
    this.#overUdp = udp;
    return changed;
  }

  pump(nowMs: number): void {
    this.#held = false;
    if (!this.#settings.enabled || (!this.#cutter.begun && !this.#begin())) return;
    if (this.#overUdp) {
      this.#cutter.dropLapped();
      while (this.#cutter.due) this.#send(nowMs);
      return;
    }
    const bytesPerMs = (sampleBytes(this.#settings.format) * 2 * this.#clock.sampleRate) / 1000;
    const ready = handOver(this.#cutter, this.#outlet, nowMs, bytesPerMs);
    this.#held = ready === 'held';
    if (ready === 'send') this.#send(nowMs);
  }

  /** To be called every 100 ms. */
  judge(nowMs: number): Fate {
    const other = this.#outlet.look(nowMs);
    if (other === 'took') return this.#queue.took(nowMs);
    // Sound that does not go over TCP cannot be late on TCP.
    const position = this.#overUdp || !this.#settings.enabled ? 0 : this.#cutter.position;
    return this.#queue.late(nowMs, position, 0, other === 'gone');
  }

  stats(): SoundStats {
    const { frames, sent, dropped, stalled } = this.#queue;
    const playing = this.#cutter.begun && this.#settings.enabled;
    const { redundancy, group, enabled } = this.#settings;
    const times = !this.#overUdp || redundancy === 'none' ? 1 : redundancy === 'repeat' ? 2 : 1 + 1 / group;
    const perSecond = ((NATIVE_HEADER_BYTES + this.#maker.payloadBytes) * times * this.#clock.sampleRate) / frames;
    return {
      transport: this.#overUdp ? 'udp' : 'tcp',
      codec: 'pcm',
      frames,
      copies: this.#overUdp && redundancy === 'repeat' ? 1 : 0,
      adapt: false,
      bytesPerSecond: enabled ? Math.round(perSecond) : 0,
      sent,
      dropped,
      queueAgeMs: playing ? this.#queue.ageMs(this.#cutter.position) : 0,
      stalled,
    };
  }

  leave(): void {
    this.#bus.leave();
  }

  #begin(): boolean {
    if (!this.#bus.playing) return false;
    this.#cutter.begin(this.#bus.startWord);
    return true;
  }

  #send(nowMs: number): void {
    const cutter = this.#cutter;
    const { sequence } = this.#queue;
    const timestamp = Math.floor(nowMs);
    cutter.open();
    const flags =
      (cutter.discontinuity ? NativeFlag.discontinuity : 0) |
      (this.#queue.gap ? NativeFlag.dropped : 0) |
      (this.#bus.silent() ? NativeFlag.muted : 0);
    const packet = this.#maker.make(this.#bus, this.#clock, cutter, flags, timestamp);
    if (!cutter.intact()) return;
    cutter.done();
    if (this.#overUdp) this.#udp.send(sequence, packet[7]!, packet, timestamp);
    else this.#outlet.audio(packet, nowMs);
  }
}
