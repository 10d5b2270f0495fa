/** Commands about input channels, and panic. Pure. */
import { orderChannels, setChannel } from '../mix/channels.js';
import { setPanic } from '../mix/panic.js';
import type { CommandRow } from './command.js';

export const channelCommands: readonly CommandRow[] = [
  {
    kind: 'channel',
    about: 'channel',
    who: 'engineer',
    fields: 'set:{name?, color?, icon?, link?, trimDb?}, compensate?',
    meaning:
      'sets name, colour `#rrggbb`, icon, stereo partner or `null`, trim in dB; `compensate` undoes a trim change in every mix, so that everybody hears the same',
    run(draft, index, payload) {
      setChannel(draft, Number(index), payload);
      return undefined;
    },
  },
  {
    kind: 'channels',
    action: 'order',
    about: 'nothing',
    who: 'engineer',
    fields: 'order:[n…]',
    meaning: 'sets the order in which channels are shown; it names each channel once',
    run(draft, _target, { order }) {
      orderChannels(draft, order);
      return undefined;
    },
  },
  {
    kind: 'panic',
    about: 'nothing',
    who: 'engineer',
    fields: 'level:"mute"|"dim"|"off"',
    meaning: 'mutes everybody or turns everybody down by 20 dB, and leaves the mixes as they are; `off` lifts it',
    run(draft, _target, { level }) {
      setPanic(draft, level);
      return undefined;
    },
  },
];
