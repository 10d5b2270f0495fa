/** Sends the newest value of something that moves: one at a time, and of those that came meanwhile the last. */

export class LatestSender<T> {
  readonly #send: (value: T) => Promise<unknown>;
  readonly #idle: () => void;
  #busy = false;
  #next: { readonly value: T } | undefined;
  #stopped = false;

  /** @param idle called when everything was answered, also by a refusal. `send` reports its own errors. */
  constructor(send: (value: T) => Promise<unknown>, idle: () => void) {
    this.#send = send;
    this.#idle = idle;
  }

  send(value: T): void {
    this.#next = { value };
    if (!this.#busy) void this.#run();
  }

  /** The last value still goes out; `idle` is not called any more. */
  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#next !== undefined) {
      const { value } = this.#next;
      this.#next = undefined;
      await this.#send(value).catch(() => undefined);
    }
    this.#busy = false;
    if (!this.#stopped) this.#idle();
  }
}
