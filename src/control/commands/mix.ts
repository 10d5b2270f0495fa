/** Commands that change a mix, and two that only read: `snapshot` and `ping`. Pure. */
import { parseSet } from '../mix/mix-command.js';
import { changeMix, checkIfRev } from '../mix/mixes.js';
import { command } from './command.js';

export const mixCommands = [
  command(
    'mix',
    { about: 'device', who: 'owner', meaning: 'changes parameters of a mix' },
    (draft, uuid, { set, ifRev, gesture }) => {
      const checked = parseSet(set, draft.channels);
      checkIfRev(draft, uuid, ifRev);
      changeMix(draft, uuid, checked, 'set', gesture ?? null);
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
