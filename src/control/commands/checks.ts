/** Commands about the check before the show. */
import { closeCheck, heardCheck, startCheck } from '../band/checks.js';
import { newId } from '../devices/tokens.js';
import { command } from './command.js';

const engineer = (meaning: string) => ({ about: 'nothing', who: 'engineer', meaning }) as const;

export const checkCommands = [
  command(
    'check start',
    engineer('rings at every musician who is here, or was here within twelve hours; replaces the check before'),
    (draft) => {
      const id = newId();
      startCheck(draft, id);
      return { id };
    },
  ),
  command(
    'check heard',
    {
      about: 'nothing',
      who: 'anyone',
      meaning: 'this device’s person hears the ringing; `listening`: it came with the sound of their mix',
    },
    (draft, _target, { id, listening }) => heardCheck(draft, id, listening),
  ),
  command('check close', engineer('ends the check and forgets who heard it'), closeCheck),
];
