/**
 * Messages between the main thread and the audio worker, between two runs of its loop: while it runs it hears only
 * EngineWord.COMMAND. Pure.
 */
import type { SourceDescription } from '../format.js';

/** `workerData` of the audio worker. */
export interface MixerWorkerData {
  readonly memory: WebAssembly.Memory;
  readonly kernel: WebAssembly.Module;
  readonly periodFrames: number;
  /** Linear. */
  readonly limiterCeiling: number;
  readonly realtimePriority: number;
  readonly captureCpu: number;
  readonly lockMemory: boolean;
}

/** Main → audio worker. */
export type ToMixer =
  /** Opens the source and mixes until COMMAND says leave. */
  { type: 'run'; source: SourceDescription } | { type: 'stop' };

/** Audio worker → main. */
export type FromMixer =
  | { type: 'running' }
  /** The source could not be opened; the worker waits for another `run`. */
  | { type: 'failed'; code: string; message: string }
  /** The loop was left and the source closed. */
  | { type: 'left' }
  | { type: 'warning'; line: string };
