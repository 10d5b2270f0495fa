/** The band's setlist, and going to a song. Pure over a draft. */
import type { CommandPayload } from '../../wire/commands.js';
import { ControlError } from '../../wire/errors.js';
import { mixAdmits } from '../mix/mix-lock.js';
import { replaceMix } from '../mix/mixes.js';
import { keepSongs, presetsForSong } from '../presets/presets.js';
import type { Draft } from '../state/draft.js';
import type { Reader, SetlistRecord } from '../state/state.js';
import { BOX } from '../state/state.js';

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
  draft.put('setlist', BOX, { ...before, songs: next, index: next.findIndex(({ id }) => id === current) });
  keepSongs(draft, new Set(next.map(({ id }) => id)));
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
