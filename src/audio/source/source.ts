/**
 * What the mixer knows of a source: a producer that fills the capture ring in real time. One interface, one state
 * machine and one contract suite (`test/audio/source/source-contract.ts`) for ALSA, WAV, tones and the demo band.
 *
 * A source lives in the audio worker. It writes the ring itself (or its native thread does), so the ring's header
 * shows its state, its xruns and the frames they cost to every thread.
 */
import type { SourceDescription } from '../format.js';
import type { SourceState } from '../ring/ring.js';

export type { SourceState } from '../ring/ring.js';

/**
 * closed → prepared (opened, first sound ready) → running (paced in real time) ⇄ xrun (sound was lost, silence stands
 * for it, running again by itself) · gone (card unplugged, file unreadable: silence goes on in real time, the source
 * looks for its return) → running.
 */
export const SOURCE_TRANSITIONS: Readonly<Record<SourceState, readonly SourceState[]>> = {
  closed: ['prepared'],
  prepared: ['running', 'gone', 'closed'],
  running: ['xrun', 'gone', 'closed'],
  xrun: ['running', 'gone', 'closed'],
  gone: ['running', 'closed'],
};

/** Whether a source may go from one state to another; staying is no move. */
export function mayMove(from: SourceState, to: SourceState): boolean {
  return SOURCE_TRANSITIONS[from].includes(to);
}

/** Audio worker only, unless said otherwise. */
export interface Source {
  readonly description: SourceDescription;
  readonly state: SourceState;
  /** prepared → running: from now on frames arrive in real time. Once. */
  start(): void;
  /**
   * Blocks the thread until the ring's WRITE_POS reaches `position` (signed difference), the main thread wants the
   * mixer (EngineWord.COMMAND), or 100 ms passed. Allocates nothing, never throws. The caller looks at WRITE_POS for
   * what came.
   */
  wait(position: number): void;
  /** → closed, from any state; harmless a second time. Nothing writes the ring once it resolves. */
  close(): Promise<void>;
}

/** How a source is to be opened. */
export interface SourceOptions {
  readonly memory: WebAssembly.Memory;
  /** Frames the mixer takes at a time; synthetic sources arrive in such periods. */
  readonly periodFrames: number;
  /** SCHED_FIFO priority of a capture thread, 0 = leave as is. */
  readonly realtimePriority: number;
  /** CPU of a capture thread, −1 = any. */
  readonly captureCpu: number;
  readonly lockMemory: boolean;
  /** One line for people: a setting that had to be given up. */
  readonly warn: (line: string) => void;
}

/**
 * Opens a source: closed → prepared. Looks again at what was described (a file may have changed since) and throws an
 * `AudioError` naming it. Writes RingWord.CHANNELS.
 */
export type OpenSource = (description: SourceDescription, options: SourceOptions) => Promise<Source>;
