/** The band's setlist, and going to a song. Pure over a draft. */
import { ControlError } from '../../wire/errors.js';
import { mixAdmits } from '../mix/mix-lock.js';
import { replaceMix } from '../mix/mixes.js';
import { keepSongs, presetsForSong } from '../presets/presets.js';
import type { Draft } from '../state/draft.js';
import { cleanName } from '../state/names.js';
import type { Reader, SetlistRecord } from '../state/state.js';
import { BOX } from '../state/state.js';

export const MAX_SONGS = 200;

const EMPTY: SetlistRecord = { songs: [], index: -1, anyone: false };

export const setlist = (reader: Reader): SetlistRecord => reader.get('setlist', BOX) ?? EMPTY;

/** Replaces the list. A song with its `id` keeps it, and presets of songs that left have no song. */
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
  keepSongs(draft, new Set(next.map(({ id }) => id)));
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
  const locked: string[] = [];
  for (const [uuid, preset] of presetsForSong(draft, song.id)) {
    if (!draft.get('device', uuid)) continue;
    if (mixAdmits(draft, uuid, draft.actor)) replaceMix(draft, uuid, preset.mix, 'song');
    else locked.push(uuid);
  }
  return { index: index as number, ...(locked.length > 0 ? { locked } : {}) };
}
