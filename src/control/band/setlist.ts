/** The band's setlist, and going to a song. Pure over a draft. */
import type { CommandPayload } from '../../wire/commands.js';
import { ControlError } from '../../wire/errors.js';
import { mixAdmits } from '../mix/mix-lock.js';
import { replaceMix } from '../mix/mixes.js';
import { giveSong, keepSongs, presetsForSong } from '../presets/presets.js';
import type { Draft } from '../state/draft.js';
import type { SetlistBefore } from '../state/scene-records.js';
import type { Reader, SetlistRecord } from '../state/state.js';
import { BOX } from '../state/state.js';

/** A song by its place from 0, or the one beside the present one. */
export type SongStep = 'next' | 'previous' | number;

const EMPTY: SetlistRecord = { songs: [], index: -1, anyone: false };

export const setlist = (reader: Reader): SetlistRecord => reader.get('setlist', BOX) ?? EMPTY;

/** Replaces the list. A song with its `id` keeps it, and presets of songs that left have no song. */
export function setSongs(draft: Draft, songs: CommandPayload<'setlist set'>['songs'], newId: () => string): void {
  const before = setlist(draft);
  const known = new Set(before.songs.map(({ id }) => id));
  const next = songs.map(({ id, name }, i) => {
    if (id !== undefined && !known.has(id))
      throw new ControlError('bad_value', `songs[${i}].id is not a song of the setlist`, { path: `songs[${i}].id` });
    return { id: id ?? newId(), name };
  });
  const current = before.songs[before.index]?.id;
  replaceSongs(draft, { songs: next, index: next.findIndex(({ id }) => id === current), presets: [] });
}

/** Takes the last change of the list back, with the songs of presets; a second time, it is in force again. */
export function undoSongs(draft: Draft): void {
  const before = draft.get('setlistBefore', BOX);
  if (!before) throw new ControlError('nothing_to_undo', 'the setlist has not been changed');
  // The song that plays stays, if both lists have it.
  const { songs, index } = setlist(draft);
  const place = before.songs.findIndex(({ id }) => id === songs[index]?.id);
  replaceSongs(draft, { ...before, index: place === -1 ? before.index : place });
}

/** Puts a list in force, and keeps what it replaces. */
function replaceSongs(draft: Draft, { songs, index, presets }: SetlistBefore): void {
  const { songs: old, index: at, anyone } = setlist(draft);
  const stay = new Set(songs.map(({ id }) => id));
  const leaving = [...draft.rows('preset')].flatMap(([, { uuid, id, song }]) =>
    song !== null && !stay.has(song) ? [{ uuid, id, song }] : [],
  );
  draft.put('setlistBefore', BOX, { songs: old, index: at, presets: leaving });
  draft.put('setlist', BOX, { songs, index, anyone });
  keepSongs(draft, stay);
  for (const { uuid, id, song } of presets) giveSong(draft, `${uuid}/${id}`, song);
}

/** Goes to a song. Every device with a preset for it gets its newest one, unless a lock keeps out the actor. */
export function goToSong(draft: Draft, index: number): { index: number; locked?: string[] } {
  const list = setlist(draft);
  if (index < 0 || index >= list.songs.length) {
    throw new ControlError(
      'bad_value',
      list.songs.length === 0 ? 'the setlist is empty' : `songs are 0…${list.songs.length - 1}`,
      {
        path: 'index',
        allowed: { type: 'integer', min: 0, max: list.songs.length - 1 },
      },
    );
  }
  const song = list.songs[index]!;
  draft.put('setlist', BOX, { ...list, index });
  const locked: string[] = [];
  for (const [uuid, preset] of presetsForSong(draft, song.id)) {
    if (!draft.get('device', uuid)) continue;
    if (mixAdmits(draft, uuid, draft.actor)) replaceMix(draft, uuid, preset.mix, 'song');
    else locked.push(uuid);
  }
  return { index, ...(locked.length > 0 ? { locked } : {}) };
}
