/**
 * The check before the show: every musician's page rings until its person says that they hear it. The desk reads who
 * has. The results stay until an engineer closes the check. Pure over a draft.
 */
import { ControlError } from '../../wire/errors.js';
import type { Check } from '../../wire/messages.js';
import type { Draft } from '../state/draft.js';
import type { Reader } from '../state/state.js';
import { BOX } from '../state/state.js';
import { everybody } from './direct.js';

/** Rings at the musicians who are here or were here tonight; it replaces a check before it. */
export function startCheck(draft: Draft, id: string): void {
  const { uuid: by, name } = draft.actor;
  const people = everybody(draft, by);
  if (people.length === 0) throw new ControlError('bad_value', 'nobody is here');
  draft.put('check', BOX, {
    id,
    by,
    name,
    at: draft.at,
    people: people.map((uuid) => ({ uuid, heardAt: null, listening: false })),
  });
}

/** The person of the draft's device hears it; `listening`: the sound came with their mix. */
export function heardCheck(draft: Draft, id: string, listening: boolean): void {
  const check = openCheck(draft, id);
  const { uuid } = draft.actor;
  draft.put('check', BOX, {
    ...check,
    people: check.people.map((one) => (one.uuid === uuid ? { uuid, heardAt: draft.at, listening } : one)),
  });
}

export function closeCheck(draft: Draft): void {
  draft.remove('check', BOX);
}

export const checkView = (reader: Reader): Check | null => reader.get('check', BOX) ?? null;

function openCheck(draft: Draft, id: string): Check {
  const check = draft.get('check', BOX);
  if (check?.id === id) return check;
  throw new ControlError('no_such_check', 'that check is over', { path: 'id' });
}
