/**
 * A musician's presets, with a song or without; copying another device's mix; export and import as one readable file;
 * the band's setlist. Pure over a draft.
 */
import type { Mix, MixChannel } from '../../audio/mixer/mix.js';
import { type Claim, claim } from '../../base/places.js';
import { ControlError } from '../../wire/errors.js';
import { deviceOf, displayName } from '../devices/registry.js';
import { claimOf } from '../devices/standing.js';
import type { Draft } from '../state/draft.js';
import { cleanName } from '../state/names.js';
import type { PresetRecord, Reader, SetlistRecord } from '../state/state.js';
import { BOX } from '../state/state.js';
import { parseMix } from './mix-command.js';
import { lockAdmits } from './mix-lock.js';
import { mixOf, replaceMix } from './mixes.js';

export const MAX_PRESETS = 100;
/** Largest number of presets of all devices together. */
export const MAX_ALL_PRESETS = 4000;
export const MAX_SONGS = 200;

const EMPTY: SetlistRecord = { songs: [], index: -1, anyone: false };

export const setlist = (reader: Reader): SetlistRecord => reader.get('setlist', BOX) ?? EMPTY;

export function presetsOf(reader: Reader, uuid: string): PresetRecord[] {
  const found: PresetRecord[] = [];
  for (const [, preset] of reader.rows('preset')) if (preset.uuid === uuid) found.push(preset);
  return found.sort(bySaving);
}

/** Orders presets by when they were saved. It compares revisions, because clocks can step back. */
const bySaving = (a: PresetRecord, b: PresetRecord): number =>
  (a.saved ?? a.rev) - (b.saved ?? b.rev) || (a.id < b.id ? -1 : 1);

export function presetOf(reader: Reader, uuid: string, id: unknown): PresetRecord {
  const found = typeof id === 'string' ? reader.get('preset', `${uuid}/${id}`) : undefined;
  if (!found) throw new ControlError('no_such_preset', 'no preset with this id', { path: 'id' });
  return found;
}

/** The presets as clients see them: everything except the mixes. */
export function presetsView(reader: Reader, uuid: string): Record<string, unknown> {
  const presets = presetsOf(reader, uuid).map(({ id, name, song, locked, at, rev }) => ({
    id,
    name,
    song,
    locked,
    at,
    rev,
  }));
  return { uuid, rev: reader.get('meta', BOX)!.rev, presets };
}

function parseSong(draft: Draft, song: unknown): string | null {
  if (song === undefined || song === null) return null;
  if (setlist(draft).songs.some(({ id }) => id === song)) return song as string;
  throw new ControlError('bad_value', 'song is no song of the setlist', {
    path: 'song',
    allowed: setlist(draft).songs.map(({ id }) => id),
  });
}

function put(draft: Draft, preset: PresetRecord): void {
  draft.put('preset', `${preset.uuid}/${preset.id}`, preset);
}

