/** How long an HTTP or WebSocket client may take for each step; the same on every port. Pure. */

export interface ServerLimits {
  /** From a connection's start, or a request's first byte, to the end of its headers; also for a TLS handshake. Ms. */
  readonly headersMs: number;
  /** Without a request, between two requests. Ms. */
  readonly idleMs: number;
  /** Time window for bodies and answers: in each window, a minimum of bytes must move, or all that is left. Ms. */
  readonly paceMs: number;
  /** Slowest allowed pace of a body or an answer, averaged over `paceMs`. */
  readonly bytesPerSecond: number;
  /** For a whole body. Ms. */
  readonly bodyMs: number;
  /** For the box's decision about an upgrade, and for the client's end of a closed WebSocket. Ms. */
  readonly upgradeMs: number;
  /**
   * How long the rest of a refused body is read and dropped before the connection closes,
   * so that the client reads its answer. Ms.
   */
  readonly lingerMs: number;
  /** Most requests of one connection that wait for their turn. A browser sends one at a time. */
  readonly pipelined: number;
}

export const SERVER_LIMITS: ServerLimits = {
  headersMs: 5_000,
  idleMs: 15_000,
  // A phone at the edge of the Wi-Fi has 5 kB/s for several transfers, and its kernel takes an answer 30 kB at a time.
  paceMs: 20_000,
  bytesPerSecond: 1_024,
  bodyMs: 300_000,
  upgradeMs: 8_000,
  lingerMs: 1_000,
  pipelined: 64,
};

/** Whether bytes move fast enough in one direction. The caller passes the time, monotonic ms. */
export class BytePace {
  readonly #windowMs: number;
  readonly #needed: number;
  #sinceMs: number;
  #bytes = 0;

  constructor({ paceMs, bytesPerSecond }: Pick<ServerLimits, 'paceMs' | 'bytesPerSecond'>, nowMs: number) {
    this.#windowMs = paceMs;
    this.#needed = (paceMs * bytesPerSecond) / 1000;
    this.#sinceMs = nowMs;
  }

  moved(bytes: number): void {
    this.#bytes += bytes;
  }

  late(nowMs: number): boolean {
    if (nowMs - this.#sinceMs < this.#windowMs) return false;
    if (this.#bytes < this.#needed) return true;
    this.#sinceMs = nowMs;
    this.#bytes = 0;
    return false;
  }
}
