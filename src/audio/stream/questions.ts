/**
 * Requests to the main thread, matched to their answers by number. No answer in time counts as a
 * refusal, so that no connection hangs. Pure.
 */
import type { Refusal } from '../engine-api.js';

/** How long an answer may take, ms. */
const PATIENCE_MS = 5_000;

export class Questions<Answer> {
  readonly #waiting = new Map<number, { resolve: (answer: Answer | Refusal) => void; timer: NodeJS.Timeout }>();
  #id = 0;

  ask(post: (id: number) => void): Promise<Answer | Refusal> {
    const id = ++this.#id;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        resolve({ ok: false, status: 503, code: 'busy', message: 'the box did not answer in time' });
      }, PATIENCE_MS);
      this.#waiting.set(id, { resolve, timer });
      post(id);
    });
  }

  /** @returns false if the request was given up before: then nobody holds what the answer grants. */
  answer(id: number, answer: Answer | Refusal): boolean {
    const question = this.#waiting.get(id);
    if (question === undefined) return false;
    this.#waiting.delete(id);
    clearTimeout(question.timer);
    question.resolve(answer);
    return true;
  }

  /** Refuses every request that still waits. */
  close(): void {
    for (const { resolve, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      resolve({ ok: false, status: 503, code: 'stopping', message: 'the box is stopping' });
    }
    this.#waiting.clear();
  }
}
