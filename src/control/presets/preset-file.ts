/** Export and import of a device's presets as one readable file. Pure over a draft. */
import { flag, leaf, maybe, orEmpty, orNull, record, unbounded } from '../../base/schema.js';
import { parse } from '../../wire/check.js';
import { name } from '../../wire/names.js';
import { mix } from '../../wire/values.js';
import { deviceOf, displayName } from '../devices/registry.js';
import { mixOf } from '../mix/mixes.js';
import type { Draft } from '../state/draft.js';
import type { Reader } from '../state/state.js';
import { addPresets, presetsOf, songsOf } from './presets.js';

const FORMAT = 'stagebox-presets';

export function exportPresets(reader: Reader, uuid: string, channels: number, at: number): Record<string, unknown> {
  const songs = new Map(songsOf(reader).map(({ id, name }) => [id, name]));
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

const songName = leaf<string>((value) => typeof value === 'string', 'a name or null');

const PRESET_FILE = orEmpty(
  record({
    format: leaf<string>((value) => value === FORMAT, FORMAT),
    version: leaf<number>((value) => value === 1, '1', { allowed: 1 }),
    presets: unbounded(orEmpty(record({ name, song: maybe(orNull(songName)), locked: maybe(flag), mix }))),
  }),
);

/** Adds the presets of a file. Everything is checked before anything is written. Returns their number. */
export function importPresets(draft: Draft, uuid: string, file: unknown, newId: () => string): number {
  const { presets } = parse(PRESET_FILE, file, 'file', 'bad_file');
  const songs = new Map(songsOf(draft).map(({ id, name }) => [name, id]));
  addPresets(
    draft,
    uuid,
    presets.map(({ song = null, locked = false, ...rest }) => ({
      ...rest,
      locked,
      id: newId(),
      song: song === null ? null : (songs.get(song) ?? null),
    })),
  );
  return presets.length;
}
