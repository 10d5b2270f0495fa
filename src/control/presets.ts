/**
 * A musician's kept mixes, per song if he likes; copying another's mix; export and import as one readable file; the
 * band's setlist. Pure over a draft.
 */
import type { Mix, MixChannel } from '../audio/mixer/mix.js';
import { type Claim, claim } from '../audio/places.js';
import type { Draft } from './draft.js';
import { ControlError } from './errors.js';
import { parseMix } from './mix-command.js';
import { lockAdmits } from './mix-lock.js';
import { cleanName } from './names.js';
import { deviceOf, displayName } from './registry.js';
import { claimOf } from './standing.js';
import type { PresetRecord, Reader, SetlistRecord } from './state.js';
import { BOX } from './state.js';
import { mixOf, replaceMix } from './sync.js';

export const MAX_PRESETS = 100;
/** … of all devices together. */
export const MAX_ALL_PRESETS = 4000;
export const MAX_SONGS = 200;

const EMPTY: SetlistRecord = { songs: [], index: -1, anyone: false };

export const setlist = (reader: Reader): SetlistRecord => reader.get('setlist', BOX) ?? EMPTY;

export function presetsOf(reader: Reader, uuid: string): PresetRecord[] {
  const found: PresetRecord[] = [];
  for (const [, preset] of reader.rows('preset')) if (preset.uuid === uuid) found.push(preset);
  return found.sort(bySaving);
}

/** The order in which mixes were kept: revisions only rise, clocks do not. */
const bySaving = (a: PresetRecord, b: PresetRecord): number =>
  (a.saved ?? a.rev) - (b.saved ?? b.rev) || (a.id < b.id ? -1 : 1);

export function presetOf(reader: Reader, uuid: string, id: unknown): PresetRecord {
  const found = typeof id === 'string' ? reader.get('preset', `${uuid}/${id}`) : undefined;
  if (!found) throw new ControlError('no_such_preset', 'no preset with this id', { path: 'id' });
  return found;
}

/** What others see of presets: everything but the mixes. */
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
  // What is kept is lost to those alone who have a history here, by those who have none.
  if (!verdict.ok || !hasHistory(asking) || verdict.displaced.some(hasHistory))
    throw new ControlError('too_many', `at most ${MAX_ALL_PRESETS} presets of all devices`, {
      allowed: { max: MAX_ALL_PRESETS },
    });
  for (const { key } of verdict.displaced) draft.remove('preset', key);
}

const hasHistory = ({ standing }: Claim): boolean => standing === 'engineer' || standing === 'known';

/**
 * Keeps the present mix under a name; with the id of a preset, over that one unless it is locked or changed since
 * `ifRev`.
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

/** Name, song and lock; a locked preset may be renamed, only its mix is protected. */
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
 * Another's mix for me: what he has of himself I get of myself, and what he has of me I get of him. With several own
 * channels the first goes with the first and so on; who has fewer goes on with his last.
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

/** The listener's own master stays: how loud his ears are is his alone. */
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

/** Adds a file's presets to the device's. Everything is checked before anything is written. */
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

/** Goes to a song: every device that has a preset for it gets it, but for mixes locked against whoever goes there. */
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
