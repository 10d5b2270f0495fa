/** Reads the counters and histograms that the threads keep in shared memory. Main thread. */
import type { EngineProgress, EngineStats } from './engine-api.js';
import { EngineWord, MixerPhase } from './shared/engine-layout.js';
import { engineHeader, ringHeader } from './shared/engine-memory.js';
import { Histogram } from './shared/histogram.js';
import { RingWord } from './shared/ring-layout.js';

export class EngineCounters {
  readonly #memory: WebAssembly.Memory;
  readonly #header: Int32Array;
  readonly #ring: Int32Array;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#header = engineHeader(memory);
    this.#ring = ringHeader(memory);
  }

  read(): Pick<EngineStats, 'periods' | 'lostPeriods' | 'xruns' | 'latency'> {
    const stage = (name: keyof EngineStats['latency']) => new Histogram(this.#memory, name).read();
    return {
      periods: this.#word(EngineWord.PERIODS) >>> 0,
      lostPeriods: this.#word(EngineWord.LOST_PERIODS),
      xruns: Atomics.load(this.#ring, RingWord.XRUNS),
      latency: {
        captureToMix: stage('captureToMix'),
        mix: stage('mix'),
        mixToSocket: stage('mixToSocket'),
        captureToSocket: stage('captureToSocket'),
        nativeConnect: stage('nativeConnect'),
        nativeRestore: stage('nativeRestore'),
        nativeDisconnect: stage('nativeDisconnect'),
      },
    };
  }

  progress(): EngineProgress {
    const phase = this.#word(EngineWord.MIXER_PHASE);
    return {
      mixer: this.#word(EngineWord.MIXER_PROGRESS),
      mixing: phase === MixerPhase.mixing,
      changingSource: phase === MixerPhase.changing,
      stream: this.#word(EngineWord.STREAM_PROGRESS),
      periods: this.#word(EngineWord.PERIODS),
    };
  }

  #word(word: number): number {
    return Atomics.load(this.#header, word);
  }
}
