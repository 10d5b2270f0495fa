/**
 * The engineer's lock on a mix: who may still change it. The check is where mixes are changed (`mixes.ts`), so that
 * faders, presets, copies, undo, songs and native clients all pass it. Pure.
 */

import { ControlError } from '../../wire/errors.js';
import { lockAdmits, type MixLock } from '../../wire/roles.js';
import type { Actor, Draft } from '../state/draft.js';
import type { DeviceRecord, Reader } from '../state/state.js';

const lockOf = (reader: Reader, uuid: string): MixLock | null => reader.get('device', uuid)?.lock ?? null;

/** Whether the lock lets `actor` change the mix. The door has checked the actor's rights before. */
export function mixAdmits(reader: Reader, uuid: string, actor: Pick<Actor, 'role'>): boolean {
  return lockAdmits(lockOf(reader, uuid), actor.role);
}

/** Throws `mix_locked`, which names who may still change the mix. */
export function checkLock(draft: Draft, uuid: string): void {
  if (mixAdmits(draft, uuid, draft.actor)) return;
  const lock = lockOf(draft, uuid);
  const message =
    lock === 'engineer'
      ? 'the engineer has locked this mix; only an engineer may change it'
      : 'the engineer has locked this mix; nobody may change it until it is unlocked';
  throw new ControlError('mix_locked', message, { allowed: lock === 'engineer' ? ['engineer'] : [] });
}

/** The device with a new lock, or without one. */
export function withLock(device: DeviceRecord, lock: MixLock | null): DeviceRecord {
  const { lock: _, ...open } = device;
  return lock === null ? open : { ...open, lock };
}
