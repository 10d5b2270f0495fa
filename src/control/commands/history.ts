/** Undo and redo of a mix. Pure. */
import { mark, redoStep, undoStep } from '../mix/history.js';
import { asSet } from '../mix/mix-command.js';
import { changeMix } from '../mix/mixes.js';
import { command } from './command.js';

export const historyCommands = [
  command(
    'history undo',
    {
      about: 'device',
      who: 'sharer',
      meaning:
        'takes back the caller’s newest change that is still in force; with `n`, takes back entry `n` of any author',
    },
    (draft, uuid, { n }) => {
      const { entry, changes } = undoStep(draft, uuid, draft.actor.uuid, n);
      changeMix(draft, uuid, asSet(changes, 'from'), 'undo');
      mark(draft, uuid, entry, true);
      return { undone: entry.n };
    },
  ),
  command(
    'history redo',
    {
      about: 'device',
      who: 'sharer',
      meaning: 'brings back what the caller undid last, if nobody has changed it since',
    },
    (draft, uuid) => {
      const { entry, changes } = redoStep(draft, uuid, draft.actor.uuid);
      changeMix(draft, uuid, asSet(changes, 'to'), 'redo');
      mark(draft, uuid, entry, false);
      return { redone: entry.n };
    },
  ),
];
