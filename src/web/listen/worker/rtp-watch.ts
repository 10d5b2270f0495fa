/** Notices that no more RTP comes, sooner than the box does. Runs in the connection's worker. */

const EVERY_MS = 100;
/** Without a packet for this long, the sound shall come over the WebSocket again, ms. */
const SILENT_MS = 500;

export class RtpWatch {
  readonly #onSilent: () => void;
  #cameMs = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(onSilent: () => void) {
    this.#onSilent = onSilent;
  }

  /** Sound comes by RTP from now on. */
  start(): void {
    this.stop();
    this.#cameMs = performance.now();
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  /** A packet came. */
  came(): void {
    this.#cameMs = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (performance.now() - this.#cameMs < SILENT_MS) return;
    this.stop();
    this.#onSilent();
  }
}
