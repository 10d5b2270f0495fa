/**
 * A stand-in's pass: for one night another person plays on a copy of a musician's mix, inputs, groups and presets. The
 * musician's own stay untouched. At the end the stand-in's device is as it was before. The night is counted in running
 * time of the box. Pure over a draft.
 */
import { MAX_ALL_PRESETS, MAX_PRESETS } from '../../wire/limits.js';
import { bringBack, mixOf, replaceMix } from '../mix/mixes.js';
import { playsMixOf } from '../mix/shared.js';
import type { Draft } from '../state/draft.js';
import type { Reader } from '../state/state.js';
import { deviceOf, displayName, endSharing } from './registry.js';

/** From when it is taken, ms. */
const NIGHT_MS = 8 * 3_600_000;
/** A code for a stand-in waits this long, ms. */
export const PASS_CODE_MS = 12 * 3_600_000;

/** Device `uuid` stands in for the person of `from` from now on. */
export function startPass(draft: Draft, uuid: string, from: string): void {
  endPass(draft, uuid);
  endSharing(draft, uuid);
  const device = deviceOf(draft, uuid);
  const source = playsMixOf(draft, from);
  const { own, groups = [] } = deviceOf(draft, source);
  const presets = presetIds(draft, uuid);
  const { mix } = mixOf(draft, uuid, draft.channels)!;
  draft.put('device', uuid, {
    ...device,
    own,
    groups,
    standsIn: {
      for: source,
      name: displayName(deviceOf(draft, source)),
      until: draft.age + NIGHT_MS,
      untilAt: draft.at + NIGHT_MS,
      kept: { mix, own: device.own, groups: device.groups ?? [], presets },
    },
  });
  copyPresets(draft, source, uuid, new Set(presets));
  replaceMix(draft, uuid, mixOf(draft, source, draft.channels)!.mix, 'pass');
}

/** The device is as it was before it stood in. Does nothing if it does not. */
export function endPass(draft: Draft, uuid: string): void {
  const { standsIn, ...device } = deviceOf(draft, uuid);
  if (standsIn === undefined) return;
  const { mix, own, groups, presets } = standsIn.kept;
  for (const id of presetIds(draft, uuid)) if (!presets.includes(id)) draft.remove('preset', `${uuid}/${id}`);
  draft.put('device', uuid, { ...device, own, groups });
  bringBack(draft, uuid, mix, 'passOver');
}

/** Ends the device's own pass, and those that others have from its person. */
export function endPasses(draft: Draft, uuid: string): void {
  for (const each of [uuid, ...standInsOf(draft, playsMixOf(draft, uuid))]) endPass(draft, each);
}

/** The devices whose night is over at this age of the box, ms. */
export function passesOver(reader: Reader, age: number): string[] {
  return [...reader.rows('device')].flatMap(([uuid, { standsIn }]) =>
    standsIn !== undefined && standsIn.until <= age ? [uuid] : [],
  );
}

const standInsOf = (reader: Reader, uuid: string): string[] =>
  [...reader.rows('device')].flatMap(([other, { standsIn }]) => (standsIn?.for === uuid ? [other] : []));

const presetIds = (reader: Reader, uuid: string): string[] =>
  [...reader.rows('preset')].flatMap(([, preset]) => (preset.uuid === uuid ? [preset.id] : []));

/** As many as there is room for; the songs recall them. */
function copyPresets(draft: Draft, from: string, to: string, taken: ReadonlySet<string>): void {
  const all = [...draft.rows('preset')].map(([, preset]) => preset);
  const room = Math.min(MAX_PRESETS - taken.size, MAX_ALL_PRESETS - all.length);
  const theirs = all.filter(({ uuid, id }) => uuid === from && !taken.has(id)).slice(0, Math.max(0, room));
  for (const preset of theirs) draft.put('preset', `${to}/${preset.id}`, { ...preset, uuid: to });
}
