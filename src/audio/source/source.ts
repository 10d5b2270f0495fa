/**
 * What the mixer knows of a source: a producer that fills the capture ring in real time. ALSA, WAV, tones and the demo
 * band share one interface, one state machine and one contract suite (`test/audio/source/source-contract.ts`).
 *
 * A source lives in the audio worker. It (or its native thread) writes the ring, so the ring's header shows its state,
 * its xruns and the lost frames to every thread.
 */
import type { SourceDescription } from '../format.js';
import type { SourceState } from '../shared/ring.js';

export type { SourceState } from '../shared/ring.js';

/** Audio worker only, unless a comment says otherwise. */
export interface Source {
  readonly description: SourceDescription;
  /**
   * closed → prepared (opened, first sound ready) → running (paced in real time).
   * - running ⇄ xrun: sound was lost and replaced by silence; running again by itself.
   * - → gone → running: card unplugged or file unreadable. Silence in real time while the source waits for its return.
   */
  readonly state: SourceState;
  /** prepared → running: from now on frames arrive in real time. Call it once. */
  start(): void;
  /**
   * Blocks the thread until the ring's WRITE_POS reaches `position` (signed difference), EngineWord.COMMAND asks the
   * mixer to leave, or 100 ms passed. Allocates nothing, never throws. The caller reads WRITE_POS to see what came.
   */
  wait(position: number): void;
  /** → closed, from any state; a second call is harmless. Nothing writes the ring after it resolves. */
  close(): Promise<void>;
}

/** Options for opening a source. */
export interface SourceOptions {
  readonly memory: WebAssembly.Memory;
  /** Frames the mixer takes at a time. Synthetic sources produce whole periods of this length. */
  readonly periodFrames: number;
  /** SCHED_FIFO priority of a capture thread; 0 leaves it as it is. */
  readonly realtimePriority: number;
  /** CPU of a capture thread; −1 = any. */
  readonly captureCpu: number;
  readonly lockMemory: boolean;
  /** Receives one line for people about a setting that the system refused. */
  readonly warn: (line: string) => void;
}
