/**
 * The main thread's end of the audio worker.
 */
import { Worker } from 'node:worker_threads';
import { EngineWord, MixerCommand } from '../engine-layout.js';
import { engineHeader } from '../engine-memory.js';
import { AudioError } from '../errors.js';
import type { SourceDescription } from '../format.js';
import { type WatchedWorker, watchWorker } from '../worker-watch.js';
import type { FromMixer, MixerWorkerData, ToMixer } from './mixer-messages.js';

export class MixerLink {
  readonly #worker: Worker;
  readonly #watched: WatchedWorker;
  readonly #header: Int32Array;
  #running = false;
  #answer: ((message: FromMixer) => void) | undefined;

  constructor(data: MixerWorkerData, warn: (line: string) => void, died: (error: AudioError) => void) {
    this.#header = engineHeader(data.memory);
    this.#worker = new Worker(new URL('./mixer-worker.js', import.meta.url), { workerData: data, name: 'mixer' });
    this.#watched = watchWorker(this.#worker, 'audio worker', died);
    this.#worker.on('message', (message: FromMixer) => {
      if (message.type === 'warning') warn(message.line);
      else this.#answer?.(message);
    });
  }

  /** Opens a source and mixes it. Throws what the source says where it cannot be opened. */
  async run(source: SourceDescription): Promise<void> {
    Atomics.store(this.#header, EngineWord.COMMAND, MixerCommand.run);
    this.#send({ type: 'run', source });
    const answer = await this.#next();
    if (answer.type === 'failed') throw new AudioError(answer.code, answer.message);
    this.#running = true;
  }

  /** Leaves the loop and closes the source. */
  async leave(): Promise<void> {
    if (!this.#running) return;
    const left = this.#next();
    Atomics.store(this.#header, EngineWord.COMMAND, MixerCommand.leave);
    Atomics.notify(this.#header, EngineWord.COMMAND);
    await left;
    this.#running = false;
  }

  /** Ends the worker within `deadlineMs`. */
  async stop(deadlineMs: number): Promise<void> {
    const ended = this.#watched.ended(deadlineMs);
    await Promise.race([this.leave().then(() => this.#send({ type: 'stop' })), ended]);
    await ended;
  }

  #send(message: ToMixer): void {
    this.#worker.postMessage(message);
  }

  /** The worker's next answer; there is one to each request, and one request at a time. */
  #next(): Promise<FromMixer> {
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }
}
