/**
 * The engine's shared memory. One shared WebAssembly.Memory holds the capture ring, every bus, and the
 * words through which the main thread, the audio worker and the stream worker communicate. Pure. All
 * offsets are bytes from the start of the memory.
 *
 * Threads: M main, A audio worker (mixer), S stream worker. Each word has one writer, named at the end of its comment.
 * The exception is STATE of a bus, which runs in a circle:
 * - free → starting: M
 * - starting → playing: A
 * - starting or playing → leaving: S
 * - leaving → free: A, or M when it needs a bus and none is free
 */
import { MAX_BUSES, MAX_CHANNELS } from '../format.js';
import { ringBytes } from './ring-layout.js';

/** Bytes below this offset belong to the kernel's own static data. */
export const KERNEL_RESERVED = 65_536;

/** Engine header, Int32 words. */
export const EngineWord = {
  MAGIC: 0,
  PERIOD: 1,
  /**
   * Frames written to every bus so far (wraps). Sample `n` of a bus is made from sample `n` of the inputs. OUT_POS
   * trails the ring's READ_POS by LOOK_AHEAD, so it starts at −LOOK_AHEAD. Compare by signed difference. A
   */
  OUT_POS: 2,
  /** Periods mixed. A */
  PERIODS: 3,
  /** Periods lost because the mixer was lapped. A */
  LOST_PERIODS: 4,
  /** Stream epoch, u16: changes when the stream restarts. M */
  EPOCH: 5,
  /** A `MixerCommand`. M writes and notifies. */
  COMMAND: 6,
  /** Raised and notified (Atomics.notify) when OUT_POS reached WAKE_AT and S has no waker in the addon. A */
  WAKE_COUNT: 7,
  /** Seqlock of the stamp below. A */
  STAMP_SEQ: 8,
  /** The OUT_POS that the stamp belongs to. A */
  STAMP_POS: 9,
  /** Float64 (words 10 and 11): capture time of the frame before STAMP_POS, CLOCK_MONOTONIC ms. A */
  STAMP_TIME: 10,
  /** Highest bus index in use + 1. M */
  BUSES: 12,
  /** Discontinuities (xrun, lapped mixer) so far. S sets the packet flag when it changes. A */
  DISCONTINUITIES: 13,
  /**
   * The OUT_POS at which the next packet of any listener is complete. From there on the mixer wakes S after
   * every period, until S moves this word. S
   */
  WAKE_AT: 14,
  /** Handle of S's waker in the native addon. 0 = none: then WAKE_COUNT wakes S. S */
  WAKER: 15,
  /**
   * Float64 (words 16 and 17), also under STAMP_SEQ: when the mixer finished the period that
   * ends at STAMP_POS, CLOCK_MONOTONIC ms. A
   */
  STAMP_MIXED: 16,
  /** Rises while the main thread's loop runs, once the app has called `showMainProgress`. S watches it. M */
  MAIN_PROGRESS: 18,
  /** Rises while the audio worker's loop runs, whether or not a source plays. A */
  MIXER_PROGRESS: 19,
  /** A `MixerPhase`. A */
  MIXER_PHASE: 20,
  /** Rises while the stream worker's loop runs. S */
  STREAM_PROGRESS: 21,
} as const;
export const ENGINE_MAGIC = 0x31454253;
export const ENGINE_HEADER_BYTES = 256;

/** EngineWord.COMMAND: what the main thread asks of the mixer's loop. */
export const MixerCommand = { run: 0, leave: 1 } as const;

/**
 * EngineWord.MIXER_PHASE. `idle`: no source. `changing`: opens or closes a source,
 * which may block. `mixing`: mixes a source.
 */
export const MixerPhase = { idle: 0, changing: 1, mixing: 2 } as const;

/** Bus STATE values. */
export const BusState = { free: 0, starting: 1, playing: 2, leaving: 3 } as const;

/** Bus header, Int32 words. */
export const BusWord = {
  STATE: 0,
  /** Seqlock count of the plan: even = complete. The half to read is `(seq >> 1) & 1`. M */
  PLAN_SEQ: 1,
  /** First position of this bus' sound, valid once STATE is playing. At most LOOK_AHEAD ahead of OUT_POS. A */
  START_POS: 2,
  /** Largest |sample| of L and R since last cleared, float32 bits. A raises; M clears. */
  PEAK_L: 3,
  PEAK_R: 4,
  /** Smallest limiter gain since last cleared, float32 bits. A lowers; M sets back to 1. */
  LIMITER_GAIN: 5,
} as const;
export const BUS_HEADER_BYTES = 64;

/**
 * One plan: 64 gains to the left, then 64 to the right, float32 linear. Each is fader ×
 * pan × master, with mute and solo applied.
 */
export const PLAN_BYTES = MAX_CHANNELS * 2 * 4;

/** Frames the limiter looks ahead (0.7 ms), two blocks. A bus trails the capture ring by as much. */
export const LOOK_AHEAD = 32;

/** Frames per block of the kernel. Positions of the ring and the buses are whole multiples of it. */
export const BLOCK_FRAMES = 16;

/** Frames in the output ring of a bus, a power of two: 341 ms at 48 kHz. s16 stereo interleaved. */
export const OUT_CAPACITY = 16_384;
export const OUT_RING_BYTES = OUT_CAPACITY * 4;

