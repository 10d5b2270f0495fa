/** Which preset a mix was loaded from, and whether it has changed since: from its history, without a mark. Pure. */
import type { HistoryEntry, Preset } from '../../../wire/messages.js';
import type { ParameterValue } from '../../../wire/mix.js';
import { type Key, keyOf } from '../../sync/keys.js';
import { isInForce } from './history-entries.js';

export interface LoadedPreset {
  readonly preset: Preset;
  readonly changed: boolean;
}

/** A preset, and the values that it holds. */
export interface PresetValues {
  readonly preset: Preset;
  readonly values: ReadonlyMap<Key, ParameterValue>;
}

/**
 * The newest state of the mix that equals a preset. Of equal presets the present song's counts, otherwise the one saved
 * last. `entries`: newest first. `now`: the mix's values; a preset is compared only where both have one.
 */
export function loadedPreset(
  presets: readonly PresetValues[],
  entries: readonly HistoryEntry[],
  now: Iterable<readonly [Key, ParameterValue]>,
  song: string | undefined,
): LoadedPreset | undefined {
  const mix = new Map(now);
  const differing = presets.map(
    ({ values }) =>
      new Set([...mix].filter(([key, v]) => values.has(key) && values.get(key) !== v).map(([key]) => key)),
  );
  const equal = (changed: boolean): LoadedPreset | undefined => {
    const found = presets.filter((_, i) => differing[i].size === 0).map(({ preset }) => preset);
    const preset = found.find((each) => song !== undefined && each.song === song) ?? found.at(-1);
    return preset === undefined ? undefined : { preset, changed };
  };
  let loaded = equal(false);
  for (const { changes } of entries.filter(isInForce)) {
    if (loaded !== undefined) break;
    for (const change of changes) {
      const key = keyOf(change);
      if (!mix.has(key)) continue;
      presets.forEach(({ values }, i) => {
        if (!values.has(key) || values.get(key) === change.from) differing[i].delete(key);
        else differing[i].add(key);
      });
    }
    loaded = equal(true);
  }
  return loaded;
}
