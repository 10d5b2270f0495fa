/**
 * Keeps the packets of one listener in the form that was chosen for it, PCM or Opus. It leads them from form to form
 * without a gap. Stream worker only. A change of form allocates; nothing else does.
 */
import { LOOK_AHEAD } from '../shared/engine-layout.js';
import type { BusReader } from './bus-reader.js';
import type { EncoderPool, EncoderUse } from './opus/encoder-pool.js';
import type { PacketCutter } from './packet-cutter.js';
import { asPcm, formOnTheWay, OPUS_RATE, PCM_FRAMES, type SoundForm } from './sound-form.js';
import type { StreamClock } from './stream-clock.js';

export interface FormFollowerDeps {
  readonly clock: StreamClock;
  readonly encoders: EncoderPool;
}

export class FormFollower {
  readonly #clock: StreamClock;
  readonly #encoders: EncoderPool;
  readonly #cutter: PacketCutter;
  readonly #bus: BusReader;
  readonly #mix: string;
  readonly #onForm: (form: SoundForm) => void;
  #asked: SoundForm;
  #mostPcm: number;
  #form: SoundForm;
  #settled = true;
  #use: EncoderUse | undefined;

  /**
   * `cutter` must be new. `onForm` is called at once, and before the first packet of each new form. `mostPcm`: frames
   * that a PCM packet may hold.
   */
  constructor(
    { clock, encoders }: FormFollowerDeps,
    cutter: PacketCutter,
    bus: BusReader,
    mix: string,
    { codec, frames }: SoundForm,
    onForm: (form: SoundForm) => void,
    mostPcm: number = PCM_FRAMES.max,
  ) {
    this.#clock = clock;
    this.#encoders = encoders;
    this.#cutter = cutter;
    this.#bus = bus;
    this.#mix = mix;
    this.#asked = { codec, frames };
    this.#mostPcm = mostPcm;
    this.#onForm = onForm;
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

  /** Another form from the next fitting packet on. Nothing is left out or sent twice. */
  ask({ codec, frames }: SoundForm, mostPcm: number = PCM_FRAMES.max): void {
    this.#asked = { codec, frames };
    this.#mostPcm = mostPcm;
    this.#settled = false;
    this.prepare();
  }

  /** Chooses the form of the next packet. To be called before asking whether it is due. */
  prepare(): void {
    if (this.#settled) return;
    const { queue, begun } = this.#cutter;
    const goal = this.#possible();
    const form = begun ? formOnTheWay(this.#form, goal, queue.next + LOOK_AHEAD, this.#mostPcm) : goal;
    if (form.codec !== this.#form.codec || form.frames !== this.#form.frames) this.#become(form);
    this.#settled = form === goal;
  }

  /** Called when the sound of the bus begins. */
  begin(): void {
    this.#cutter.begin(this.#bus.startWord);
    if (this.#use !== undefined) this.#use.seat.start = this.#cutter.start;
  }

  /** Called when another source plays, or after a pause: continues with the current packet, perhaps in another form. */
  restart(): void {
    const form = this.#possible();
    if (form.codec !== this.#form.codec || form.frames !== this.#form.frames) this.#become(form);
    this.#settled = true;
    if (this.#cutter.begun) this.#cutter.restart(form.frames);
  }

  /**
   * The next packet, which must be due, as Opus. Undefined if its sound or the packet is no longer there: then it
   * counts as dropped. Valid until the next packet; to be called only while the form is Opus.
   */
  encoded(): Uint8Array | undefined {
    const { encoder, seat } = this.#use!;
    const { queue } = this.#cutter;
    if (queue.gap) encoder.refresh(seat);
    const payload = encoder.take(seat, queue.next);
    if (payload === undefined && this.#cutter.intact()) queue.lose();
    return payload;
  }

  /** Gives its place at an encoder back. */
  leave(): void {
    this.#use?.leave();
    this.#use = undefined;
  }

  /** What was asked, as far as library and sample rate allow it. */
  #possible(): SoundForm {
    const opus = this.#encoders.available && this.#clock.sampleRate === OPUS_RATE;
    return opus && this.#asked.codec === 'opus' ? this.#asked : asPcm(this.#asked, this.#mostPcm);
  }

  #become(form: SoundForm): void {
    this.leave();
    this.#form = form;
    this.#cutter.queue.reframe(form.frames);
    if (form.codec === 'opus') {
      this.#use = this.#encoders.use(this.#mix, form.frames, this.#bus);
      if (this.#cutter.begun) this.#use.seat.start = this.#cutter.start;
    }
    this.#onForm(form);
  }
}
