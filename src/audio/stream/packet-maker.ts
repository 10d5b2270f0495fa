/**
 * Makes one listener's packets from its bus, in the form that the box chose, PCM or Opus. Stream worker only. Making a
 * packet allocates nothing; a change of form allocates the memory of the next packets.
 */
import { LOOK_AHEAD } from '../shared/engine-layout.js';
import type { BusReader } from './bus-reader.js';
import type { EncoderPool, EncoderUse } from './opus/encoder-pool.js';
import type { PacketCutter } from './packet-cutter.js';
import type { SoundPacket } from './packet-sink.js';
import { asPcm, formOnTheWay, OPUS_RATE, type SoundCodec, type SoundForm } from './sound-form.js';
import type { StreamClock } from './stream-clock.js';
import { WEB_HEADER_BYTES, WebCodec, WebFlag, WebPacketType, writeWebHeader } from './web/web-packet.js';

/** A packet whose fields are written anew each time. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class PacketMaker {
  /** The packet made last; valid until the next. */
  readonly packet: SoundPacket;
  readonly #packet: Mutable<SoundPacket>;
  readonly #clock: StreamClock;
  readonly #cutter: PacketCutter;
  readonly #bus: BusReader;
  readonly #mix: string;
  readonly #encoders: EncoderPool;
  #asked: SoundForm;
  #form: SoundForm;
  #settled = true;
  #use: EncoderUse | undefined;
  #header = new DataView(new ArrayBuffer(0));
  #samples = new Int32Array(0);

  /** `cutter` must be new, with the frames of `startForm(…)`. */
  constructor(
    deps: { readonly clock: StreamClock; readonly encoders: EncoderPool },
    cutter: PacketCutter,
    bus: BusReader,
    mix: string,
    asked: SoundForm,
  ) {
    this.#clock = deps.clock;
    this.#encoders = deps.encoders;
    this.#cutter = cutter;
    this.#bus = bus;
    this.#mix = mix;
    this.#asked = asked;
    this.#packet = emptyPacket();
    this.packet = this.#packet;
    this.#form = this.#possible();
    this.#become(this.#form);
  }

  /** Form of the next packet. */
  get form(): SoundForm {
    return this.#form;
  }

  /** Form on which the packets will settle: what was asked, as far as library and sample rate allow it. */
  get goal(): SoundForm {
    return this.#settled ? this.#form : this.#possible();
  }

  /** Bytes of one packet, with its header. */
  get messageBytes(): number {
    return this.#packet.message.length;
  }

  /** Another form from the next fitting packet on. Nothing is left out or sent twice. */
  ask(form: SoundForm): void {
    this.#asked = form;
    this.#settled = false;
    this.prepare();
  }

  /** Chooses the form of the next packet. To be called before asking whether it is due. */
  prepare(): void {
    if (this.#settled) return;
    const { queue, begun } = this.#cutter;
    const goal = this.#possible();
    const form = begun ? formOnTheWay(this.#form, goal, queue.next + LOOK_AHEAD) : goal;
    if (form.codec !== this.#form.codec || form.frames !== this.#form.frames) this.#become(form);
    this.#settled = form === goal;
  }

  /** Called when the sound of the bus begins. */
  begin(startWord: number): void {
    this.#cutter.begin(startWord);
    if (this.#use !== undefined) this.#use.seat.start = this.#cutter.start;
  }

  /** Called when another source plays: continues with the current packet, perhaps in another form. */
  restart(): void {
    const form = this.#possible();
    if (form.codec !== this.#form.codec || form.frames !== this.#form.frames) this.#become(form);
    this.#settled = true;
    if (this.#cutter.begun) this.#cutter.restart(form.frames);
  }

  /**
   * Makes the next packet, which must be due. False if its sound was overwritten meanwhile: then it counts as dropped.
   */
  make(): boolean {
    const { queue, start } = this.#cutter;
    const { next: first, gap } = queue;
    const cutter = this.#cutter;
    cutter.open();
    const packet = this.#packet;
    packet.flags =
      (cutter.discontinuity ? WebFlag.discontinuity : 0) |
      (gap ? WebFlag.dropped : 0) |
      (this.#bus.silent() ? WebFlag.muted : 0);
    if (this.#use === undefined) this.#bus.copy(this.#samples, first, queue.frames, start);
    else if (!this.#encoded(this.#use, first, gap)) return false;
    if (!cutter.intact()) return false;
    packet.epoch = this.#clock.epoch;
    packet.frames = queue.frames;
    packet.sequence = queue.sequence;
    packet.sampleRate = this.#clock.sampleRate;
    packet.first = first;
    packet.captureMs = this.#clock.captureMs(queue.wholeAt);
    writeWebHeader(
      this.#header,
      WebPacketType.audio,
      WebCodec[packet.codec],
      packet.flags,
      packet.epoch,
      packet.frames,
      packet.sequence,
      packet.sampleRate,
      first,
      packet.captureMs,
    );
    return true;
  }

  /** Gives its place at an encoder back. */
  leave(): void {
    this.#use?.leave();
    this.#use = undefined;
  }

  #encoded({ encoder, seat }: EncoderUse, first: number, gap: boolean): boolean {
    if (gap) encoder.refresh(seat);
    const payload = encoder.take(seat, first);
    if (payload === undefined) {
      if (this.#cutter.intact()) this.#cutter.queue.lose();
      return false;
    }
    this.#packet.message.set(payload, WEB_HEADER_BYTES);
    return true;
  }

  /** What was asked, as far as library and sample rate allow it. */
  #possible(): SoundForm {
    const opus = this.#encoders.available && this.#clock.sampleRate === OPUS_RATE;
    return opus ? this.#asked : asPcm(this.#asked);
  }

  #become(form: SoundForm): void {
    this.leave();
    this.#form = form;
    this.#cutter.queue.reframe(form.frames);
    let bytes = form.frames * 4;
    if (form.codec === 'opus') {
      this.#use = this.#encoders.use(this.#mix, form.frames, this.#bus);
      if (this.#cutter.begun) this.#use.seat.start = this.#cutter.start;
      bytes = this.#use.encoder.bytes;
    }
    const message = new Uint8Array(WEB_HEADER_BYTES + bytes);
    this.#header = new DataView(message.buffer);
    this.#samples = new Int32Array(message.buffer, WEB_HEADER_BYTES, form.codec === 'pcm' ? form.frames : 0);
    this.#packet.codec = form.codec;
    this.#packet.message = message;
    this.#packet.payload = message.subarray(WEB_HEADER_BYTES);
  }
}

function emptyPacket(): Mutable<SoundPacket> {
  const none = new Uint8Array(0);
  const codec: SoundCodec = 'pcm';
  const numbers = { flags: 0, epoch: 0, frames: 0, sequence: 0, sampleRate: 0, first: 0, captureMs: 0 };
  return { codec, ...numbers, payload: none, message: none };
}
