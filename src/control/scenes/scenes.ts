/** The engineer's snapshots of all mixes, the channels and the house mix: save, recall, take back, delete. Pure. */
import { ControlError } from '../../wire/errors.js';
import { MAX_SCENES } from '../../wire/limits.js';
import type { SceneList } from '../../wire/messages.js';
import type { Draft } from '../state/draft.js';
import type { SceneRecord } from '../state/scene-records.js';
import type { Reader } from '../state/state.js';
import { capture, drop, keep, kept, putBack } from './capture.js';

/** Id of what the last recall replaced. */
const BEFORE = 'before';

const snapshots = (reader: Reader): SceneRecord[] =>
  [...reader.rows('scene')].map(([, scene]) => scene).filter(({ kind }) => kind === 'kept');

/** Saves the present moment under a name; with the id of a snapshot, in place of it. Returns the id. */
export function saveScene(draft: Draft, name: string, id: string | null, newId: string): string {
  if (id !== null) sceneOf(draft, id);
  else if (snapshots(draft).length >= MAX_SCENES)
    throw new ControlError('too_many', `at most ${MAX_SCENES} snapshots`, { allowed: { max: MAX_SCENES } });
  keep(draft, { id: id ?? newId, kind: 'kept', name }, capture(draft));
  return id ?? newId;
}

/** Recalls a snapshot. What it replaces is kept, so that `undoScene` takes the recall back. */
export function recallScene(draft: Draft, id: string): { locked?: string[] } {
  const { name } = sceneOf(draft, id);
  return exchange(draft, id, name);
}

/** Takes the last recall back. A second time, it is in force again. */
export function undoScene(draft: Draft): { locked?: string[] } {
  const before = draft.get('scene', BEFORE);
  if (!before) throw new ControlError('nothing_to_undo', 'no snapshot was recalled');
  return exchange(draft, BEFORE, before.name);
}

export function deleteScene(draft: Draft, id: string): void {
  sceneOf(draft, id);
  drop(draft, id);
}

/** The snapshots by name, and what `undoScene` would take back. */
export function scenesView(reader: Reader, now: number): SceneList {
  const before = reader.get('scene', BEFORE);
  return {
    now,
    scenes: snapshots(reader)
      .map(({ id, name, byName: by, at, rev }) => ({ id, name, by, at, rev }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.id < b.id ? -1 : 1)),
    before: before ? { name: before.name, at: before.at } : null,
  };
}

function exchange(draft: Draft, id: string, name: string): { locked?: string[] } {
  const wanted = kept(draft, id)!;
  const present = capture(draft);
  const locked = putBack(draft, wanted, 'scene');
  keep(draft, { id: BEFORE, kind: 'before', name }, present);
  return locked.length > 0 ? { locked } : {};
}

function sceneOf(reader: Reader, id: string): SceneRecord {
  const found = reader.get('scene', id);
  if (found?.kind === 'kept') return found;
  throw new ControlError('no_such_scene', 'no snapshot with this id', { path: 'id' });
}