function room(draft: Draft, uuid: string, more: number): void {
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
export function savePreset(
  draft: Draft,
  uuid: string,
  payload: Readonly<Record<string, unknown>>,
  newId: string,
): string {
  const mix = mixOf(draft, uuid, draft.channels)!.mix;
  const common = { uuid, mix, at: draft.at, rev: draft.rev, saved: draft.rev };
  if (payload.id === undefined || payload.id === null) {
    const name = cleanName(payload.name);
    room(draft, uuid, 1);
    put(draft, { ...common, id: newId, name, song: parseSong(draft, payload.song), locked: false });
    return newId;
  }
  const old = presetOf(draft, uuid, payload.id);
  if (old.locked) throw new ControlError('locked', `“${old.name}” is locked against overwriting`);
  if (payload.ifRev !== undefined && payload.ifRev !== old.rev)
    throw new ControlError('conflict', 'the preset has changed since', { path: 'ifRev', current: { rev: old.rev } });
  const name = payload.name === undefined ? old.name : cleanName(payload.name);
  const song = payload.song === undefined ? old.song : parseSong(draft, payload.song);
  put(draft, { ...common, id: old.id, name, song, locked: false });
  return old.id;
}

export function recallPreset(draft: Draft, uuid: string, id: unknown): void {
  replaceMix(draft, uuid, presetOf(draft, uuid, id).mix, 'preset');
}

/** Changes name or lock. A locked preset may be renamed: the lock protects its mix. */
export function changePreset(
  draft: Draft,
  uuid: string,
  id: unknown,
  change: Partial<Pick<PresetRecord, 'name' | 'locked'>>,
): void {
  const preset = presetOf(draft, uuid, id);
  put(draft, { ...preset, ...change, rev: draft.rev, saved: preset.saved ?? preset.rev });
}

export function deletePreset(draft: Draft, uuid: string, id: unknown): void {
  const preset = presetOf(draft, uuid, id);
  if (preset.locked) throw new ControlError('locked', `“${preset.name}” is locked; unlock it first`);
  draft.remove('preset', `${uuid}/${preset.id}`);
}

/**
 * Another musician's mix, made to fit me. Our own channels change places: their strip of themselves becomes my strip
 * of myself, and their strip of me becomes my strip of them. Several own channels pair up in order. The shorter list
 * repeats its last channel.
 */
export function swapped(theirs: Mix, ownMine: readonly number[], ownTheirs: readonly number[]): Mix {
  const channels: MixChannel[] = theirs.channels.slice();
  const pairs = ownMine.length === 0 || ownTheirs.length === 0 ? 0 : Math.max(ownMine.length, ownTheirs.length);
  for (let k = 0; k < pairs; k++) {
    const mine = ownMine[Math.min(k, ownMine.length - 1)]!;
    const his = ownTheirs[Math.min(k, ownTheirs.length - 1)]!;
    if (ownTheirs.includes(mine) || !theirs.channels[mine] || !theirs.channels[his]) continue;
    channels[mine] = { ...theirs.channels[his] };
    if (!ownMine.includes(his)) channels[his] = { ...theirs.channels[mine] };
  }
  return { channels, master: theirs.master };
}

/** Copies another device's mix. The listener's master stays, because loudness is each listener's own choice. */
export function copyMix(draft: Draft, uuid: string, from: unknown): void {
  if (typeof from !== 'string' || from === uuid)
    throw new ControlError('bad_value', 'from must be another device’s uuid', { path: 'from' });
  const source = deviceOf(draft, from);
  const theirs = mixOf(draft, from, draft.channels)!.mix;
  const mine = mixOf(draft, uuid, draft.channels)!.mix;
  const mix = swapped(theirs, deviceOf(draft, uuid).own, source.own);
  replaceMix(draft, uuid, { channels: mix.channels, master: mine.master }, 'copy');
}

const FORMAT = 'stagebox-presets';

export function exportPresets(reader: Reader, uuid: string, channels: number, at: number): Record<string, unknown> {
  const songs = new Map(setlist(reader).songs.map(({ id, name }) => [id, name]));
  const presets = presetsOf(reader, uuid).map(({ name, song, locked, mix }) => ({
    name,
    song: song === null ? null : (songs.get(song) ?? null),
    locked,
    mix,
  }));
  const device = deviceOf(reader, uuid);
  return {
    format: FORMAT,
    version: 1,
    name: displayName(device),
    at,
    mix: mixOf(reader, uuid, channels)!.mix,
    presets,
  };
}

/** Adds the presets of a file. Everything is checked before anything is written. Returns their number. */
export function importPresets(draft: Draft, uuid: string, file: unknown, newId: () => string): number {
  const { format, version, presets } = (typeof file === 'object' && file !== null ? file : {}) as Record<
    string,
    unknown
  >;
  if (format !== FORMAT || version !== 1)
    throw new ControlError('bad_file', 'this is not a file of presets (version 1)', {
      path: 'file.format',
      allowed: { format: FORMAT, version: 1 },
    });
  if (!Array.isArray(presets)) throw new ControlError('bad_file', 'presets must be a list', { path: 'file.presets' });
  const checked = presets.map((value: unknown, i) => {
    const path = `file.presets[${i}]`;
    const {
      name,
      song = null,
      locked = false,
      mix,
    } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
    if (typeof locked !== 'boolean')
      throw new ControlError('bad_file', `${path}.locked must be true or false`, { path: `${path}.locked` });
    if (song !== null && typeof song !== 'string')
      throw new ControlError('bad_file', `${path}.song must be a name or null`, { path: `${path}.song` });
    return { name: cleanName(name, `${path}.name`), song, locked, mix: parseMix(mix, `${path}.mix`) };
  });
  room(draft, uuid, checked.length);
  const songs = new Map(setlist(draft).songs.map(({ id, name }) => [name, id]));
  for (const { song, ...rest } of checked)
    put(draft, {
      ...rest,
      id: newId(),
      uuid,
      song: song === null ? null : (songs.get(song) ?? null),
      at: draft.at,
      rev: draft.rev,
      saved: draft.rev,
    });
  return checked.length;
}

export function setSongs(draft: Draft, songs: unknown, newId: () => string): void {
  if (!Array.isArray(songs) || songs.length > MAX_SONGS)
    throw new ControlError('bad_value', `songs must be a list of at most ${MAX_SONGS}`, {
      path: 'songs',
      allowed: { max: MAX_SONGS },
    });
  const before = setlist(draft);
  const known = new Set(before.songs.map(({ id }) => id));
  const next = songs.map((song: unknown, i) => {
    const { id, name } = (typeof song === 'object' && song !== null ? song : {}) as Record<string, unknown>;
    if (id !== undefined && !known.has(id as string))
      throw new ControlError('bad_value', `songs[${i}].id is no song of the setlist`, { path: `songs[${i}].id` });
    return { id: (id as string | undefined) ?? newId(), name: cleanName(name, `songs[${i}].name`) };
  });
  if (new Set(next.map(({ id }) => id)).size !== next.length)
    throw new ControlError('bad_value', 'a song is named twice', { path: 'songs' });
  const current = before.songs[before.index]?.id;
  draft.put('setlist', BOX, { ...before, songs: next, index: next.findIndex(({ id }) => id === current) });
  const left = new Set(next.map(({ id }) => id));
  for (const [, preset] of draft.rows('preset'))
    if (preset.song !== null && !left.has(preset.song)) put(draft, { ...preset, song: null });
}

/** Goes to a song. Every device with a preset for it gets its newest one, unless a lock keeps out the actor. */
export function goToSong(draft: Draft, index: unknown): { index: number; locked?: string[] } {
  const list = setlist(draft);
  if (!Number.isInteger(index) || (index as number) < 0 || (index as number) >= list.songs.length) {
    throw new ControlError(
      'bad_value',
      list.songs.length === 0 ? 'the setlist is empty' : `songs are 0…${list.songs.length - 1}`,
      {
        path: 'index',
        allowed: { type: 'integer', min: 0, max: list.songs.length - 1 },
      },
    );
  }
  const song = list.songs[index as number]!;
  draft.put('setlist', BOX, { ...list, index: index as number });
  const newest = new Map<string, PresetRecord>();
  for (const [, preset] of draft.rows('preset')) {
    const other = newest.get(preset.uuid);
    if (preset.song === song.id && (!other || bySaving(other, preset) < 0)) newest.set(preset.uuid, preset);
  }
  const locked: string[] = [];
  for (const [uuid, preset] of newest) {
    if (!draft.get('device', uuid)) continue;
    if (lockAdmits(draft, uuid, draft.actor)) replaceMix(draft, uuid, preset.mix, 'song');
    else locked.push(uuid);
  }
  return { index: index as number, ...(locked.length > 0 ? { locked } : {}) };
}
