/**
 * The main thread's end of the connection to the audio worker.
 */
import { Worker } from 'node:worker_threads';
import { barrier, type FaultSink } from '../../base/barrier.js';
import { CodedError } from '../../base/errors.js';
import type { SourceDescription } from '../format.js';
import { EngineWord, MixerCommand } from '../shared/engine-layout.js';
import { engineHeader } from '../shared/engine-memory.js';
import { type WatchedWorker, watchWorker } from '../worker-watch.js';
import type { FromMixer, MixerWorkerData, ToMixer } from './mixer-messages.js';

export class MixerLink {
  readonly #worker: Worker;
  readonly #watched: WatchedWorker;
  readonly #header: Int32Array;
  #running = false;
  #stopping = false;
  #leaving: Promise<void> | undefined;
  #answer: ((message: FromMixer) => void) | undefined;

  constructor(
    data: MixerWorkerData,
    warn: (line: string) => void,
    onFault: FaultSink,
    died: (error: CodedError) => void,
  ) {
    this.#header = engineHeader(data.memory);
    this.#worker = new Worker(new URL('./mixer-worker.js', import.meta.url), { workerData: data, name: 'mixer' });
    this.#watched = watchWorker(this.#worker, 'audio worker', died);
    const take = (message: FromMixer): void => {
      if (message.type === 'warning') warn(message.line);
      else this.#answer?.(message);
    };
    this.#worker.on('message', barrier('the audio worker', onFault, take));
    // A worker that has ended gives no answer: resolves every wait for one.
    this.#worker.once('exit', () => {
      this.#running = false;
      this.#answer?.({ type: 'failed', code: 'stopping', message: 'the audio worker has ended: the box is stopping' });
    });
  }

  /**
   * Opens a source and mixes it. Throws the source's error if it cannot be opened,
   * and throws once the worker is stopping.
   */
  async run(source: SourceDescription): Promise<void> {
    if (this.#stopping) throw new CodedError('stopping', `${source.spec} cannot be opened: the box is stopping`);
    Atomics.store(this.#header, EngineWord.COMMAND, MixerCommand.run);
    this.#send({ type: 'run', source });
    const answer = await this.#next();
    if (answer.type === 'failed') throw new CodedError(answer.code, answer.message);
    this.#running = true;
  }

  /** Leaves the loop and closes the source. A second call meanwhile returns the same promise. */
  leave(): Promise<void> {
    this.#leaving ??= this.#leave().finally(() => {
      this.#leaving = undefined;
    });
    return this.#leaving;
  }

  async #leave(): Promise<void> {
    if (!this.#running) return;
    const left = this.#next();
    Atomics.store(this.#header, EngineWord.COMMAND, MixerCommand.leave);
    Atomics.notify(this.#header, EngineWord.COMMAND);
    await left;
    this.#running = false;
  }

  /** Ends the worker within `deadlineMs`, even if it is just opening a source. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    const ended = this.#watched.ended(deadlineMs);
    const left = this.leave();
    // A source that is still being opened leaves its loop as soon as it enters it.
    Atomics.store(this.#header, EngineWord.COMMAND, MixerCommand.leave);
    await Promise.race([left.then(() => this.#send({ type: 'stop' })), ended]);
    await ended;
  }

  #send(message: ToMixer): void {
    this.#worker.postMessage(message);
  }

  /** The worker's next answer. Each request has one answer, and there is one request at a time. */
  #next(): Promise<FromMixer> {
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }
}
