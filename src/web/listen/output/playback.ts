/**
 * One rung as the listener uses it. Implemented by playback-worklet.ts and playback-ahead.ts. Types only.
 */
import type { LeadBounds } from '../../../playout/lead-bounds.js';
import type { PlayoutStats } from '../../../playout/playout-types.js';
import type { Rung } from './ladder.js';

/** Addresses of the built scripts, same origin. */
export interface PlaybackScripts {
  readonly workletUrl: string;
  readonly workerUrl: string;
  /** The decoder of Opus; undefined where PCM is wanted. */
  readonly opusUrl: string | undefined;
}

export interface PlaybackReport {
  /** A copy. */
  readonly stats: PlayoutStats;
  /** `performance.now()` of the render call that took `stats`. */
  readonly atMs: number;
  /** From that call to the context's own present, ms: the delay that the path adds to the output's latency. */
  readonly leadMs: number;
}

/** The connection to the box, as `feed-link.ts` makes it. */
export interface FeedLink {
  /** Connects to the box, and reconnects whenever the connection breaks. */
  open(url: string): void;
  /** Closes the connection; sound that waits still fades out. */
  close(): void;
  retryNow(): void;
  send(text: string): void;
  /**
   * Lets the browser's own player play the same stream besides, or no longer. To be called again while it shall play.
   * @returns whether it puts out sound now; it cannot without a session of RTP
   */
  playElsewhere(on: boolean): boolean;
  /** Closes the connection and releases the worker. */
  end(): void;
}

/** Lives from `start` to `stop` or to the next rung. Page's main thread. */
export interface Playback {
  readonly rung: Rung;
  /** The node that puts out the sound; not connected yet. */
  readonly node: AudioNode;
  /** Undefined until the first render call. */
  readonly report: PlaybackReport | undefined;
  /** The connection to the box; `dispose` ends it. */
  readonly link: Omit<FeedLink, 'end'>;
  /**
   * Plays chirps in place of the music; resolves once they are over, with their capture times on the box's clock, ms.
   * Undefined where this rung cannot.
   */
  readonly chirp: (() => Promise<readonly number[]>) | undefined;
  /** Sets between which leads playout moves. */
  setBounds(bounds: LeadBounds): void;
  /** Releases everything; the node is disconnected. */
  dispose(): void;
}

/** Events of a playback for its owner. */
export interface PlaybackEvents {
  opened(): void;
  closed(code: number): void;
  /** Any message but sound. */
  message(data: ArrayBuffer): void;
}
