/**
 * Marks devices with a history in the registry, once and for good. A device has a history if it comes back in a later
 * run of the box, or listened for a minute. Main thread only.
 */
import type { Door } from '../commands/door.js';
import { THE_BOX } from '../state/draft.js';
import type { State } from '../state/state.js';

/** Total listening time in one run that makes a history, ms. */
const LISTENED_MS = 60_000;

/** How long a device has listened in this run. */
interface Listening {
  /** Earlier times together, ms. */
  before: number;
  /** Start of the present time, monotonic ms; undefined while it does not listen. */
  since: number | undefined;
  timer: NodeJS.Timeout | undefined;
}

export class Regulars {
  readonly #state: State;
  readonly #door: Door;
  /** Devices that were in the registry when the box started. */
  readonly #earlier: ReadonlySet<string>;
  readonly #listening = new Map<string, Listening>();

  constructor(state: State, door: Door) {
    this.#state = state;
    this.#door = door;
    this.#earlier = new Set([...state.rows('device')].map(([uuid]) => uuid));
  }

  /** Notes that the device is here: it is connected, or it showed its token. */
  here(uuid: string): void {
    if (this.#earlier.has(uuid)) this.#note(uuid);
  }

  /** Notes that the device starts or stops listening. */
  listens(uuid: string, listening: boolean): void {
    if (!this.#isNew(uuid)) {
      this.#stop(uuid);
      return;
    }
    const one = this.#listening.get(uuid) ?? { before: 0, since: undefined, timer: undefined };
    this.#listening.set(uuid, one);
    if (listening === (one.since !== undefined)) return;
    const now = performance.now();
    clearTimeout(one.timer);
    if (listening) {
      one.since = now;
      one.timer = setTimeout(() => this.#note(uuid), LISTENED_MS - one.before).unref();
    } else {
      one.before += now - one.since!;
      one.since = undefined;
    }
  }

  stop(): void {
    for (const uuid of [...this.#listening.keys()]) this.#stop(uuid);
  }

  #isNew(uuid: string): boolean {
    const device = this.#state.get('device', uuid);
    return device !== undefined && device.regular !== true;
  }

  #stop(uuid: string): void {
    clearTimeout(this.#listening.get(uuid)?.timer);
    this.#listening.delete(uuid);
  }

  #note(uuid: string): void {
    this.#stop(uuid);
    if (!this.#isNew(uuid)) return;
    this.#door.apply(THE_BOX, (draft) => {
      draft.counts = false;
      draft.quiet = true;
      draft.put('device', uuid, { ...draft.get('device', uuid)!, regular: true });
    });
  }
}
