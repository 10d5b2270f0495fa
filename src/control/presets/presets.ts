/** A musician's presets, with a song or without: save, recall, rename, lock, delete. Pure over a draft. */

import { type Claim, claim } from '../../base/places.js';
import type { CommandPayload } from '../../wire/commands.js';
import { ControlError } from '../../wire/errors.js';
import { MAX_ALL_PRESETS, MAX_PRESETS } from '../../wire/limits.js';
import type { Preset } from '../../wire/messages.js';
import { claimOf } from '../devices/standing.js';
import { mixOf, replaceMix } from '../mix/mixes.js';
import type { Draft } from '../state/draft.js';
import type { PresetRecord, Reader, SetlistRecord } from '../state/state.js';
import { BOX } from '../state/state.js';

/** The songs of the setlist, which presets may belong to. */
export const songsOf = (reader: Reader): SetlistRecord['songs'] => reader.get('setlist', BOX)?.songs ?? [];

export function presetsOf(reader: Reader, uuid: string): PresetRecord[] {
  const found: PresetRecord[] = [];
  for (const [, preset] of reader.rows('preset')) if (preset.uuid === uuid) found.push(preset);
  return found.sort(bySaving);
}

/** Orders presets by when they were saved. It compares revisions, because clocks can step back. */
const bySaving = (a: PresetRecord, b: PresetRecord): number =>
  (a.saved ?? a.rev) - (b.saved ?? b.rev) || (a.id < b.id ? -1 : 1);

export function presetOf(reader: Reader, uuid: string, id: string): PresetRecord {
  const found = reader.get('preset', `${uuid}/${id}`);
  if (!found) throw new ControlError('no_such_preset', 'no preset with this id', { path: 'id' });
  return found;
}

/** The presets as clients see them: everything except the mixes. */
export function presetsView(reader: Reader, uuid: string): Preset[] {
  return presetsOf(reader, uuid).map(({ id, name, song, locked, at, rev }) => ({
    id,
    name,
    song,
    locked,
    at,
    rev,
  }));
}

function parseSong(draft: Draft, song: string | null | undefined): string | null {
  if (song === undefined || song === null) return null;
  const songs = songsOf(draft);
  if (songs.some(({ id }) => id === song)) return song;
  throw new ControlError('bad_value', 'song is not a song of the setlist', {
    path: 'song',
    allowed: songs.map(({ id }) => id),
  });
}

function put(draft: Draft, preset: PresetRecord): void {
  draft.put('preset', `${preset.uuid}/${preset.id}`, preset);
}

/** Makes room for `more` presets of a device. Throws `too_many`. */
function makeRoom(draft: Draft, uuid: string, more: number): void {
  if (presetsOf(draft, uuid).length + more > MAX_PRESETS)
    throw new ControlError('too_many', `at most ${MAX_PRESETS} presets per device`, { allowed: { max: MAX_PRESETS } });
  const kept = [...draft.rows('preset')];
  if (kept.length + more <= MAX_ALL_PRESETS) return;
  const claims = kept.map(([id, preset]) => claimOf(draft, preset.uuid, id));
  const asking = { ...claimOf(draft, uuid, `${uuid}/`), weight: more };
  const verdict = claim(claims, asking, { limit: MAX_ALL_PRESETS, share: MAX_ALL_PRESETS });
  // Only a device with a history may displace presets, and only those of devices without one.
  if (!verdict.ok || !hasHistory(asking) || verdict.displaced.some(hasHistory))
    throw new ControlError('too_many', `at most ${MAX_ALL_PRESETS} presets of all devices`, {
      allowed: { max: MAX_ALL_PRESETS },
    });
  for (const { key } of verdict.displaced) draft.remove('preset', key);
}

const hasHistory = ({ standing }: Claim): boolean => standing === 'engineer' || standing === 'known';

/**
 * Saves the present mix under a name. With the id of a preset it overwrites that preset, unless the preset is locked
 * or has changed since `ifRev`. Returns the preset's id.
 */
export function savePreset(draft: Draft, uuid: string, wanted: CommandPayload<'preset save'>, newId: string): string {
  const mix = mixOf(draft, uuid, draft.channels)!.mix;
  const common = { uuid, mix, at: draft.at, rev: draft.rev, saved: draft.rev };
  const { id = null, name, ifRev = null } = wanted;
  if (id === null) {
    makeRoom(draft, uuid, 1);
    put(draft, { ...common, id: newId, name: name!, song: parseSong(draft, wanted.song), locked: false });
    return newId;
  }
  const old = presetOf(draft, uuid, id);
  if (old.locked) throw new ControlError('locked', `“${old.name}” is locked against overwriting`);
  if (ifRev !== null && ifRev !== old.rev)
    throw new ControlError('conflict', 'the preset has changed since', { path: 'ifRev', current: { rev: old.rev } });
  const song = wanted.song === undefined ? old.song : parseSong(draft, wanted.song);
  put(draft, { ...common, id: old.id, name: name ?? old.name, song, locked: false });
  return old.id;
}

export function recallPreset(draft: Draft, uuid: string, id: string): void {
  replaceMix(draft, uuid, presetOf(draft, uuid, id).mix, 'preset');
}

/** Changes name or lock. A locked preset may be renamed: the lock protects its mix. */
export function changePreset(
  draft: Draft,
  uuid: string,
  id: string,
  change: Partial<Pick<PresetRecord, 'name' | 'locked'>>,
): void {
  const preset = presetOf(draft, uuid, id);
  put(draft, { ...preset, ...change, rev: draft.rev, saved: preset.saved ?? preset.rev });
}

export function deletePreset(draft: Draft, uuid: string, id: string): void {
  const preset = presetOf(draft, uuid, id);
  if (preset.locked) throw new ControlError('locked', `“${preset.name}” is locked; unlock it first`);
  draft.remove('preset', `${uuid}/${preset.id}`);
}

/** Adds presets to a device's own, all or none. Throws `too_many`. */
export function addPresets(
  draft: Draft,
  uuid: string,
  presets: readonly Pick<PresetRecord, 'id' | 'name' | 'song' | 'locked' | 'mix'>[],
): void {
  makeRoom(draft, uuid, presets.length);
  for (const preset of presets) put(draft, { ...preset, uuid, at: draft.at, rev: draft.rev, saved: draft.rev });
}

/** The newest preset of each device for a song, by uuid. */
export function presetsForSong(reader: Reader, song: string): ReadonlyMap<string, PresetRecord> {
  const newest = new Map<string, PresetRecord>();
  for (const [, preset] of reader.rows('preset')) {
    const other = newest.get(preset.uuid);
    if (preset.song === song && (!other || bySaving(other, preset) < 0)) newest.set(preset.uuid, preset);
  }
  return newest;
}

/** Takes songs that left the setlist out of all presets. */
export function keepSongs(draft: Draft, songs: ReadonlySet<string>): void {
  for (const [, preset] of draft.rows('preset'))
    if (preset.song !== null && !songs.has(preset.song)) put(draft, { ...preset, song: null });
}

/** Gives a preset its song back, unless it is gone or has another by now. */
export function giveSong(draft: Draft, key: string, song: string): void {
  const preset = draft.get('preset', key);
  if (preset?.song === null) put(draft, { ...preset, song });
}
