/**
 * The box's places of sound: who holds one, on web or native, and who makes room when all are taken. Main thread only.
 */

import { type Claim, claim, type Scarce, type Standing } from '../base/places.js';
import { MAX_LISTENERS } from './format.js';

/** Share of one address: half of all places, so a band behind one router keeps its standing. */
const SOUND: Scarce = { limit: MAX_LISTENERS, share: MAX_LISTENERS / 2 };

/** One place: of a bus, or of a native connection that mixes by itself. */
export interface Place {
  readonly kind: 'web' | 'native';
  readonly device: string;
  readonly address: string;
  /** Native clients: the number of the connection. */
  readonly connection?: number;
  /** Undefined until the place has a bus, and for a client that mixes by itself. */
  bus?: number;
}

type Held = Claim & { readonly places: readonly Place[] };

/** A device has one place of each kind; when it reconnects it takes no second one. */
const keyOf = ({ kind, device }: Pick<Place, 'kind' | 'device'>): string => `${kind} ${device}`;

export class SoundPlaces {
  /** In order of arrival. */
  readonly #places = new Set<Place>();
  readonly #plays: (bus: number) => boolean;
  readonly #standingOf: (device: string) => Standing;

  /** `plays`: whether a bus still has its listener. `standingOf` is called only when places are scarce. */
  constructor(plays: (bus: number) => boolean, standingOf: (device: string) => Standing) {
    this.#plays = plays;
    this.#standingOf = standingOf;
  }

  /** Takes a place. Returns the places that must make room for it, or undefined when there is none. */
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

  onBus(place: Place, bus: number): void {
    // A place that had this bus before has lost it.
    for (const one of this.#places) if (one.bus === bus) this.#places.delete(one);
    place.bus = bus;
  }

  /** Frees the place of a listener that never came. */
  release(place: Place): void {
    this.#places.delete(place);
  }

  /** Frees what a listener holds, so that it makes room in the air. Returns its places. */
  giveUp(listener: Pick<Place, 'kind' | 'device'>): readonly Place[] {
    const key = keyOf(listener);
    const leaving = [...this.#places].filter((one) => keyOf(one) === key);
    for (const one of leaving) this.#places.delete(one);
    return leaving;
  }

  /** Frees the places of a native connection that has ended. */
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
