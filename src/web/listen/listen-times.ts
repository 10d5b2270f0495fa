/** When the player was connected, last heard from the box, and last resumed. Times by `performance.now()`, ms. Pure. */
export class ListenTimes {
  /** 0 while there is no connection. */
  #connectedAt = 0;
  #unconnectedAt = 0;
  #messageAt = 0;
  #resumedAt = Number.NEGATIVE_INFINITY;

  /** The player begins to look for the box. */
  trying(now: number): void {
    this.#unconnectedAt = now;
  }

  opened(now: number): void {
    this.#connectedAt = now;
    this.#messageAt = now;
  }

  /** The connection is gone. A failed try does not move the time at which the connection was lost. */
  closed(now: number): void {
    if (this.#connectedAt !== 0) this.#unconnectedAt = now;
    this.#connectedAt = 0;
  }

  /** The player itself closed the connection. */
  ended(): void {
    this.#connectedAt = 0;
  }

  heard(now: number): void {
    this.#messageAt = now;
  }

  /** The audio came back from a pause, or the phone from its sleep. */
  resumed(now: number): void {
    this.#resumedAt = now;
  }

  get connected(): boolean {
    return this.#connectedAt !== 0;
  }

  /** Ms without a connection; 0 while there is one. */
  unconnectedMs(now: number): number {
    return this.connected ? 0 : now - this.#unconnectedAt;
  }

  withoutMessageMs(now: number): number {
    return now - this.#messageAt;
  }

  /** Infinity if it never paused. */
  sinceResumeMs(now: number): number {
    return now - this.#resumedAt;
  }
}
