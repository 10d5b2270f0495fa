/** Between the page that tries a phone and its worker. Types only. */

export type Ask =
  | { readonly do: 'timer'; readonly everyMs: number; readonly forMs: number }
  | { readonly do: 'opus'; readonly url: string; readonly packets: readonly Uint8Array[]; readonly rounds: number }
  /** How many frames of sound came by WebRTC so far. */
  | { readonly do: 'frames' }
  | { readonly do: 'away-start'; readonly everyMs: number; readonly askMs: number; readonly url: string }
  | { readonly do: 'away-stop' };

export interface Asked {
  readonly id: number;
  readonly ask: Ask;
}

export interface Answers {
  /** Time from tick to tick, ms. */
  readonly timer: readonly number[];
  /** Of all rounds: time taken, and mean level of the sound. */
  readonly opus: { readonly tookMs: number; readonly rms: number };
  readonly frames: number;
  readonly 'away-start': null;
  /** Moments by `Date.now()`. */
  readonly 'away-stop': { readonly ticks: readonly number[]; readonly answers: readonly number[] };
}

export type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly fault: string });
