/** Requests to another thread, matched to their answers by number. Every request is answered once, in time. */

export class NumberedRequests<Answer> {
  readonly #patienceMs: number;
  readonly #late: () => Answer;
  readonly #waiting = new Map<
    number,
    { readonly resolve: (answer: Answer) => void; readonly timer: ReturnType<typeof setTimeout> }
  >();
  #number = 0;

  /** `late` makes the answer to a request that got none within `patienceMs`. */
  constructor(patienceMs: number, late: () => Answer) {
    this.#patienceMs = patienceMs;
    this.#late = late;
  }

  /** `post` sends the request with its number. */
  ask(post: (number: number) => void): Promise<Answer> {
    const number = ++this.#number;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.answer(number, this.#late()), this.#patienceMs);
      this.#waiting.set(number, { resolve, timer });
      post(number);
    });
  }

  /** @returns false if the request was answered before, perhaps by `late`: nobody takes this answer. */
  answer(number: number, answer: Answer): boolean {
    const request = this.#waiting.get(number);
    if (request === undefined) return false;
    this.#waiting.delete(number);
    clearTimeout(request.timer);
    request.resolve(answer);
    return true;
  }

  /** Gives this answer to every request that waits. */
  answerAll(answer: Answer): void {
    for (const number of [...this.#waiting.keys()]) this.answer(number, answer);
  }
}
