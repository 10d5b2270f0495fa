/**
 * Everything of the box that sounds: all mixes, the channels and the house mix, taken at one moment and put back
 * later. Snapshots keep it under a name, and each sound card keeps its own. Pure over a draft.
 */
import { mixAdmits } from '../mix/mix-lock.js';
import { bringBack, replaceMix } from '../mix/mixes.js';
import type { Draft } from '../state/draft.js';
import type { SceneMixRecord, SceneRecord } from '../state/scene-records.js';
import type { Reader } from '../state/state.js';
import { BOX } from '../state/state.js';

type Sounding = Pick<SceneRecord, 'channels' | 'strips' | 'order' | 'house' | 'houseFrom'>;

/** What a moment holds. */
export interface Captured extends Sounding {
  readonly mixes: ReadonlyMap<string, SceneMixRecord>;
}

/** The present moment. */
export function capture(reader: Reader): Captured {
  const channels = [...reader.rows('channel')].map(([index, channel]) => ({ index: Number(index), ...channel }));
  const strips = [...reader.rows('strip')].map(([index, strip]) => ({ index: Number(index), strip }));
  const mixes = new Map<string, SceneMixRecord>();
  for (const [uuid, { mix }] of reader.rows('mix')) {
    const { own = [], groups = [] } = reader.get('device', uuid) ?? {};
    mixes.set(uuid, { mix, own, groups });
  }
  return {
    channels: channels.sort((a, b) => a.index - b.index),
    strips: strips.sort((a, b) => a.index - b.index),
    order: reader.get('channelOrder', BOX) ?? null,
    house: reader.get('house', BOX) ?? null,
    houseFrom: reader.get('houseFrom', BOX) ?? null,
    mixes,
  };
}

/** What was kept under this id; undefined if nothing was. */
export function kept(reader: Reader, id: string): Captured | undefined {
  const scene = reader.get('scene', id);
  if (!scene) return undefined;
  const mixes = new Map<string, SceneMixRecord>();
  for (const [key, row] of reader.rows('sceneMix'))
    if (key.startsWith(`${id}/`)) mixes.set(key.slice(id.length + 1), row);
  const { channels, strips, order, house, houseFrom } = scene;
  return { channels, strips, order, house, houseFrom, mixes };
}

/** Keeps a moment under an id, in place of what was there. */
export function keep(
  draft: Draft,
  head: Pick<SceneRecord, 'id' | 'kind' | 'name'>,
  { mixes, ...rest }: Captured,
): void {
  drop(draft, head.id);
  const { uuid: by, name: byName } = draft.actor;
  draft.put('scene', head.id, { ...head, ...rest, by, byName, at: draft.at, rev: draft.rev });
  for (const [uuid, row] of mixes) draft.put('sceneMix', `${head.id}/${uuid}`, row);
}

export function drop(draft: Draft, id: string): void {
  draft.remove('scene', id);
  for (const [key] of draft.rows('sceneMix')) if (key.startsWith(`${id}/`)) draft.remove('sceneMix', key);
}

/**
 * Makes a moment the present one. Devices that came since keep their mix. Returns those whose lock keeps out the actor.
 * @param inputs also which inputs belong to whom, and the groups; then no lock has a say
 */
export function putBack(draft: Draft, captured: Captured, why: string, inputs = false): string[] {
  const locked: string[] = [];
  for (const [uuid, { mix, own, groups }] of captured.mixes) {
    const device = draft.get('device', uuid);
    if (!device || !draft.get('mix', uuid)) continue;
    if (inputs) {
      draft.put('device', uuid, { ...device, own, groups });
      bringBack(draft, uuid, mix, why);
    } else if (mixAdmits(draft, uuid, draft.actor)) replaceMix(draft, uuid, mix, why);
    else locked.push(uuid);
  }
  for (const [id] of [...draft.rows('channel')]) draft.remove('channel', id);
  for (const { index, ...channel } of captured.channels) draft.put('channel', `${index}`, channel);
  for (const [id] of [...draft.rows('strip')]) draft.remove('strip', id);
  for (const { index, strip } of captured.strips) draft.put('strip', `${index}`, strip);
  const { order, house, houseFrom } = captured;
  if (order === null) draft.remove('channelOrder', BOX);
  else draft.put('channelOrder', BOX, order);
  if (house === null) draft.remove('house', BOX);
  else draft.put('house', BOX, house);
  if (houseFrom === null) draft.remove('houseFrom', BOX);
  else draft.put('houseFrom', BOX, houseFrom);
  return locked;
}
