/**
 * The names of this box, beside its addresses and the computer's own name. They come from the settings, from its
 * serial, and from the present announcement.
 */
import { hostNames } from '../control/publish/about-box.js';

/** How often the announced names are checked, ms: another box may have taken one. */
const LOOK_MS = 1000;

export class BoxNames {
  readonly #set: readonly string[];
  #made: readonly string[] = [];
  #announced: () => readonly string[] = () => [];
  #timer: NodeJS.Timeout | undefined;
  #told = '';

  /**
   * `host`: the address the box listens on, even 0.0.0.0, since people
   * open the address that the box prints. `further`: comma-separated.
   */
  constructor(host: string, further: string | undefined) {
    this.#set = [host, ...(further === undefined ? [] : further.split(','))];
  }

  serial(serial: string): void {
    this.#made = hostNames(serial).map((name) => `${name}.local`);
  }

  /** `names` returns the names announced at the moment of the call. */
  announced(names: () => readonly string[]): void {
    this.#announced = names;
  }

  readonly list = (): readonly string[] => [...this.#set, ...this.#made, ...this.#announced()];

  /** Calls `tell` with the names now and whenever they change. */
  follow(tell: (names: readonly string[]) => void): void {
    const look = (): void => {
      const names = this.list();
      const text = names.join(' ');
      if (text === this.#told) return;
      this.#told = text;
      tell(names);
    };
    look();
    this.#timer = setInterval(look, LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
