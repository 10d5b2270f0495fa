/** Export and import of a device's presets as one readable file. Pure over a draft. */
import { ControlError } from '../../wire/errors.js';
import { deviceOf, displayName } from '../devices/registry.js';
import { parseMix } from '../mix/mix-command.js';
import { mixOf } from '../mix/mixes.js';
import type { Draft } from '../state/draft.js';
import { cleanName } from '../state/names.js';
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
  const songs = new Map(songsOf(draft).map(({ id, name }) => [name, id]));
  addPresets(
    draft,
    uuid,
    checked.map(({ song, ...rest }) => ({
      ...rest,
      id: newId(),
      song: song === null ? null : (songs.get(song) ?? null),
    })),
  );
  return checked.length;
}
