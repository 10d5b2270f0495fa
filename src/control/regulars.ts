/**
 * Who has a history here: devices that come back in another run of the box, and those that listened for a minute. It
 * is noted in the registry once, for good. Main thread only.
 */
import type { Door } from './door.js';
import type { Actor } from './draft.js';
import type { State } from './state.js';

/** Listening for so long, in all of one run, makes a history, ms. */
const LISTENED_MS = 60_000;

const THE_BOX: Actor = { uuid: 'box', name: 'Box', role: 'box', source: 'box' };

/** Somebody's listening in this run. */
interface Listening {
  /** Before the present time, ms. */
  before: number;
  /** Since when now, monotonic ms; undefined while it does not listen. */
  since: number | undefined;
  timer: NodeJS.Timeout | undefined;
}

export class Regulars {
  readonly #state: State;
  readonly #door: Door;
  /** Devices that the box knew when it started. */
  readonly #earlier: ReadonlySet<string>;
  readonly #listening = new Map<string, Listening>();

  constructor(state: State, door: Door) {
    this.#state = state;
    this.#door = door;
    this.#earlier = new Set([...state.rows('device')].map(([uuid]) => uuid));
  }

  /** The device is here, and proved it or is connected. */
  here(uuid: string): void {
    if (this.#earlier.has(uuid)) this.#note(uuid);
  }

  /** It listens from now on, or does not. */
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
