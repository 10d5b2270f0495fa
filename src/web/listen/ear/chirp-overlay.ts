/**
 * Puts chirps into the packets of sound, in place of the music, before playout takes them. So each chirp is at a frame
 * of the stream whose capture time is known, and passes all that the music passes. Pure; `into` allocates nothing.
 */
import type { PlayoutPacket } from '../../../playout/playout-types.js';
import { CHIRPS, chirpAt, chirpsValue, musicLevel, WHOLE_MS } from './chirps.js';

export class ChirpOverlay {
  /** When the frame of each chirp's beginning was captured, ms on the box's clock; NaN if its packet never came. */
  readonly captureMs: number[] = Array(CHIRPS).fill(Number.NaN);
  /** The first frame of the silence; NaN before the first packet. */
  #from = Number.NaN;
  #epoch = 0;
  #ended = false;

  /** The music is whole again, or the stream began anew. */
  get ended(): boolean {
    return this.#ended;
  }

  into(packet: PlayoutPacket): void {
    if (Number.isNaN(this.#from)) {
      this.#from = packet.first;
      this.#epoch = packet.epoch;
    }
    if (packet.epoch !== this.#epoch) this.#ended = true;
    if (this.#ended) return;
    const perFrame = 1000 / packet.sampleRate;
    const fromMs = (packet.first - this.#from) * perFrame;
    this.#note(packet, fromMs, perFrame);
    write(packet.samples, fromMs, perFrame);
    if (fromMs >= WHOLE_MS) this.#ended = true;
  }

  #note({ samples, captureMs }: PlayoutPacket, fromMs: number, perFrame: number): void {
    const lastMs = fromMs + ((samples.length >> 1) - 1) * perFrame;
    for (let i = 0; i < CHIRPS; i++) {
      const at = chirpAt(i);
      if (at > fromMs - perFrame && at <= lastMs) this.captureMs[i] = captureMs - (lastMs - at);
    }
  }
}

function write(samples: Int16Array | Float32Array, fromMs: number, perFrame: number): void {
  const full = samples instanceof Int16Array ? 32_768 : 1;
  for (let i = 0; i < samples.length; i++) {
    const ms = fromMs + (i >> 1) * perFrame;
    samples[i] = samples[i]! * musicLevel(ms) + full * chirpsValue(ms);
  }
}
