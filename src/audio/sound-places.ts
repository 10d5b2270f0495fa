/**
 * The box's places of sound: who holds one, by whatever way, and who makes room when all are taken. Main thread only.
 */
import { MAX_LISTENERS } from './format.js';
import { type Claim, claim, type Scarce, type Standing } from './places.js';

/** Half of all places: a band behind one router keeps its standing. */
const SOUND: Scarce = { limit: MAX_LISTENERS, share: MAX_LISTENERS / 2 };

/** One place: that of a bus, or of a native connection that mixes by itself. */
export interface Place {
  readonly kind: 'web' | 'native';
  readonly device: string;
  readonly address: string;
  /** Native clients: the number of the connection. */
  readonly connection?: number;
  /** Undefined while it has none yet, and for a client that mixes by itself. */
  bus?: number;
}

type Held = Claim & { readonly places: readonly Place[] };

/** A device has one place of each kind; that it comes again takes none. */
const keyOf = ({ kind, device }: Pick<Place, 'kind' | 'device'>): string => `${kind} ${device}`;

export class SoundPlaces {
  /** In the order in which they came. */
  readonly #places = new Set<Place>();
  readonly #plays: (bus: number) => boolean;
  readonly #standingOf: (device: string) => Standing;

  /** `plays`: whether a bus still has its listener. `standingOf` is asked only where places are scarce. */
  constructor(plays: (bus: number) => boolean, standingOf: (device: string) => Standing) {
    this.#plays = plays;
    this.#standingOf = standingOf;
  }

  /** Those that have to go for this one, whose place is taken from now on; undefined where there is none for it. */
  take(place: Place): readonly Place[] | undefined {
    for (const one of this.#places) if (one.bus !== undefined && !this.#plays(one.bus)) this.#places.delete(one);
    const held = this.#byKey();
    const key = keyOf(place);
    let leaving: Place[] = [];
    if (held.size >= SOUND.limit && !held.has(key)) {
      const claims = [...held].map(([each, places]) => this.#claim(each, places));
      const verdict = claim(claims, this.#claim(key, [place]), SOUND);
      if (!verdict.ok) return undefined;
      leaving = verdict.displaced.flatMap(({ places }) => places);
      for (const one of leaving) this.#places.delete(one);
    }
    this.#places.add(place);
    return leaving;
  }

  /** The place has its bus. */
  onBus(place: Place, bus: number): void {
    // Whoever had this bus before is gone from it.
    for (const one of this.#places) if (one.bus === bus) this.#places.delete(one);
    place.bus = bus;
  }

  /** The place is free: its listener never came. */
  release(place: Place): void {
    this.#places.delete(place);
  }

  /** A native connection is gone. */
  gone(connection: number): void {
    for (const one of this.#places) if (one.connection === connection) this.#places.delete(one);
  }

  #byKey(): Map<string, Place[]> {
    const held = new Map<string, Place[]>();
    for (const one of this.#places) {
      const same = held.get(keyOf(one));
      if (same === undefined) held.set(keyOf(one), [one]);
      else same.push(one);
    }
    return held;
  }

  #claim(key: string, places: readonly Place[]): Held {
    const { device, address } = places.at(-1)!;
    return { key, address, standing: this.#standingOf(device), places };
  }
}
