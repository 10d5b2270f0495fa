/**
 * A connection to the box that reconnects after it ends: after 1 s, growing to
 * 8 s, as docs/native-protocol.md asks. It gives up only when the box says so.
 */
import { Backoff } from '../base/backoff.js';
import { type LinkEvents, type LinkOptions, type LinkStats, NativeLink } from './native-link.js';

const PAUSES = { firstMs: 1_000, growth: 1.5, longestMs: 8_000 };

export interface SteadyEvents extends Omit<LinkEvents, 'closed'> {
  /** The connection ended; it will be tried again. */
  lost(reason: string): void;
  /** The connection ended for good. */
  closed(reason: string): void;
}

export class SteadyLink {
  /** Counters of all connections together. */
  readonly stats: LinkStats = { packets: 0, mended: 0, repeated: 0, datagrams: 0, malformed: 0 };
  readonly #options: LinkOptions;
  readonly #events: SteadyEvents;
  readonly #backoff = new Backoff(PAUSES);
  #link: NativeLink;
  #again: NodeJS.Timeout | undefined;
  #over = false;

  constructor(options: LinkOptions, events: SteadyEvents) {
    this.#options = options;
    this.#events = events;
    this.#link = this.#connect();
  }

  send(message: Readonly<Record<string, unknown>>): void {
    this.#link.send(message);
  }

  /** Ends for good. */
  close(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#again);
    this.#link.close(reason);
    this.#events.closed(reason);
  }

  #connect(): NativeLink {
    return new NativeLink(
      this.#options,
      {
        sound: this.#events.sound,
        control: (message) => {
          if (message.type === 'handshake_response' && message.status === 'ok') this.#backoff.reset();
          this.#events.control(message);
        },
        closed: (reason, again) => {
          if (this.#over) return;
          if (!again) this.close(reason);
          else this.#later(reason);
        },
      },
      this.stats,
    );
  }

  #later(reason: string): void {
    this.#events.lost(reason);
    this.#again = setTimeout(() => {
      this.#link = this.#connect();
    }, this.#backoff.next());
  }
}
