/**
 * Latency histograms in shared memory: one thread records, any thread reads. There are 12 buckets per doubling (6 %
 * each), from 1 µs to 70 minutes. The largest value is kept exactly. Recording allocates nothing and never waits.
 */
import type { StageLatency } from '../engine-api.js';
import { HISTOGRAM_BYTES, HISTOGRAM_OFFSET } from './engine-layout.js';

/** Buckets per doubling. */
const STEPS = 12;
/** When a bucket holds this many, all buckets are halved, long before a word overflows. Percentiles stay the same. */
const FULL_BUCKET = 2 ** 30;
/** The last bucket also takes everything above it. */
const BUCKETS = STEPS * 32;
/** Int32 words of one histogram: the buckets, then the largest value in µs as float64. */
export const WORDS = BUCKETS + 2;

/** The stages, each with the thread that writes it. */
export const Stage = {
  /** Capture of a period's last frame → its mix begins. Mixer. */
  captureToMix: 0,
  /** The mix itself. Mixer. */
  mix: 1,
  /** A packet's last frame mixed → the packet handed to its socket. Stream worker. */
  mixToSocket: 2,
  /** Capture of a packet's last frame → the packet handed to its socket. Stream worker. */
  captureToSocket: 3,
  /** A new native client's handshake came in → its answer was given to the socket. Stream worker. */
  nativeConnect: 4,
  /** The same for a known device whose mix was restored. Stream worker. */
  nativeRestore: 5,
  /** A native connection's end was noticed → its place and bus are free, and the event was delivered. Main thread. */
  nativeDisconnect: 6,
} as const;
export type StageName = keyof typeof Stage;

export class Histogram {
  readonly #counts: Int32Array;
  /** [largest value, µs]. */
  readonly #largest: Float64Array;

  constructor(memory: WebAssembly.Memory, stage: StageName) {
    const offset = HISTOGRAM_OFFSET + Stage[stage] * WORDS * 4;
    if (offset + WORDS * 4 > HISTOGRAM_OFFSET + HISTOGRAM_BYTES) throw new RangeError(`no room for histogram ${stage}`);
    this.#counts = new Int32Array(memory.buffer, offset, BUCKETS);
    this.#largest = new Float64Array(memory.buffer, offset + BUCKETS * 4, 1);
  }

  /** Records one value in microseconds; a negative one counts as 0. Writer's thread only. */
  record(us: number): void {
    const bucket = us < 1 ? 0 : Math.min(BUCKETS - 1, 1 + Math.floor(Math.log2(us) * STEPS));
    if (++this.#counts[bucket]! >= FULL_BUCKET) this.#halve();
    if (us > this.#largest[0]!) this.#largest[0] = us;
  }

  /** Count, percentiles (upper edge of their bucket, at most the largest value) and maximum, µs. */
  read(): StageLatency {
    const counts = this.#counts.slice();
    let count = 0;
    for (const n of counts) count += n;
    const max = this.#largest[0]!;
    return { count, p50: percentile(counts, count, 0.5, max), p99: percentile(counts, count, 0.99, max), max };
  }

  #halve(): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.#counts[bucket]! >>= 1;
  }

  /** Forgets everything. A value recorded at the same moment may survive. */
  clear(): void {
    this.#counts.fill(0);
    this.#largest[0] = 0;
  }
}

function percentile(counts: Int32Array, count: number, part: number, max: number): number {
  if (count === 0) return 0;
  let left = Math.ceil(count * part);
  for (let bucket = 0; bucket < counts.length; bucket++) {
    left -= counts[bucket]!;
    if (left <= 0) return Math.min(max, 2 ** (bucket / STEPS));
  }
  return max;
}
