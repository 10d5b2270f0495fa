/**
 * The engine's shared memory: one shared WebAssembly.Memory holds the capture ring, every bus, and the words by which
 * main thread, audio worker and stream worker talk. Pure. All offsets are bytes from the start of the memory.
 *
 * Threads: M main, A audio worker (mixer), S stream worker. Each word has one writer, named beside it, except STATE
 * of a bus, which moves round a circle: M free→starting, A starting→playing, S (or M) starting or playing→leaving, A
 * leaving→free (M where no mixer runs to do it, and the bus is needed).
 */
import { MAX_BUSES, MAX_CHANNELS } from './format.js';
import { ringBytes } from './ring/ring-layout.js';

/** Below this the kernel keeps its own static data. */
export const KERNEL_RESERVED = 65_536;

/** Engine header, Int32 words. */
export const EngineWord = {
  MAGIC: 0,
  PERIOD: 1,
  /**
   * Frames of every bus written so far (wraps): sample `n` of a bus is made of sample `n` of the inputs. Trails the
   * ring's READ_POS by LOOK_AHEAD, so it starts at −LOOK_AHEAD. Compare by signed difference. A
   */
  OUT_POS: 2,
  /** Periods mixed. A */
  PERIODS: 3,
  /** Periods lost because the mixer was lapped. A */
  LOST_PERIODS: 4,
  /** u16, changes when the stream restarts. M */
  EPOCH: 5,
  /** `MixerCommand`. M writes and notifies. */
  COMMAND: 6,
  /** Rung (Atomics.notify) when OUT_POS moved and somebody has a packet due. A */
  DOORBELL: 7,
  /** Seqlock of the stamp below. A */
  STAMP_SEQ: 8,
  /** OUT_POS the stamp belongs to. A */
  STAMP_POS: 9,
  /** Float64 (words 10, 11): capture time of the frame before STAMP_POS, CLOCK_MONOTONIC ms. A */
  STAMP_TIME: 10,
  /** Highest bus index in use + 1. M */
  BUSES: 12,
  /** Count of discontinuities (xrun, lapped mixer) so far; S sets the packet flag when it changes. A */
  DISCONTINUITIES: 13,
  /**
   * OUT_POS at which the next packet of any listener is whole: from there on the mixer rings at every period, until S
   * moves it. S
   */
  BELL_AT: 14,
  /** Handle of S's bell of the native addon, 0 = none: then DOORBELL is what wakes it. S */
  BELL: 15,
  /**
   * Float64 (words 16, 17), under STAMP_SEQ too: when the mixer finished the period that ends at STAMP_POS,
   * CLOCK_MONOTONIC ms. A
   */
  STAMP_MIXED: 16,
  /** Rises while the main thread's loop turns, once the app shows it; S watches it. M */
  MAIN_PROGRESS: 18,
  /** Rises while the audio worker's loop turns, whether or not a source plays. A */
  MIXER_PROGRESS: 19,
  /** `MixerPhase`. A */
  MIXER_PHASE: 20,
  /** Rises while the stream worker's loop turns. S */
  STREAM_PROGRESS: 21,
} as const;
export const ENGINE_MAGIC = 0x31454253;
export const ENGINE_HEADER_BYTES = 256;

/** EngineWord.COMMAND: what the main thread wants of the mixer's loop. */
export const MixerCommand = { run: 0, leave: 1 } as const;

/** EngineWord.MIXER_PHASE: no source; one is opened or closed, and may keep the thread waiting; one is mixed. */
export const MixerPhase = { idle: 0, changing: 1, mixing: 2 } as const;

/** Bus STATE values. */
export const BusState = { free: 0, starting: 1, playing: 2, leaving: 3 } as const;

/** Bus header, Int32 words. */
export const BusWord = {
  STATE: 0,
  /** Seqlock count of the plan: even = whole; the half to read is `(seq >> 1) & 1`. M */
  PLAN_SEQ: 1,
  /** First position of this bus' sound; valid once STATE is playing. May lie up to LOOK_AHEAD ahead of OUT_POS. A */
  START_POS: 2,
  /** Largest |sample| of L and R since last cleared, float32 bits. A; M clears. */
  PEAK_L: 3,
  PEAK_R: 4,
  /** Smallest limiter gain since last cleared, float32 bits. A; M clears to 1. */
  LIMITER_GAIN: 5,
} as const;
export const BUS_HEADER_BYTES = 64;

/**
 * One plan: gains to the left for 64 channels, then to the right, float32 linear (fader × pan × master, mute and solo
 * applied).
 */
export const PLAN_BYTES = MAX_CHANNELS * 2 * 4;

/** The limiter looks this many frames ahead (0.7 ms): a bus trails the capture ring by as much. Two blocks. */
export const LOOK_AHEAD = 32;

/** The kernel works in blocks of this many frames; positions of ring and buses are whole multiples of it. */
export const BLOCK_FRAMES = 16;

/** Frames of a bus' output ring, a power of two: 341 ms. s16 stereo interleaved. */
export const OUT_CAPACITY = 16_384;
export const OUT_RING_BYTES = OUT_CAPACITY * 4;

/** Private state of the mixer for a bus (current and target gains, look-ahead, limiter); only A touches it. */
export const BUS_PRIVATE_BYTES = 8_192;

export const BUS_STRIDE = BUS_HEADER_BYTES + 2 * PLAN_BYTES + BUS_PRIVATE_BYTES + OUT_RING_BYTES;

/**
 * Input meters: the largest |sample| of every channel since last cleared (float32 bits; A raises, M clears), then from
 * METER_SUMS the sum of squares of every channel since the stream began (float64, A), then at METER_FRAMES the frames
 * they cover (Int32, wraps, A). M takes differences, so nothing but the peaks has two writers.
 */
export const METER_SUMS = MAX_CHANNELS * 4;
export const METER_FRAMES = METER_SUMS + MAX_CHANNELS * 8;
export const METER_BYTES = METER_FRAMES + 64;

/** Offsets. */
export const ENGINE_OFFSET = KERNEL_RESERVED;
export const METER_OFFSET = ENGINE_OFFSET + ENGINE_HEADER_BYTES;
export const RING_OFFSET = METER_OFFSET + 1024;
export const BUS_OFFSET = RING_OFFSET + ringBytes(MAX_CHANNELS);
/** Scratch of the stream worker's kernel instance (native packets), and histograms. */
export const SCRATCH_OFFSET = BUS_OFFSET + MAX_BUSES * BUS_STRIDE;
export const SCRATCH_BYTES = 1 << 20;
/** Latency histograms (see `histogram.ts`). */
export const HISTOGRAM_OFFSET = SCRATCH_OFFSET + SCRATCH_BYTES;
export const HISTOGRAM_BYTES = 65_536;
export const MEMORY_BYTES = HISTOGRAM_OFFSET + HISTOGRAM_BYTES;
/** 64 KiB pages of the shared memory; initial = maximum. */
export const MEMORY_PAGES = Math.ceil(MEMORY_BYTES / 65_536);

export function busOffset(bus: number): number {
  return BUS_OFFSET + bus * BUS_STRIDE;
}
export function planOffset(bus: number, half: 0 | 1): number {
  return busOffset(bus) + BUS_HEADER_BYTES + half * PLAN_BYTES;
}
export function busPrivateOffset(bus: number): number {
  return busOffset(bus) + BUS_HEADER_BYTES + 2 * PLAN_BYTES;
}
export function outRingOffset(bus: number): number {
  return busPrivateOffset(bus) + BUS_PRIVATE_BYTES;
}
