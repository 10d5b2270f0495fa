/**
 * The main thread's end of the stream worker.
 */
import { Worker } from 'node:worker_threads';
import type { ListenerStats } from '../engine-api.js';
import { AudioError } from '../errors.js';
import { type WatchedWorker, watchWorker } from '../worker-watch.js';
import type { FromStream, StreamWorkerData, ToStream } from './stream-messages.js';

/** Real ports. */
export interface StreamPorts {
  readonly audioPort: number;
  readonly nativePort: number;
  readonly tlsAudioPort?: number;
}

/** A worker that does not answer within this is busy beyond use; its listeners are then unknown. */
const STATS_DEADLINE_MS = 1000;

export class StreamLink {
  readonly #worker: Worker;
  readonly #watched: WatchedWorker;
  readonly #stats = new Map<number, (listeners: readonly ListenerStats[]) => void>();
  #nextId = 1;

  /** `handle` gets every message but the answers to `stats`. */
  constructor(data: StreamWorkerData, handle: (message: FromStream) => void, died: (error: AudioError) => void) {
    this.#worker = new Worker(new URL('./stream-worker.js', import.meta.url), { workerData: data, name: 'stream' });
    this.#watched = watchWorker(this.#worker, 'stream worker', died);
    this.#worker.on('message', (message: FromStream) => {
      if (message.type === 'stats') {
        this.#stats.get(message.id)?.(message.listeners);
        this.#stats.delete(message.id);
      } else {
        handle(message);
      }
    });
  }

  /** Resolves once both ports listen; rejects with an error that names the setting whose port cannot be had. */
  listening(): Promise<StreamPorts> {
    return new Promise((resolve, reject) => {
      const look = (message: FromStream): void => {
        if (message.type === 'listening') resolve(message);
        else if (message.type === 'failed') {
          this.#watched.expectEnd();
          const { setting, message: text } = message;
          reject(new AudioError('port-refused', text.startsWith(setting) ? text : `${setting}: ${text}`));
        } else return;
        this.#worker.off('message', look);
      };
      this.#worker.on('message', look);
    });
  }

  send(message: ToStream): void {
    this.#worker.postMessage(message);
  }

  stats(): Promise<readonly ListenerStats[]> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#stats.delete(id);
        resolve([]);
      }, STATS_DEADLINE_MS);
      this.#stats.set(id, (listeners) => {
        clearTimeout(timer);
        resolve(listeners);
      });
      this.send({ type: 'stats', id });
    });
  }

  /** Closes every connection, then the worker, within `deadlineMs`. */
  async stop(deadlineMs: number): Promise<void> {
    this.send({ type: 'stop' });
    await this.#watched.ended(deadlineMs);
  }
}