/** Private state of the mixer for one bus (current and target gains, look-ahead, limiter). Only A uses it. @public */
export const BUS_PRIVATE_BYTES = 8_192;

export const BUS_STRIDE = BUS_HEADER_BYTES + 2 * PLAN_BYTES + BUS_PRIVATE_BYTES + OUT_RING_BYTES;

/**
 * Input meters. At 0: the largest |sample| of every channel since last cleared (float32 bits; A raises, M clears). At
 * METER_SUMS: the sum of squares of every channel since the stream began (float64, A). At METER_FRAMES: the number of
 * frames in these sums (Int32, wraps, A). M computes differences of the sums, so only the peaks have two writers.
 */
export const METER_SUMS = MAX_CHANNELS * 4;
export const METER_FRAMES = METER_SUMS + MAX_CHANNELS * 8;
export const METER_BYTES = METER_FRAMES + 64;

export const ENGINE_OFFSET = KERNEL_RESERVED;
export const METER_OFFSET = ENGINE_OFFSET + ENGINE_HEADER_BYTES;
export const RING_OFFSET = METER_OFFSET + 1024;
export const BUS_OFFSET = RING_OFFSET + ringBytes(MAX_CHANNELS);
/** Scratch memory for native packets, used by the stream worker's kernel instance. */
export const SCRATCH_OFFSET = BUS_OFFSET + MAX_BUSES * BUS_STRIDE;
export const SCRATCH_BYTES = 1 << 20;
/** Latency histograms (see `histogram.ts`). */
export const HISTOGRAM_OFFSET = SCRATCH_OFFSET + SCRATCH_BYTES;
export const HISTOGRAM_BYTES = 65_536;
/**
 * The strips of the inputs, in groups of four: input `n` is lane `n & 3` of group `n >> 2`. A header, then per group
 * two halves of a plan (as for a bus) and the mixer's own state. Then the sound after the strips, laid out as in the
 * capture ring; only the lanes of groups in RAW_GROUPS are kept up to date.
 */
export const STRIP_OFFSET = HISTOGRAM_OFFSET + HISTOGRAM_BYTES;
/** Strip header, Int32 words. */
export const StripWord = {
  /** Bit `n`: raw channels of group `n` come from the sound after the strips. A */
  RAW_GROUPS: 0,
  /** First of 16 words, one per group: seqlock count of its plan, as PLAN_SEQ of a bus. M */
  PLAN_SEQ: 16,
  /**
   * First of 64 words, one per input: the largest reduction by its gate since last cleared, in halvings of the level
   * (6.02 dB), float32 bits. A raises; M clears.
   */
  GATE_REDUCTION: 32,
  /** The same of the compressors. */
  COMP_REDUCTION: 32 + MAX_CHANNELS,
} as const;
export const STRIP_HEADER_BYTES = 4 * (32 + 2 * MAX_CHANNELS);
export const STRIP_GROUPS = MAX_CHANNELS / 4;
/** Filter sections in series: two for the high-pass, four for the bands. @public */
export const STRIP_SECTIONS = 6;
/**
 * Rows of a plan, four float32 each, one for each lane. First the polarity (+1 or −1), then g, k, m0, m1, m2 of each
 * section (see `filter-design.ts`). From here on others.
 */
const GATE = 1 + 5 * STRIP_SECTIONS;
export const StripRow = {
  /** Seven of the gate (see `dynamics-design.ts`). */
  GATE,
  /** Seven of the compressor. */
  COMP: GATE + 7,
  /** The input whose level counts too: the partner of a stereo pair, else itself. */
  PARTNER: GATE + 14,
  /** The gain by which the level counts: the trim. */
  LEVEL: GATE + 15,
} as const;
export const STRIP_PLAN_BYTES = 768;
/** Parameters and state of a group's strips, and room for one chunk of its sound. Only A uses it. @public */
export const STRIP_BANK_BYTES = 6336;
/** From one group to the next. @public */
export const STRIP_STRIDE = 2 * STRIP_PLAN_BYTES + STRIP_BANK_BYTES;
export const STRIP_SOUND_OFFSET = STRIP_OFFSET + STRIP_HEADER_BYTES + STRIP_GROUPS * STRIP_STRIDE;
const MEMORY_BYTES = STRIP_SOUND_OFFSET + ringBytes(MAX_CHANNELS);
/** Size of the shared memory in pages of 64 KiB, both initial and maximum. */
export const MEMORY_PAGES = Math.ceil(MEMORY_BYTES / 65_536);

export function busOffset(bus: number): number {
  return BUS_OFFSET + bus * BUS_STRIDE;
}
export function planOffset(bus: number, half: 0 | 1): number {
  return busOffset(bus) + BUS_HEADER_BYTES + half * PLAN_BYTES;
}
function busPrivateOffset(bus: number): number {
  return busOffset(bus) + BUS_HEADER_BYTES + 2 * PLAN_BYTES;
}
/** Address of one half of a strip group's plan. */
export function stripPlanOffset(group: number, half: 0 | 1): number {
  return STRIP_OFFSET + STRIP_HEADER_BYTES + group * STRIP_STRIDE + half * STRIP_PLAN_BYTES;
}
export function outRingOffset(bus: number): number {
  return busPrivateOffset(bus) + BUS_PRIVATE_BYTES;
}
