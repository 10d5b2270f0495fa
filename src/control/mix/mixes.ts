/**
 * Changing mixes. This is the one place that writes a mix's record, its history and its announcement together. Pure
 * over a draft.
 */

import { ControlError } from '../../wire/errors.js';
import type { BoxStatus, MixSnapshot } from '../../wire/messages.js';
import type { Change, Mix } from '../../wire/mix.js';
import { defaultMix } from '../../wire/mix.js';
import type { Draft } from '../state/draft.js';
import type { MixRecord, Reader } from '../state/state.js';
import { BOX } from '../state/state.js';
import { linked } from './channels.js';
import { record } from './history.js';
import { applySet, asSet, differences, padMix } from './mix-command.js';
import { checkLock } from './mix-lock.js';

/** Whose mix the house mix is; null while it is the factory's. */
export function houseView(reader: Reader): BoxStatus['house'] {
  if (!reader.get('house', BOX)) return null;
  const { name = null, at = null } = reader.get('houseFrom', BOX) ?? {};
  return { name, at };
}

/** The mix that new devices begin with, for at least `channels` inputs. */
export function houseMix(reader: Reader, channels: number): Mix {
  const factory = defaultMix(channels);
  const house = reader.get('house', BOX);
  return house ? padMix(house, factory, channels) : factory;
}

/** A device's mix record, with a strip for every input of the interface. */
export function mixOf(reader: Reader, uuid: string, channels: number): MixRecord | undefined {
  const found = reader.get('mix', uuid);
  if (!found || found.mix.channels.length >= channels) return found;
  return { ...found, mix: padMix(found.mix, houseMix(reader, channels), channels) };
}

/** A whole mix as clients get it, by HTTP and in snapshots. */
export function mixView(reader: Reader, uuid: string, channels: number): MixSnapshot | undefined {
  const found = mixOf(reader, uuid, channels);
  if (!found) return undefined;
  return {
    uuid,
    rev: found.rev,
    epoch: reader.get('meta', BOX)!.epoch,
    channels: found.mix.channels.slice(0, channels).map((strip, index) => ({ index, ...strip })),
    master: found.mix.master,
  };
}

function recordOf(draft: Draft, uuid: string): MixRecord {
  const found = mixOf(draft, uuid, draft.channels);
  if (!found) throw new ControlError('no_such_device', `no device ${uuid}`);
  return found;
}

/** Throws `conflict` if the mix has another revision than `ifRev`. */
export function checkIfRev(draft: Draft, uuid: string, ifRev: number | null | undefined): void {
  if (ifRev === undefined || ifRev === null) return;
  const present = recordOf(draft, uuid).rev;
  if (present !== ifRev) {
    throw new ControlError('conflict', `the mix is at revision ${present}, not ${ifRev}`, {
      path: 'ifRev',
      current: mixView(draft, uuid, draft.channels),
    });
  }
}

/** A moved fader must be heard, so a musician who tries an offer hears their mix again. */
function endAudition(draft: Draft, uuid: string): void {
  const offer = draft.get('offer', uuid);
  if (offer?.heard === true) draft.put('offer', uuid, { ...offer, heard: false });
}

/** Applies a checked `set`; stereo partners follow. Throws `mix_locked`. */
export function changeMix(
  draft: Draft,
  uuid: string,
  asked: readonly Change[],
  why: string,
  gesture: string | null = null,
): void {
  const before = recordOf(draft, uuid);
  checkLock(draft, uuid);
  const set = linked(draft, asked, draft.channels);
  const { mix, changes } = applySet(before.mix, set);
  draft.put('mix', uuid, { mix, rev: draft.rev, at: draft.at, touched: true });
  endAudition(draft, uuid);
  record(draft, uuid, changes, why, gesture);
  draft.mixes.push({ uuid, prev: before.rev, set, why });
}

/** Replaces a whole mix. The announcement names only the differences. Throws `mix_locked`. */
export function replaceMix(draft: Draft, uuid: string, wanted: Mix, why: string): void {
  checkLock(draft, uuid);
  bringBack(draft, uuid, wanted, why);
}

/** As `replaceMix`, where no lock has a say: at the end of a pass, and with another sound card. */
export function bringBack(draft: Draft, uuid: string, wanted: Mix, why: string): void {
  const before = recordOf(draft, uuid);
  const mix = padMix(wanted, houseMix(draft, draft.channels), before.mix.channels.length);
  const changes = differences(before.mix, {
    master: mix.master,
    channels: mix.channels.slice(0, before.mix.channels.length),
  });
  draft.put('mix', uuid, { mix, rev: draft.rev, at: draft.at, touched: why !== 'clear' });
  endAudition(draft, uuid);
  record(draft, uuid, changes, why, null);
  draft.mixes.push({
    uuid,
    prev: before.rev,
    set: asSet(changes, 'to').filter((c) => c.p === 'master' || c.ch < draft.channels),
    why,
  });
}

/** Makes a new device's mix. With `allOff` no channel is on: a native client subscribes to those it wants. */
export function firstMix(draft: Draft, uuid: string, allOff: boolean): void {
  const house = houseMix(draft, draft.channels);
  const mix = allOff ? { ...house, channels: house.channels.map((strip) => ({ ...strip, on: false })) } : house;
  draft.put('mix', uuid, { mix, rev: draft.rev, at: draft.at, touched: false });
}
