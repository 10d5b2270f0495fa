/** Finds the subscribers of a topic. Bodies without a subscriber are never built. */
import { TopicTree } from '../publish/topic-tree.js';

/** Largest number of filters of one client. */
export const MAX_FILTERS = 512;

export class Filters<Client extends object> {
  readonly #tree = new TopicTree<Client>();
  readonly #held = new WeakMap<Client, Set<string>>();
  /** Filters granted and not added yet: a SUBSCRIBE is judged whole before any filter of it is added. */
  readonly #granted = new WeakMap<Client, number>();

  /** Whether the topic has a subscriber. */
  wanted(topic: string): boolean {
    return this.#tree.covers(topic);
  }

  /** All subscribers of the topic, each once. */
  subscribers(topic: string): ReadonlySet<Client> {
    return this.#tree.holders(topic);
  }

  /** Whether a client may hold this filter, besides those it holds or was granted. */
  mayHold(client: Client, filter: string): boolean {
    const held = this.#of(client);
    return held.has(filter) || held.size + (this.#granted.get(client) ?? 0) < MAX_FILTERS;
  }

  /** Counts a filter that will be added. */
  grant(client: Client): void {
    this.#granted.set(client, (this.#granted.get(client) ?? 0) + 1);
  }

  /** Adds granted filters. */
  add(client: Client, filters: readonly string[]): void {
    const held = this.#of(client);
    this.#granted.set(client, Math.max(0, (this.#granted.get(client) ?? 0) - filters.length));
    for (const filter of filters) {
      held.add(filter);
      this.#tree.add(filter, client);
    }
  }

  remove(client: Client, filters: readonly string[]): void {
    const held = this.#of(client);
    for (const filter of filters) if (held.delete(filter)) this.#tree.remove(filter, client);
  }

  /** Removes all filters of a client that is gone. */
  drop(client: Client): void {
    this.remove(client, [...this.#of(client)]);
  }

  #of(client: Client): Set<string> {
    let held = this.#held.get(client);
    if (!held) {
      held = new Set();
      this.#held.set(client, held);
    }
    return held;
  }
}
