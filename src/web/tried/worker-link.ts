/** Asks the worker, and waits for its answers. Main thread. */
import type { Answer, Answers, Ask, Asked } from './tried-messages.js';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class WorkerLink {
  readonly worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #fault: Error | undefined;

  /** @throws where the browser refuses workers. */
  constructor(url: string) {
    this.worker = new Worker(url);
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('fault' in data) waiting?.reject(new Error(data.fault));
      else waiting?.resolve(data.value);
    };
    this.worker.onerror = ({ message }) => {
      this.#fault = new Error(message || 'the worker did not start');
      for (const { reject } of this.#waiting.values()) reject(this.#fault);
      this.#waiting.clear();
    };
  }

  /** Rejects with what the worker says, and for good once it did not start. */
  ask<A extends Ask>(ask: A): Promise<Answers[A['do']]> {
    return new Promise((resolve, reject) => {
      if (this.#fault) return reject(this.#fault);
      const id = ++this.#asked;
      this.#waiting.set(id, { resolve: (value) => resolve(value as Answers[A['do']]), reject });
      this.worker.postMessage({ id, ask } satisfies Asked);
    });
  }

  end(): void {
    this.worker.terminate();
  }
}
