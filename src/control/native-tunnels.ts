/**
 * Clients of native protocol 3 as control sees them: each holds filters and hears what they cover, like an MQTT client, over a
 * connection that the audio side keeps. Main thread only.
 */
import type { NativeControl } from '../audio/engine-api.js';
import { filterMatches, maySubscribe, topics } from './topics.js';

/** Filters one client may hold. */
const MAX_FILTERS = 512;

type Say = (topic: string, payload: unknown) => void;

interface Tunnel {
  readonly device: string;
  readonly filters: Set<string>;
  readonly say: Say;
}

export interface TunnelParts {
  /** A publish of this device; its replies are published on its reply topic. */
  readonly command: (device: string, topic: string, payload: unknown) => void;
  /** The present state of what the filters cover. */
  readonly present: (
    filters: readonly string[],
    device: string,
  ) => Iterable<readonly [topic: string, payload: unknown]>;
}

export class NativeTunnels {
  readonly #parts: TunnelParts;
  readonly #open = new Set<Tunnel>();

  constructor(parts: TunnelParts) {
    this.#parts = parts;
  }

  open(device: string, say: Say): NativeControl {
    const tunnel: Tunnel = { device, filters: new Set(), say };
    this.#open.add(tunnel);
    return {
      publish: (topic, payload) => this.#parts.command(device, topic, payload),
      subscribe: (filters) => {
        const allowed = filters.filter((filter) => maySubscribe(device, filter));
        const taken = allowed.slice(0, MAX_FILTERS - tunnel.filters.size);
        for (const filter of taken) tunnel.filters.add(filter);
        return {
          refused: filters.filter((filter) => !taken.includes(filter)),
          state: this.#parts.present(taken, device),
        };
      },
      unsubscribe: (filters) => {
        for (const filter of filters) tunnel.filters.delete(filter);
      },
      close: () => {
        this.#open.delete(tunnel);
      },
    };
  }

  /** To everybody whose filters cover the topic; a device's replies reach it unasked. */
  publish(topic: string, payload: unknown): void {
    for (const tunnel of this.#open) {
      if (!hears(tunnel, topic)) continue;
      tunnel.say(topic, payload);
      if (topic === topics.reply(tunnel.device) && (payload as { code?: unknown }).code === 'mix_locked')
        this.#remind(tunnel);
    }
  }

  /** Its change of a locked mix was refused: it is told the mix that holds, so that its faders go back. */
  #remind({ device, say }: Tunnel): void {
    for (const [topic, body] of this.#parts.present([topics.mixSnapshot(device)], device)) say(topic, body);
  }

  /** To one device, subscribed or not. */
  send(device: string, topic: string, payload: unknown): void {
    for (const tunnel of this.#open) if (tunnel.device === device) tunnel.say(topic, payload);
  }

  wanted(topic: string): boolean {
    for (const tunnel of this.#open) if (hears(tunnel, topic)) return true;
    return false;
  }
}

function hears({ device, filters }: Tunnel, topic: string): boolean {
  if (topic === topics.reply(device)) return true;
  for (const filter of filters) if (filterMatches(filter, topic)) return true;
  return false;
}
