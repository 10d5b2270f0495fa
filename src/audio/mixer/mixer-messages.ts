/**
 * Messages between the main thread and the audio worker. The worker reads them only while its loop is not running; in
 * the loop it reads only EngineWord.COMMAND. Pure.
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
  /** `run` opens the source and mixes until COMMAND says `leave`. */
  { type: 'run'; source: SourceDescription } | { type: 'stop' };

/** Audio worker → main. */
export type FromMixer =
  | { type: 'running' }
  /** The source could not be opened; the worker waits for another `run`. */
  | { type: 'failed'; code: string; message: string }
  /** The worker has left its loop and closed the source. */
  | { type: 'left' }
  | { type: 'warning'; line: string };
