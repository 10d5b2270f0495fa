/**
 * Lets a newcomer into the air, or refuses it with a sentence. Its share is held for it until it is seen playing. So
 * two who come at the same moment do not both get the last of the air. Main thread.
 */
import type { AirAsking, AirRoom } from '../../audio/engine-api.js';
import type { ListenerPlan } from '../../audio/stream/sound-form.js';
import { plainAddress } from '../../base/address.js';
import type { Standing } from '../../base/places.js';
import { type AirClaimant, admit } from '../../control/radio/air-admission.js';
import type { AirListener } from '../../control/radio/air-plan.js';
import type { RadioLink } from '../../control/radio/radio-link.js';
import { packetsOf, type SoundWay } from '../../control/radio/sound-plan.js';
import { keyOf } from './air-listeners.js';

/** How long a share is held for a listener that was let in and has not come, ms. */
const HELD_MS = 10_000;
/** How long it is held for a listener that is gone: its link may only have failed for a moment, ms. */
const KEPT_MS = 5_000;
/** Refused devices that are remembered, the newest. */
const MAX_REFUSED = 16;

export interface DoorkeeperParts {
  readonly linkTo: (address: string) => RadioLink | 'cable' | undefined;
  readonly standingOf: (device: string) => Standing;
  /** Everybody who listens on the radio, in order of arrival. */
  readonly held: () => readonly AirClaimant[];
  /** What the box sends where it may choose. */
  readonly codec: () => ListenerPlan['codec'];
  /** How a listener's sound will reach it once it plays. */
  readonly wayOf: (asking: AirAsking) => SoundWay;
  /** Monotonic, ms. */
  readonly nowMs: () => number;
}

/** A device that found no room. */
export interface Refused {
  readonly device: string;
  readonly atMs: number;
  /** It would fit with the longest packets. */
  readonly safe: boolean;
}

export class AirDoorkeeper {
  readonly #parts: DoorkeeperParts;
  readonly #arriving = new Map<string, { readonly claimant: AirClaimant; readonly untilMs: number }>();
  readonly #refused = new Map<string, Refused>();
  #count = 0;

  constructor(parts: DoorkeeperParts) {
    this.#parts = parts;
  }

  /** How often somebody was refused since the start. */
  get count(): number {
    return this.#count;
  }

  /** Devices that were refused last and have not come in since, oldest first. */
  get refused(): readonly Refused[] {
    return [...this.#refused.values()];
  }

  ask(asking: AirAsking): AirRoom {
    const { linkTo, standingOf, codec, wayOf, nowMs } = this.#parts;
    const link = linkTo(asking.address);
    if (link === 'cable' || link === undefined) return this.#in(asking.device, []);
    const key = keyOf(asking);
    const way = wayOf(asking);
    const listener: AirListener = {
      key,
      way,
      link,
      choice: asking.adapt ? { codec: codec(), shortest: asking.frames } : undefined,
      packets: packetsOf(asking, way),
    };
    const claimant = { listener, address: plainAddress(asking.address), standing: standingOf(asking.device) };
    const verdict = admit(this.#everybody(), claimant);
    if (!verdict.ok) return this.#refuse(asking.device, verdict.safe);
    this.#arriving.set(key, { claimant, untilMs: nowMs() + HELD_MS });
    return this.#in(asking.device, verdict.displaced);
  }

  /** A listener is gone, and nobody took its place. */
  left(claimant: AirClaimant): void {
    this.#arriving.set(claimant.listener.key, { claimant, untilMs: this.#parts.nowMs() + KEPT_MS });
  }

  #in(device: string, displaced: readonly string[]): AirRoom {
    this.#refused.delete(device);
    for (const key of displaced) this.#arriving.delete(key);
    return { ok: true, displaced: displaced.map(listenerOf) };
  }

  #refuse(device: string, safe: boolean): AirRoom {
    this.#count++;
    this.#refused.delete(device);
    this.#refused.set(device, { device, atMs: this.#parts.nowMs(), safe });
    for (const oldest of this.#refused.keys()) if (this.#refused.size > MAX_REFUSED) this.#refused.delete(oldest);
    const instead = safe ? ', or listen with packets of 20 ms (frames=960)' : '';
    const message = `The radio has no room for another listener now; wait until somebody has left${instead}.`;
    return { ok: false, status: 503, code: safe ? 'air-full-safe' : 'air-full', message };
  }

  /** Who listens, who was let in and has not come yet, and who left just now. */
  #everybody(): AirClaimant[] {
    const held = this.#parts.held();
    const here = new Set(held.map(({ listener }) => listener.key));
    const now = this.#parts.nowMs();
    for (const [key, { untilMs }] of this.#arriving) if (untilMs < now) this.#arriving.delete(key);
    const others = [...this.#arriving].flatMap(([key, { claimant }]) => (here.has(key) ? [] : [claimant]));
    return [...held, ...others];
  }
}

function listenerOf(key: string): { kind: 'web' | 'native'; device: string } {
  const [kind = '', device = ''] = key.split(' ');
  return { kind: kind === 'native' ? 'native' : 'web', device };
}
