/** Commands that change a mix, and those that change nothing: `hear`, `snapshot`, `ping`. Pure. */
import { askToHear, othersMix } from '../mix/hear.js';
import { parseSet } from '../mix/mix-command.js';
import { changeMix, checkIfRev } from '../mix/mixes.js';
import { playsMixOf } from '../mix/shared.js';
import { presetOf } from '../presets/presets.js';
import { command } from './command.js';

export const mixCommands = [
  command(
    'mix',
    { about: 'device', who: 'sharer', meaning: 'changes parameters of a mix' },
    (draft, uuid, { set, ifRev, gesture }) => {
      const checked = parseSet(set, draft.channels);
      checkIfRev(draft, uuid, ifRev);
      changeMix(draft, uuid, checked, 'set', gesture ?? null);
    },
  ),
  command(
    'hear',
    {
      about: 'device',
      who: 'owner',
      meaning:
        'plays that mix for a moment with these changes, or as the preset is saved; without both, as it is. With `mix`, an engineer hears that device’s mix so. See below',
    },
    (draft, uuid, { set, preset, mix }) => {
      const own = playsMixOf(draft, uuid);
      const of = mix === undefined ? own : playsMixOf(draft, mix);
      const theirs = of === own ? undefined : othersMix(draft, uuid, of);
      const base = preset === undefined ? theirs : presetOf(draft, of, preset).mix;
      askToHear(draft, uuid, { base, others: theirs !== undefined }, set);
    },
  ),
  command(
    'snapshot',
    { about: 'device', who: 'anyone', meaning: 'sends that mix’s snapshot to this client' },
    (draft, uuid) => {
      draft.counts = false;
      draft.effects.push({ type: 'snapshot', uuid });
    },
  ),
  command(
    'ping',
    {
      about: 'nothing',
      who: 'anyone',
      meaning:
        'returns `t` (a number, or a text of at most 64 characters), the box’s time `now`, and the machine’s clock `wall`',
    },
    (draft, _target, { t = null }) => {
      draft.counts = false;
      return { t, now: draft.at, wall: draft.wall };
    },
  ),
];
