/**
 * One way out of the browser, as the listener uses it. Three implement it: playback-worklet.ts, playback-script.ts,
 * playback-buffers.ts. Types only.
 */
import type { PlayoutStats } from '../../audio/playout/playout-types.js';
import type { Rung } from './ladder.js';

export interface PlaybackReport {
  /** A copy. */
  readonly stats: PlayoutStats;
  /** `performance.now()` of the render call it was taken in. */
  readonly atMs: number;
  /** From that call to the context's own present, ms: what the path adds on top of the output's latency. */
  readonly leadMs: number;
}

/** Lives from `start` to `stop` or to the next rung. Page's main thread. */
export interface Playback {
  readonly rung: Rung;
  /** Where its sound comes out; not connected yet. */
  readonly node: AudioNode;
  /** Undefined until the first render call. */
  readonly report: PlaybackReport | undefined;
  /** Connects to the box, and again whenever that breaks. */
  open(url: string): void;
  /** Breaks the connection; sound that waits still fades out. */
  close(): void;
  retryNow(): void;
  send(text: string): void;
  setFloor(ms: number): void;
  /** Gives back everything; the node is disconnected. */
  dispose(): void;
}

/** What a playback tells its owner. */
export interface PlaybackEvents {
  opened(): void;
  closed(code: number): void;
  /** Any message but sound. */
  message(data: ArrayBuffer): void;
}
