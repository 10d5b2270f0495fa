/**
 * The sound of one client of native protocol 3: its mix in packets, PCM or Opus, over TCP or UDP. Stream worker only.
 * Nothing is allocated per packet over TCP.
 */
import type { BusReader } from '../bus-reader.js';
import { FormFollower, type FormFollowerDeps } from '../form-follower.js';
import type { Fate, ListenerQueue } from '../listener-queue.js';
import { PacketCutter } from '../packet-cutter.js';
import { type ListenerPlan, PCM_FRAMES, type SoundForm } from '../sound-form.js';
import type { StreamClock } from '../stream-clock.js';
import { framesPerDatagram } from './mix-packet.js';
import { MixPacketMaker } from './mix-packet-maker.js';
import { handOver, type NativeOutlet } from './native-outlet.js';
import { NativeFlag } from './native-packet.js';
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
  readonly #forms: FormFollower;
  #settings: AudioSettings;
  #maker: MixPacketMaker;
  /** Whether the kernel still holds what it was given. */
  #held = false;
  #overUdp = false;

  /** `mix`: its owner. */
  constructor(
    deps: FormFollowerDeps & { readonly udp: UdpPort },
    outlet: NativeOutlet,
    settings: AudioSettings,
    bus: BusReader,
    mix: string,
    nowMs: number,
  ) {
    const { clock, udp } = deps;
    this.#clock = clock;
    this.#outlet = outlet;
    this.#settings = settings;
    this.#bus = bus;
    this.#maker = new MixPacketMaker(settings, settings.format);
    this.#udp = new UdpSender(udp, settings, this.#maker.payloadBytes);
    this.#cutter = new PacketCutter(clock, settings.frames, 'bus', nowMs);
    this.#queue = this.#cutter.queue;
    const useForm = (form: SoundForm) => this.#useForm(form);
    this.#forms = new FormFollower(deps, this.#cutter, bus, mix, settings, useForm, mostPcm(settings));
  }

  get settings(): AudioSettings {
    return this.#settings;
  }

  /** The settings with what is sent in place of what cannot be had: Opus without the library, or at another rate. */
  get granted(): AudioSettings {
    const { goal } = this.#forms;
    const copies = copiesOf(this.#settings, goal);
    const { redundancy } = this.#settings;
    return {
      ...this.#settings,
      ...goal,
      copies,
      redundancy: redundancy === 'repeat' && copies === 0 ? 'none' : redundancy,
    };
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
    this.#useForm(this.#forms.form);
    this.#forms.ask(settings, mostPcm(settings));
    if (!resumes) return;
    this.#cutter.mark();
    this.#forms.restart();
  }

  /** What the box chose, from the next packet on; false if the client does not let it choose. */
  follow({ codec, frames, copies }: ListenerPlan): boolean {
    const { adapt } = this.#settings;
    if (adapt) this.change({ ...this.#settings, codec, frames, copies, redundancy: copies > 0 ? 'repeat' : 'none' });
    return adapt;
  }

  sourceChanged(): void {
    this.#forms.restart();
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
      while (this.#due()) this.#send(nowMs);
      return;
    }
    this.#forms.prepare();
    const ready = handOver(this.#cutter, this.#outlet, nowMs, this.#bytesPerMs());
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
    const { redundancy, group, enabled, adapt } = this.#settings;
    const copies = copiesOf(this.#settings, this.#forms.form);
    const times = !this.#overUdp ? 1 : redundancy === 'xor' ? 1 + 1 / group : 1 + copies;
    return {
      transport: this.#overUdp ? 'udp' : 'tcp',
      codec: this.#forms.form.codec,
      frames,
      copies: this.#overUdp ? copies : 0,
      adapt,
      bytesPerSecond: enabled ? Math.round(this.#bytesPerMs() * times * 1000) : 0,
      sent,
      dropped,
      queueAgeMs: playing ? this.#queue.ageMs(this.#cutter.position) : 0,
      stalled,
    };
  }

  leave(): void {
    this.#forms.leave();
    this.#bus.leave();
  }

  /** Packets have this form from the next one on. */
  #useForm(form: SoundForm): void {
    this.#maker = new MixPacketMaker(form, this.#settings.format);
    this.#udp.change(this.#settings, this.#maker.payloadBytes);
  }

  #bytesPerMs(): number {
    return (this.#maker.bytes * this.#clock.sampleRate) / this.#queue.frames / 1000;
  }

  #due(): boolean {
    this.#forms.prepare();
    return this.#cutter.due;
  }

  #begin(): boolean {
    if (!this.#bus.playing) return false;
    this.#forms.begin();
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
    const opus = this.#forms.form.codec === 'opus';
    const encoded = opus ? this.#forms.encoded() : undefined;
    if (opus && encoded === undefined) return;
    const packet = this.#maker.make(this.#bus, this.#clock, cutter, flags, timestamp, encoded);
    if (!cutter.intact()) return;
    cutter.done();
    if (this.#overUdp) this.#udp.send(sequence, packet[7]!, packet, timestamp);
    else this.#outlet.audio(packet, nowMs);
  }
}

/** Frames of a PCM packet. Over UDP it fits one datagram, also where it comes in place of Opus. */
function mostPcm({ transport, format, redundancy }: AudioSettings): number {
  if (transport === 'tcp') return PCM_FRAMES.max;
  return framesPerDatagram(format, redundancy, 0);
}

/** Copies that each datagram has room for: of PCM in place of Opus, often none. */
function copiesOf({ transport, format, copies }: AudioSettings, { codec, frames }: SoundForm): number {
  if (transport === 'tcp' || codec === 'opus') return copies;
  let fit = copies;
  while (fit > 0 && frames > framesPerDatagram(format, 'repeat', fit)) fit--;
  return fit;
}
