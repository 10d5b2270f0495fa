/**
 * Keeps the strip of every input and writes their plans into shared memory. Main thread only: it alone writes them.
 */
import { FLAT_STRIP, type StripSettings } from '../wire/strip.js';
import { MAX_CHANNELS } from './format.js';
import { type StripInput, stripLane } from './mixer/strip-plan.js';
import { STRIP_GROUPS } from './shared/engine-layout.js';
import { writeStripPlan } from './shared/strip-plans.js';

/** Inputs that the kernel handles together. */
const LANES = 4;
const ALONE: StripInput = { trimDb: 0, partner: null };

interface Row {
  readonly strip: StripSettings;
  readonly input: StripInput;
}
const UNTOUCHED: Row = { strip: FLAT_STRIP, input: ALONE };

export class StripTable {
  readonly #memory: WebAssembly.Memory;
  readonly #rows: Row[] = new Array(MAX_CHANNELS).fill(UNTOUCHED);
  #rate: number;

  constructor(memory: WebAssembly.Memory, sampleRate: number) {
    this.#memory = memory;
    this.#rate = sampleRate;
  }

  /** Changes the strip of one input; its sound follows in one ramp. */
  set(channel: number, strip: StripSettings, input = ALONE): void {
    this.#rows[channel] = { strip, input };
    this.#write(Math.floor(channel / LANES));
  }

  /** Computes every strip that is not flat for another sample rate, in hertz. */
  setRate(sampleRate: number): void {
    if (sampleRate === this.#rate) return;
    this.#rate = sampleRate;
    for (let group = 0; group < STRIP_GROUPS; group++)
      if (this.#group(group).some(({ strip }) => strip !== FLAT_STRIP)) this.#write(group);
  }

  #group(group: number): Row[] {
    return this.#rows.slice(group * LANES, (group + 1) * LANES);
  }

  #write(group: number): void {
    const lanes = this.#group(group).map(({ strip, input }, lane) =>
      stripLane(strip, input, group * LANES + lane, this.#rate),
    );
    writeStripPlan(this.#memory, group, lanes);
  }
}
