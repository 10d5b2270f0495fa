/**
 * One rule for scarce resources (places of sound, sessions, presets, requests, bandwidth): who gets one when
 * all are taken, and who loses theirs. Pure.
 *
 * - A claim with a key that is already held takes it over, and needs no free place.
 * - While there is room, every claim succeeds.
 * - After that, a better standing displaces the worst. What known devices of one address hold beyond
 *   its share counts as held by newcomers.
 * - Among equals, the address that holds most gives its newest to an address that holds less, until both hold the same.
 */

import { isOwnMachine } from './address.js';

/**
 * How good a claim is, best first. `known`: the device has a history here. `unproven`: the
 * device has no token here, and showed none.
 */
export const STANDINGS = ['engineer', 'known', 'newcomer', 'unproven'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Something that is held or requested. */
export interface Claim {
  /** Names what is held: one key, one claim. */
  readonly key: string;
  readonly address: string;
  readonly standing: Standing;
  /** How much of the resource it takes, more than 0; 1 if absent. */
  readonly weight?: number;
}

export interface Scarce {
  readonly limit: number;
  /**
   * What known devices of one address may hold before the rest counts as newcomers'. The box itself has no such limit.
   */
  readonly share: number;
}

/** The result of a claim: it succeeds once `displaced` are gone, or it fails. */
export type Verdict<C> = { readonly ok: true; readonly displaced: readonly C[] } | { readonly ok: false };

const RANKS = Object.fromEntries(STANDINGS.map((standing, rank) => [standing, rank])) as Readonly<
  Record<Standing, number>
>;

const weightOf = ({ weight = 1 }: Claim): number => weight;

/** Decides about one claim. `held` is in order of arrival, without duplicate keys. */
export function claim<C extends Claim>(held: readonly C[], asking: Claim, scarce: Scarce): Verdict<C> {
  const others = held.filter(({ key }) => key !== asking.key);
  let over = others.reduce((sum, one) => sum + weightOf(one), weightOf(asking)) - scarce.limit;
  const displaced: C[] = [];
  if (over <= 0) return { ok: true, displaced };
  const crowd = new Crowd(others, scarce.share);
  const rank = crowd.rankOf(asking);
  while (over > 0) {
    const worst = crowd.worst();
    if (worst === undefined || !crowd.yields(worst, asking, rank)) return { ok: false };
    crowd.remove(worst);
    displaced.push(worst);
    over -= weightOf(worst);
  }
  return { ok: true, displaced };
}

/** The `count` worst claims, worst first, to be removed when there are too many. `held` is as for `claim`. */
export function worstOf<C extends Claim>(held: readonly C[], count: number, share: number): C[] {
  const crowd = new Crowd(held, share);
  const worst: C[] = [];
  for (let one = crowd.worst(); one !== undefined && worst.length < count; one = crowd.worst()) {
    crowd.remove(one);
    worst.push(one);
  }
  return worst;
}

/** All holders, by address. */
class Crowd<C extends Claim> {
  readonly #share: number;
  /** What each address holds, and how much of that its known devices hold. */
  readonly #totals = new Map<string, number>();
  readonly #known = new Map<string, number>();
  /** Ranks, each computed on arrival: a claim within the share of its address keeps its own. */
  readonly #ranks = new Map<C, number>();

  constructor(held: readonly C[], share: number) {
    this.#share = share;
    for (const one of held) {
      this.#ranks.set(one, this.rankOf(one));
      this.#totals.set(one.address, this.#total(one.address) + weightOf(one));
      if (one.standing === 'known') this.#known.set(one.address, this.#knownOf(one.address) + weightOf(one));
    }
  }

  /** Counts only what known devices of its address already hold, so newcomers beside them cost them nothing. */
  rankOf(one: Claim): number {
    const mine = this.#knownOf(one.address) + weightOf(one);
    const beyond = one.standing === 'known' && mine > this.#share && !isOwnMachine(one.address);
    return beyond ? RANKS.newcomer : RANKS[one.standing];
  }

  /** Of the claims with the worst rank: the newest from the address that holds most. */
  worst(): C | undefined {
    let found: C | undefined;
    let foundRank = -1;
    for (const [one, rank] of this.#ranks) {
      if (rank < foundRank) continue;
      if (rank > foundRank || this.#total(one.address) >= this.#total(found!.address)) found = one;
      foundRank = rank;
    }
    return found;
  }

  /** Whether `worst` makes room for `asking`. */
  yields(worst: C, asking: Claim, rank: number): boolean {
    const worstRank = this.#ranks.get(worst)!;
    if (worstRank !== rank) return worstRank > rank;
    if (worst.address === asking.address) return false;
    return this.#total(worst.address) - weightOf(worst) >= this.#total(asking.address) + weightOf(asking);
  }

  remove(one: C): void {
    this.#ranks.delete(one);
    this.#totals.set(one.address, this.#total(one.address) - weightOf(one));
  }

  #knownOf(address: string): number {
    return this.#known.get(address) ?? 0;
  }

  #total(address: string): number {
    return this.#totals.get(address) ?? 0;
  }
}
