/**
 * Clients of native protocol 3 as control sees them. Each holds filters and gets the topics they cover, like an MQTT
 * client. The audio side owns the connection. The device's budget pays for it. Main thread only.
 */

import type { NativeControl } from '../../audio/engine-api.js';
import { barrier, type FaultSink } from '../../base/barrier.js';
import { ControlError } from '../../wire/errors.js';
import { maySubscribe } from '../../wire/filters.js';
import { topics } from '../../wire/topics.js';
import type { ClientBudget } from '../guard/client-budget.js';
import type { Outlet } from '../publish/outlets.js';
import { TopicTree } from '../publish/topic-tree.js';

/** Largest number of filters of one client. */
const MAX_FILTERS = 512;
/** Most messages of one client that wait. More are refused, because the audio side reads on. */
const MAX_HELD = 64;
/** The least price of a message, ms. */
const LEAST_MS = 1;
/** Time after which an answer goes on in another turn, ms. */
const PIECE_MS = 2;

type Say = (topic: string, payload: unknown) => void;
type Topics = Iterable<readonly [topic: string, payload: unknown]>;

interface Tunnel {
  readonly device: string;
  readonly filters: Set<string>;
  readonly say: Say;
  readonly budget: ClientBudget;
  /** Filters whose present state was requested and is not sent yet. */
  readonly asked: Set<string>;
  giving: boolean;
  open: boolean;
}

export interface TunnelParts {
  /** Runs a publish of this device. The reply is published on its reply topic. */
  readonly command: (device: string, topic: string, payload: unknown) => void;
  /** Refuses a publish unread, with a reply like that of `command`. */
  readonly refuse: (device: string, payload: unknown, error: ControlError) => void;
  /** The present state of what the filters cover. */
  readonly present: (filters: readonly string[], device: string) => Topics;
  readonly budget: (device: string) => ClientBudget;
  readonly onFault: FaultSink;
}

export class NativeTunnels implements Outlet {
  readonly #parts: TunnelParts;
  readonly #open = new Map<string, Set<Tunnel>>();
  readonly #tree = new TopicTree<Tunnel>();

  constructor(parts: TunnelParts) {
    this.#parts = parts;
  }

  open(device: string, say: Say): NativeControl {
    const { onFault } = this.#parts;
    const tunnel: Tunnel = {
      device,
      filters: new Set(),
      say,
      budget: this.#parts.budget(device),
      asked: new Set(),
      giving: false,
      open: true,
    };
    this.#open.set(device, (this.#open.get(device) ?? new Set()).add(tunnel));
    // A client gets its replies without a subscription.
    this.#tree.add(topics.reply(device), tunnel);
    return {
      publish: barrier('a native client', onFault, (topic: string, payload: unknown) =>
        this.#command(tunnel, topic, payload),
      ),
      subscribe: (filters) => this.#subscribe(tunnel, filters),
      unsubscribe: barrier('a native client', onFault, (filters: readonly string[]) => {
        for (const filter of filters) {
          tunnel.asked.delete(filter);
          if (tunnel.filters.delete(filter) && filter !== topics.reply(device)) this.#tree.remove(filter, tunnel);
        }
      }),
      close: () => this.#close(tunnel),
    };
  }

  /** Sends to every client whose filters cover the topic. */
  publish(topic: string, payload: unknown, mayRead?: (uuid: string) => boolean): void {
    for (const tunnel of this.#tree.holders(topic)) {
      if (mayRead && !mayRead(tunnel.device)) continue;
      tunnel.say(topic, payload);
      if (topic === topics.reply(tunnel.device) && (payload as { code?: unknown }).code === 'mix_locked')
        this.#remind(tunnel);
    }
  }

  /** Sends to one device, subscribed or not. */
  send(device: string, topic: string, payload: unknown): void {
    for (const tunnel of this.#open.get(device) ?? []) tunnel.say(topic, payload);
  }

  wanted(topic: string): boolean {
    return this.#tree.covers(topic);
  }

  #command(tunnel: Tunnel, topic: string, payload: unknown): void {
    const { device, budget } = tunnel;
    if (budget.jobs.length >= MAX_HELD) {
      const retryAfterMs = Math.max(100, Math.ceil(budget.waitMs(performance.now())));
      const error = new ControlError('busy', 'too many messages at once from one client', { retryAfterMs });
      this.#parts.refuse(device, payload, error);
      return;
    }
    budget.run(() => {
      if (tunnel.open) this.#parts.command(device, topic, payload);
    }, LEAST_MS);
  }

  #subscribe(tunnel: Tunnel, filters: readonly string[]): { refused: string[]; state: Topics } {
    const allowed = [...new Set(filters)].filter((filter) => maySubscribe(tunnel.device, filter));
    const fresh = allowed.filter((filter) => !tunnel.filters.has(filter)).slice(0, MAX_FILTERS - tunnel.filters.size);
    const taken = allowed.filter((filter) => tunnel.filters.has(filter) || fresh.includes(filter));
    for (const filter of fresh) {
      tunnel.filters.add(filter);
      this.#tree.add(filter, tunnel);
    }
    for (const filter of taken) tunnel.asked.add(filter);
    // The state follows the answer to the subscription, piece by piece. A filter that is requested again before that
    // is sent once. So a client can never make more wait than it may hold.
    setImmediate(() => this.#giveAsked(tunnel));
    return { refused: filters.filter((filter) => !taken.includes(filter)), state: [] };
  }

  #giveAsked(tunnel: Tunnel): void {
    if (tunnel.giving || tunnel.asked.size === 0 || !tunnel.open) return;
    tunnel.giving = true;
    const filters = [...tunnel.asked];
    tunnel.asked.clear();
    this.#give(tunnel, this.#parts.present(filters, tunnel.device)[Symbol.iterator]());
  }

  #give(tunnel: Tunnel, state: Iterator<readonly [topic: string, payload: unknown]>): void {
    tunnel.budget.run(() => {
      let more = false;
      try {
        more = giveFor(PIECE_MS, tunnel, state);
      } finally {
        tunnel.giving = more;
      }
      if (more) this.#give(tunnel, state);
      else this.#giveAsked(tunnel);
    }, LEAST_MS);
  }

  /** After a refused change of a locked mix, sends the client that mix, so that its faders go back. */
  #remind({ device, say }: Tunnel): void {
    for (const [topic, body] of this.#parts.present([topics.mixSnapshot(device)], device)) say(topic, body);
  }

  #close(tunnel: Tunnel): void {
    tunnel.open = false;
    for (const filter of [...tunnel.filters, topics.reply(tunnel.device)]) this.#tree.remove(filter, tunnel);
    const own = this.#open.get(tunnel.device);
    own?.delete(tunnel);
    if (own?.size === 0) this.#open.delete(tunnel.device);
  }
}

/** Sends a piece of a state. Returns whether there is more. */
function giveFor(ms: number, tunnel: Tunnel, state: Iterator<readonly [topic: string, payload: unknown]>): boolean {
  const from = performance.now();
  while (tunnel.open) {
    const next = state.next();
    if (next.done) return false;
    tunnel.say(...next.value);
    if (performance.now() - from >= ms) return true;
  }
  return false;
}
