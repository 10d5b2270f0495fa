/**
 * The main thread's end of the connection to the stream worker.
 */
import { Worker } from 'node:worker_threads';
import { barrier, type FaultSink } from '../../base/barrier.js';
import { CodedError } from '../../base/errors.js';
import { NumberedRequests } from '../../base/numbered-requests.js';
import type { ListenerStats } from '../engine-api.js';
import { type WatchedWorker, watchWorker } from '../worker-watch.js';
import type { MediaFigures } from './media/media-link.js';
import type { OpusFigures } from './opus/encoder-pool.js';
import type { FromStream, StreamWorkerData, ToStream } from './stream-messages.js';

/** The ports that were really opened. */
export interface StreamPorts {
  readonly audioPort: number;
  readonly nativePort: number;
  readonly tlsAudioPort?: number;
}

/** A worker that does not answer within this is considered overloaded, ms. */
const STATS_DEADLINE_MS = 1000;

/** The listeners. `late`: the worker did not answer in time, so these come from its last answer. */
export interface StreamStats {
  readonly listeners: readonly ListenerStats[];
  /** Undefined before the worker's first answer. */
  readonly opus: OpusFigures | undefined;
  readonly media: MediaFigures | undefined;
  readonly late: boolean;
}

export class StreamLink {
  readonly #worker: Worker;
  readonly #watched: WatchedWorker;
  #known: Omit<StreamStats, 'late'> = { listeners: [], opus: undefined, media: undefined };
  readonly #stats = new NumberedRequests<StreamStats>(STATS_DEADLINE_MS, () => ({
    ...this.#known,
    late: true,
  }));

  /**
   * `handle` gets every message that is not for this link itself. `onFault` gets
   * failures of message handlers on either side.
   */
  constructor(
    data: StreamWorkerData,
    handle: (message: FromStream) => void,
    onFault: FaultSink,
    died: (error: CodedError) => void,
  ) {
    this.#worker = new Worker(new URL('./stream-worker.js', import.meta.url), { workerData: data, name: 'stream' });
    this.#watched = watchWorker(this.#worker, 'stream worker', died);
    const take = (message: FromStream): void => {
      if (message.type === 'stats') {
        const { listeners, opus, media } = message;
        this.#known = { listeners, opus, media };
        this.#stats.answer(message.id, { listeners, opus, media, late: false });
      } else if (message.type === 'fault') onFault(message.door, message.text);
      else if (message.type === 'dying') this.#watched.die(`died: ${message.text}`);
      else handle(message);
    };
    this.#worker.on('message', barrier('the stream worker', onFault, take));
  }

  /** Resolves once both ports listen. Rejects with an error that names the setting whose port could not be opened. */
  listening(): Promise<StreamPorts> {
    return new Promise((resolve, reject) => {
      const look = (message: FromStream): void => {
        if (message.type === 'listening') resolve(message);
        else if (message.type === 'failed') {
          this.#watched.expectEnd();
          const { setting, message: text } = message;
          reject(new CodedError('port-refused', text.startsWith(setting) ? text : `${setting}: ${text}`));
        } else return;
        this.#worker.off('message', look);
      };
      this.#worker.on('message', look);
    });
  }

  send(message: ToStream): void {
    this.#worker.postMessage(message);
  }

  stats(): Promise<StreamStats> {
    return this.#stats.ask((id) => this.send({ type: 'stats', id }));
  }

  /** Closes every connection, then ends the worker, within `deadlineMs`. */
  async stop(deadlineMs: number): Promise<void> {
    this.send({ type: 'stop' });
    await this.#watched.ended(deadlineMs);
  }
}
