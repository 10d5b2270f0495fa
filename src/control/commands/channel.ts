/** Commands about input channels, and panic. Pure. */

import { setChannel } from '../mix/channels.js';
import { setPanic } from '../mix/panic.js';
import { copyStrip, pairStrips, setStrip } from '../mix/strips.js';
import { BOX } from '../state/state.js';
import { command } from './command.js';

export const channelCommands = [
  command(
    'channel',
    {
      about: 'channel',
      who: 'engineer',
      meaning:
        'sets name, colour `#rrggbb`, icon, stereo partner or `null`, trim in dB; `compensate` undoes a trim change in every mix, so that everybody hears the same; a gate or compressor follows the trim. A new partner takes over this input’s strip; an input whose strip nobody has set takes over the partner’s',
    },
    (draft, index, { set, compensate }) => {
      setChannel(draft, Number(index), set, compensate === true);
      if (typeof set.link === 'number') pairStrips(draft, Number(index), set.link);
    },
  ),
  command(
    'strip set',
    {
      about: 'channel',
      who: 'engineer',
      meaning:
        'sets any parameters of this input’s strip, which everybody hears: polarity, high-pass, gate, compressor, four bands. A stereo partner gets the same, but for its polarity',
    },
    (draft, index, { set }) => setStrip(draft, Number(index), set),
  ),
  command(
    'strip copy',
    {
      about: 'channel',
      who: 'engineer',
      meaning: 'gives this input the strip of the input `from`, but for its polarity; a stereo partner gets it too',
    },
    (draft, index, { from }) => copyStrip(draft, Number(index), from),
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
