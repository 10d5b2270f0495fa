/** Commands about input channels. Pure. */
import { orderChannels, setChannel } from '../channels.js';
import type { CommandRow } from './command.js';

export const channelCommands: readonly CommandRow[] = [
  {
    kind: 'channel',
    about: 'channel',
    who: 'engineer',
    fields: 'set:{name?, color?, icon?, link?, trimDb?}, compensate?',
    meaning:
      'name, colour `#rrggbb`, icon, stereo partner or `null`, trim in dB; `compensate` takes a trim change back in every mix',
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
    meaning: 'order in which channels are shown: each exactly once',
    run(draft, _target, { order }) {
      orderChannels(draft, order);
      return undefined;
    },
  },
];
