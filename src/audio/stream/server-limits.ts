/** How long a client of HTTP or WebSocket may take for each step, the same on every port. Pure. */

export interface ServerLimits {
  /**
   * From a connection's beginning, or a request's first byte, to the end of its headers; the same for a TLS
   * handshake. Ms.
   */
  readonly headersMs: number;
  /** Without a request, between two of them. Ms. */
  readonly idleMs: number;
  /** A window for bodies and for answers alike: in each, so many bytes move or all that is left. Ms. */
  readonly paceMs: number;
  /** Slowest pace of a body that comes and of an answer that is taken, averaged over `paceMs`. */
  readonly bytesPerSecond: number;
  /** For a whole body. Ms. */
  readonly bodyMs: number;
  /** For the box's own decision about an upgrade, and for the client's end of a WebSocket that was closed. Ms. */
  readonly upgradeMs: number;
  /**
   * How long a refused body's rest is thrown away before the connection closes, so that the client reads its answer.
   * Ms.
   */
  readonly lingerMs: number;
  /** Requests of one connection that may wait for their turn. A browser sends one at a time. */
  readonly pipelined: number;
}

export const SERVER_LIMITS: ServerLimits = {
  headersMs: 5_000,
  idleMs: 15_000,
  // A phone at the edge of the Wi-Fi has 5 kB/s for several transfers at once, and its kernel takes an answer 30 kB
  // at a time.
  paceMs: 20_000,
  bytesPerSecond: 1_024,
  bodyMs: 300_000,
  upgradeMs: 8_000,
  lingerMs: 1_000,
  pipelined: 64,
};

/** Whether bytes move fast enough in one direction. Time is handed in, monotonic ms. */
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
