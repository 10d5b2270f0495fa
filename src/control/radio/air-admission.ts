/**
 * Whether a newcomer fits into the air. Everybody who plays counts with the packets of a full stage: so much may be
 * asked of them, and no more. Beyond that, the house's rule for scarce things says who makes room, if anybody. Pure.
 */
import { type Claim, claim } from '../../base/places.js';
import { AIR_LIMIT, type AirListener, crowdedGrade, shareAt } from './air-plan.js';

/** A listener, and how good its claim is. */
export interface AirClaimant {
  readonly listener: AirListener;
  readonly address: string;
  readonly standing: Claim['standing'];
}

export type AirVerdict =
  /** `displaced`: keys of listeners that must make room. */
  | { readonly ok: true; readonly displaced: readonly string[] }
  /** `safe`: it would fit with the longest packets. */
  | { readonly ok: false; readonly safe: boolean };

/** What known devices of one address may hold before the rest counts as newcomers': half, as with places of sound. */
const RULE = { limit: AIR_LIMIT, share: AIR_LIMIT / 2 };
/** The rule wants weights above 0: a listener of whose link nothing is known takes next to nothing. */
const LEAST = 1e-9;

/** `held` is in order of arrival, without duplicate keys. A newcomer whose key is held already takes its place. */
export function admit(held: readonly AirClaimant[], newcomer: AirClaimant): AirVerdict {
  const claims = held.map((one) => claimOf(one));
  const before = claims.find(({ key }) => key === newcomer.listener.key);
  // Links get worse, so those who play may take more than the limit. Who comes back for what they had is no newcomer.
  if (before !== undefined && claimOf(newcomer).weight <= before.weight) return { ok: true, displaced: [] };
  const verdict = claim(claims, claimOf(newcomer), RULE);
  if (verdict.ok) return { ok: true, displaced: verdict.displaced.map(({ key }) => key) };
  const { listener } = newcomer;
  if (listener.choice === undefined) return { ok: false, safe: false };
  const longest = { ...claimOf(newcomer), weight: Math.max(LEAST, shareAt(listener, 2)) };
  const others = claims.filter(({ key }) => key !== longest.key);
  const total = others.reduce((sum, { weight }) => sum + weight, longest.weight);
  return { ok: false, safe: total <= AIR_LIMIT && crowdedGrade(listener) < 2 };
}

function claimOf({ listener, address, standing }: AirClaimant): Claim & { readonly weight: number } {
  const weight = Math.max(LEAST, shareAt(listener, crowdedGrade(listener)));
  return { key: listener.key, address, standing, weight };
}
