/** Who subscribes to what: so that topics nobody hears are never built. */
import { filterMatches } from '../topics.js';

/** Filters one client may hold. */
export const MAX_FILTERS = 512;

export class Filters<Client extends object> {
  readonly #held = new WeakMap<Client, Set<string>>();
  /** Filters granted to a client and not added yet: one SUBSCRIBE is judged whole before any of it is held. */
  readonly #granted = new WeakMap<Client, number>();
  /** How many clients hold each filter. */
  readonly #counts = new Map<string, number>();
  /** Those among them with `+` or `#`. */
  readonly #wildcards = new Set<string>();

  /** Whether anybody subscribed to this topic. */
  wanted(topic: string): boolean {
    if (this.#counts.has(topic)) return true;
    for (const filter of this.#wildcards) if (filterMatches(filter, topic)) return true;
    return false;
  }

  /** Whether a client may hold this filter besides those it holds and was granted. */
  mayHold(client: Client, filter: string): boolean {
    const held = this.#of(client);
    return held.has(filter) || held.size + (this.#granted.get(client) ?? 0) < MAX_FILTERS;
  }

  /** It will be added. */
  grant(client: Client): void {
    this.#granted.set(client, (this.#granted.get(client) ?? 0) + 1);
  }

  /** Holds what was granted. */
  add(client: Client, filters: readonly string[]): void {
    const held = this.#of(client);
    this.#granted.set(client, Math.max(0, (this.#granted.get(client) ?? 0) - filters.length));
    for (const filter of filters) {
      if (!held.has(filter)) this.#count(filter, 1);
      held.add(filter);
    }
  }

  remove(client: Client, filters: readonly string[]): void {
    const held = this.#of(client);
    for (const filter of filters) if (held.delete(filter)) this.#count(filter, -1);
  }

  #of(client: Client): Set<string> {
    let held = this.#held.get(client);
    if (!held) {
      held = new Set();
      this.#held.set(client, held);
    }
    return held;
  }

  #count(filter: string, by: number): void {
    const count = (this.#counts.get(filter) ?? 0) + by;
    const wild = /[+#]/.test(filter);
    if (count > 0) {
      this.#counts.set(filter, count);
      if (wild) this.#wildcards.add(filter);
    } else {
      this.#counts.delete(filter);
      this.#wildcards.delete(filter);
    }
  }
}
