/**
 * Records which bus plays which mix to whom. Main thread only: it alone allocates buses and writes their plans.
 */

import { gainToDb } from '../base/units.js';
import type { Mix } from '../wire/mix.js';
import type { WebGrant } from './engine-api.js';
import { MAX_BUSES } from './format.js';
import { PLAN_GAINS, planMix } from './mixer/mix-plan.js';
import { BusState, BusWord, EngineWord } from './shared/engine-layout.js';
import { busHeader, engineHeader, writePlan } from './shared/engine-memory.js';

/** Levels of a bus since they were last read: linear peaks, largest gain reduction in dB (≥ 0). */
export interface BusLevel {
  readonly peakL: number;
  readonly peakR: number;
  readonly reductionDb: number;
}

interface Playing {
  /** The listening device. */
  readonly device: string;
  /** Device that owns the mix. */
  readonly owner: string;
  mix: Mix;
}

const ONE = floatBits(1);

export class BusTable {
  readonly #memory: WebAssembly.Memory;
  readonly #engine: Int32Array;
  readonly #headers: readonly Int32Array[];
  readonly #playing: (Playing | undefined)[] = new Array(MAX_BUSES).fill(undefined);
  #inputs: number;
  #muted = false;

  constructor(memory: WebAssembly.Memory, inputs: number) {
    this.#memory = memory;
    this.#engine = engineHeader(memory);
    this.#headers = Array.from({ length: MAX_BUSES }, (_, bus) => busHeader(memory, bus));
    this.#inputs = inputs;
  }

  /** Starts a bus, or returns undefined when all are taken. The bus fades in at the mixer's next period. */
  start(grant: WebGrant, mix: Mix): number | undefined {
    const bus = this.#free();
    if (bus === undefined) return undefined;
    const header = this.#headers[bus]!;
    Atomics.store(header, BusWord.PEAK_L, 0);
    Atomics.store(header, BusWord.PEAK_R, 0);
    Atomics.store(header, BusWord.LIMITER_GAIN, ONE);
    this.#playing[bus] = { device: grant.device, owner: grant.mix, mix };
    this.#write(bus);
    Atomics.store(header, BusWord.STATE, BusState.starting);
    this.#fitBuses();
    return bus;
  }

  /** Whether the bus is starting or playing, so its listener has not left it. */
  plays(bus: number): boolean {
    const state = Atomics.load(this.#headers[bus]!, BusWord.STATE);
    return state === BusState.starting || state === BusState.playing;
  }

  /**
   * Finds a free bus. The mixer frees buses that their listeners left, but only while a source plays. So when no
   * bus is free, this takes a leaving one. That is safe while the mixer runs: it starts such a bus anew, and
   * frees only a bus that is still leaving.
   */
  #free(): number | undefined {
    for (const wanted of [BusState.free, BusState.leaving]) {
      const bus = this.#headers.findIndex(
        (header) => Atomics.compareExchange(header, BusWord.STATE, wanted, BusState.free) === wanted,
      );
      if (bus >= 0) return bus;
    }
    return undefined;
  }

  /** Applies a changed mix: every bus that plays it ramps to the new gains. */
  setMix(owner: string, mix: Mix): void {
    this.#each((bus, playing) => {
      if (playing.owner !== owner) return;
      playing.mix = mix;
      this.#write(bus);
    });
  }

  /** Ramps every bus to silence. */
  mute(): void {
    this.#muted = true;
    this.#each((bus) => this.#write(bus));
  }

  /** Ramps every bus back to its mix, for a source with this many inputs. */
  unmute(inputs: number): void {
    this.#muted = false;
    this.#inputs = inputs;
    this.#each((bus) => this.#write(bus));
  }

  /** Levels since the last read of every active bus, by listening device. */
  levels(): ReadonlyMap<string, BusLevel> {
    const levels = new Map<string, BusLevel>();
    this.#each((bus, { device }) => {
      const header = this.#headers[bus]!;
      levels.set(device, {
        peakL: bitsFloat(Atomics.exchange(header, BusWord.PEAK_L, 0)),
        peakR: bitsFloat(Atomics.exchange(header, BusWord.PEAK_R, 0)),
        // 0 − x, so that no reduction is 0, not −0.
        reductionDb: 0 - gainToDb(bitsFloat(Atomics.exchange(header, BusWord.LIMITER_GAIN, ONE))),
      });
    });
    return levels;
  }

  #write(bus: number): void {
    const plan = this.#muted ? new Float32Array(PLAN_GAINS) : planMix(this.#playing[bus]!.mix, this.#inputs);
    writePlan(this.#memory, bus, plan);
  }

  /** Visits every bus that is starting or playing, and forgets the others. */
  #each(visit: (bus: number, playing: Playing) => void): void {
    this.#playing.forEach((playing, bus) => {
      if (!playing) return;
      if (this.plays(bus)) visit(bus, playing);
      else this.#playing[bus] = undefined;
    });
  }

  /** Sets BUSES so that it covers every bus that is not free: the mixer must still free the leaving ones. */
  #fitBuses(): void {
    const last = this.#headers.findLastIndex((header) => Atomics.load(header, BusWord.STATE) !== BusState.free);
    Atomics.store(this.#engine, EngineWord.BUSES, last + 1);
  }
}

function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}

function bitsFloat(bits: number): number {
  return new Float32Array(Int32Array.of(bits).buffer)[0]!;
}
