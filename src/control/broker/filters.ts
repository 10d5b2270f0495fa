/** Who subscribes to what: so that a message finds its subscribers, and topics nobody hears are never built. */
import { TopicTree } from '../topic-tree.js';

/** Filters one client may hold. */
export const MAX_FILTERS = 512;

export class Filters<Client extends object> {
  readonly #tree = new TopicTree<Client>();
  readonly #held = new WeakMap<Client, Set<string>>();
  /** Filters granted to a client and not added yet: one SUBSCRIBE is judged whole before any of it is held. */
  readonly #granted = new WeakMap<Client, number>();

  /** Whether anybody subscribed to this topic. */
  wanted(topic: string): boolean {
    return this.#tree.covers(topic);
  }

  /** Everybody who subscribed to this topic, each once. */
  subscribers(topic: string): ReadonlySet<Client> {
    return this.#tree.holders(topic);
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
      held.add(filter);
      this.#tree.add(filter, client);
    }
  }

  remove(client: Client, filters: readonly string[]): void {
    const held = this.#of(client);
    for (const filter of filters) if (held.delete(filter)) this.#tree.remove(filter, client);
  }

  /** The client is gone. */
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
