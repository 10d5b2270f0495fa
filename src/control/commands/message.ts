/** Commands about messages between engineers and musicians. */
import { seeDirect, sendDirect } from '../band/direct.js';
import { newId } from '../devices/tokens.js';
import { command } from './command.js';

export const messageCommands = [
  command(
    'message send',
    {
      about: 'nothing',
      who: 'anyone',
      meaning:
        'an engineer writes to the devices in `to`, or without it to every musician who is here; the page shows an `alert` until it is seen. A musician writes to the engineers, without `to` and `alert`. `re`: the message that it answers',
    },
    (draft, _target, wanted) => {
      const id = newId();
      sendDirect(draft, wanted, id);
      return { id };
    },
  ),
  command(
    'message seen',
    { about: 'nothing', who: 'anyone', meaning: 'tells the sender that this device’s person has seen these messages' },
    (draft, _target, { ids }) => seeDirect(draft, ids),
  ),
];
