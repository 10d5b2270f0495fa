/** Hands what a microphone hears to the page, with the frame of the context at which each part begins. */
import type { RecordedPart } from './messages.js';

// Globals of the audio thread, which the DOM library does not describe.
declare const currentFrame: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const PART = 2048;

export class Recorder extends AudioWorkletProcessor {
  readonly #part = new Float32Array(PART);
  #filled = 0;

  process([input]: Float32Array[][]): boolean {
    const heard = input?.[0];
    // Without a microphone the input has no channel. Its time is silence, so that the frames stay right.
    const frames = heard?.length ?? 128;
    if (this.#filled + frames > PART) this.#filled = 0;
    if (heard === undefined) this.#part.fill(0, this.#filled, this.#filled + frames);
    else this.#part.set(heard, this.#filled);
    this.#filled += frames;
    if (this.#filled === PART) {
      const part: RecordedPart = { first: currentFrame + frames - PART, samples: this.#part };
      this.port.postMessage(part);
      this.#filled = 0;
    }
    return true;
  }
}
