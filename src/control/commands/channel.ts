/** Commands about input channels, and panic. Pure. */

import { setChannel } from '../mix/channels.js';
import { setPanic } from '../mix/panic.js';
import { BOX } from '../state/state.js';
import { command } from './command.js';

export const channelCommands = [
  command(
    'channel',
    {
      about: 'channel',
      who: 'engineer',
      meaning:
        'sets name, colour `#rrggbb`, icon, stereo partner or `null`, trim in dB; `compensate` undoes a trim change in every mix, so that everybody hears the same',
    },
    (draft, index, { set, compensate }) => setChannel(draft, Number(index), set, compensate === true),
  ),
  command(
    'channels order',
    {
      about: 'nothing',
      who: 'engineer',
      meaning: 'sets the order in which channels are shown; it names each channel once',
    },
    (draft, _target, { order }) => draft.put('channelOrder', BOX, order),
  ),
  command(
    'panic',
    {
      about: 'nothing',
      who: 'engineer',
      meaning: 'mutes everybody or turns everybody down by 20 dB, and leaves the mixes as they are; `off` lifts it',
    },
    (draft, _target, { level }) => setPanic(draft, level),
  ),
];
