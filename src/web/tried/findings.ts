/** What the page finds out about a browser: raw figures, and why others are missing. Types, and merging. Pure. */

export interface OutputFigures {
  /** Hertz. */
  readonly rate: number;
  /** The context's own buffer, ms; null where the browser does not report it. */
  readonly baseMs: number | null;
  /** From the context to the ear, ms; null where the browser does not report it. */
  readonly outputMs: number | null;
}

/** Halves and the slowest hundredth, ms. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
}

export interface Figures {
  readonly agent: string;
  /** A secure origin. */
  readonly secure: boolean;
  /** With `latencyHint: 0`. */
  readonly outputFine: OutputFigures;
  /** With `latencyHint: 'interactive'`. */
  readonly outputUsual: OutputFigures;
  readonly playing: {
    readonly seconds: number;
    /** Null where the browser does not count them. */
    readonly underruns: number | null;
    /** How far the audio clock fell behind the page's, ms. */
    readonly slipMs: number;
  };
  /** A playing AudioBuffer shows what is written into it. */
  readonly shares: boolean;
  readonly ring: { readonly heard: boolean; readonly shares: boolean };
  readonly worklet: 'plays' | 'silent' | 'absent';
  /** Time from tick to tick of a timer of 10 ms. */
  readonly pageTimer: Spread;
  readonly workerTimer: Spread;
  readonly box: Spread & { readonly asked: number; readonly failed: number };
  readonly socket: { readonly openMs: number };
  readonly webRtc: { readonly peer: boolean; readonly transform: boolean; readonly streams: boolean };
  /** Between two peers in the page; `frames` of sound that came out before the browser's own player. */
  readonly loop: Spread & { readonly connectMs: number; readonly frames: number };
  readonly simd: boolean;
  /** Time to decode one second of sound; whether the sound was right. */
  readonly opus: { readonly msPerSecond: number; readonly right: boolean };
  readonly wakeLock: boolean;
  readonly mediaSession: boolean;
  readonly audioSession: boolean;
  readonly storage: boolean;
  readonly away: AwayFigures;
}

/** While the page was hidden or the phone locked. Shares of the time, in percent. */
export interface AwayFigures {
  readonly seconds: number;
  /** Of the audio clock. */
  readonly sound: number;
  /** Of the page's timer. */
  readonly page: number;
  /** Of the worker's timer. */
  readonly worker: number;
  /** Answers of the box to the worker. */
  readonly answers: number;
  /** States of the audio context, in order. */
  readonly states: readonly string[];
}

export type FigureId = keyof Figures;

export interface Findings {
  readonly figures: Partial<Figures>;
  /** Why a figure is missing. */
  readonly faults: Readonly<Partial<Record<FigureId, string>>>;
}

export const NOTHING: Findings = { figures: {}, faults: {} };

/** Both; the later word counts. */
export function merged(before: Findings, after: Findings): Findings {
  const settled = new Set<string>([...Object.keys(after.figures), ...Object.keys(after.faults)]);
  const kept = <T extends object>(entries: T) =>
    Object.fromEntries(Object.entries(entries).filter(([id]) => !settled.has(id)));
  return {
    figures: { ...kept(before.figures), ...after.figures },
    faults: { ...kept(before.faults), ...after.faults },
  };
}
