/** What the microphone heard, by the frames of the audio context. Pure. */

export class Recording {
  readonly #samples: Float32Array;
  /** The context's frame at which it begins; NaN before the first part. */
  #first = Number.NaN;
  #loudest = 0;

  /** @param frames that fit; later ones are dropped. */
  constructor(frames: number) {
    this.#samples = new Float32Array(frames);
  }

  get begun(): boolean {
    return !Number.isNaN(this.#first);
  }

  /** Greatest sample, 0…1. */
  get loudest(): number {
    return this.#loudest;
  }

  add(first: number, samples: Float32Array): void {
    if (!this.begun) this.#first = first;
    const at = first - this.#first;
    for (let i = 0; i < samples.length; i++) {
      this.#loudest = Math.max(this.#loudest, Math.abs(samples[i]!));
      if (at + i >= 0 && at + i < this.#samples.length) this.#samples[at + i] = samples[i]!;
    }
  }

  /** A view of `frames` frames from the context's frame `first` on; empty where it was not recorded. */
  part(first: number, frames: number): Float32Array {
    const at = first - this.#first;
    return at >= 0 ? this.#samples.subarray(at, at + frames) : this.#samples.subarray(0, 0);
  }
}
