/**
 * One person on a second phone. "I am this Ana" is a claim, which the other phone or an engineer answers. A code that
 * the other phone shows needs no answer. Pure over a draft.
 */
import { ControlError } from '../../wire/errors.js';
import { checkLock } from '../mix/mix-lock.js';
import { houseMix, mixOf, replaceMix } from '../mix/mixes.js';
import { mirrorsOf, playsMixOf } from '../mix/shared.js';
import type { Draft } from '../state/draft.js';
import type { DeviceRecord } from '../state/state.js';
import { endPass, PASS_CODE_MS, startPass } from './pass.js';
import { deviceOf, endSharing, handOver } from './registry.js';

/** The most devices that mirror one. */
const MAX_MIRRORS = 4;
/** A code is good for this running time of the box, ms. */
const CODE_MS = 10 * 60_000;

const withoutClaim = ({ claims: _, ...device }: DeviceRecord): DeviceRecord => device;
const withoutCode = ({ code: _, ...device }: DeviceRecord): DeviceRecord => device;

/** Notes that the person of `uuid` says they are the person of `of`; null takes it back. */
export function claimDevice(draft: Draft, uuid: string, of: string | null): void {
  const device = withoutClaim(deviceOf(draft, uuid));
  if (of === uuid) throw new ControlError('bad_value', 'a device is not another phone of itself', { path: 'of' });
  if (of !== null) deviceOf(draft, of);
  draft.put('device', uuid, of === null ? device : { ...device, claims: of });
}

/** The person of `uuid`, or an engineer, says no to the claim of `to`. */
export function refuseClaim(draft: Draft, uuid: string, to: string): void {
  const claimer = deviceOf(draft, to);
  if (claimer.claims === uuid) draft.put('device', to, withoutClaim(claimer));
}

/** Moves everything to another phone. A musician needs the other phone's claim: it loses its own mix. */
export function moveTo(draft: Draft, from: string, to: string): void {
  const heir = deviceOf(draft, to);
  if (draft.actor.role === 'musician' && heir.claims !== from)
    throw new ControlError('forbidden', 'the other device must claim it first', { path: 'to' });
  move(draft, from, to);
}

/** Device `uuid` hears and sets the mix of `of` from now on. Its own mix waits. Throws `too_many`. */
function mirror(draft: Draft, uuid: string, of: string): void {
  endPass(draft, uuid);
  endSharing(draft, uuid);
  if (mirrorsOf(draft, of).length >= MAX_MIRRORS)
    throw new ControlError('too_many', `at most ${MAX_MIRRORS} devices mirror one`, { allowed: { max: MAX_MIRRORS } });
  draft.put('device', uuid, { ...withoutCode(withoutClaim(deviceOf(draft, uuid))), mirrors: of });
  draft.effects.push({ type: 'ears', uuid });
}

/** A new code for the other phone; it replaces the one before. */
export const giveCode = (draft: Draft, uuid: string, code: string) => newCode(draft, uuid, code, CODE_MS);

/** A code for a stand-in; it replaces the one before. */
export const givePass = (draft: Draft, uuid: string, code: string) => newCode(draft, uuid, code, PASS_CODE_MS, true);

function newCode(draft: Draft, uuid: string, text: string, forMs: number, pass?: true) {
  if (playsMixOf(draft, uuid) !== uuid)
    throw new ControlError('forbidden', 'this device mirrors another; the code comes from that one');
  const code = { text, until: draft.age + forMs, ...(pass && { pass }) };
  draft.put('device', uuid, { ...deviceOf(draft, uuid), code });
  return { phoneCode: text, forMs };
}

/** The person of `uuid` typed the code of their other phone: everything moves here, or is on both. */
export function redeemCode(
  draft: Draft,
  uuid: string,
  typed: string,
  both: boolean,
): { from: string; standsIn?: boolean } {
  const text = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const found = [...draft.rows('device')].find(
    ([from, { code }]) => from !== uuid && code?.text === text && draft.age < code.until,
  );
  if (found === undefined) throw new ControlError('wrong_code', 'no phone shows this code now', { path: 'code' });
  const [from, old] = found;
  draft.put('device', from, withoutCode(old));
  if (old.code?.pass === true) {
    startPass(draft, uuid, from);
    return { from, standsIn: true };
  }
  if (both) mirror(draft, uuid, from);
  else move(draft, from, uuid);
  return { from };
}

function move(draft: Draft, from: string, to: string): void {
  for (const each of [from, to]) {
    checkLock(draft, each);
    endPass(draft, each);
  }
  const { mix } = mixOf(draft, from, draft.channels)!;
  const followers = mirrorsOf(draft, from).filter((each) => each !== to);
  for (const each of [from, to]) endSharing(draft, each);
  draft.put('device', to, withoutClaim(deviceOf(draft, to)));
  for (const each of followers) mirror(draft, each, to);
  handOver(draft, from, to);
  replaceMix(draft, to, mix, 'handover');
  replaceMix(draft, from, houseMix(draft, draft.channels), 'clear');
}
