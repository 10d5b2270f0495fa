/** Undo and redo of a mix. Pure. */
import { ControlError } from '../../wire/errors.js';
import { mark, redoStep, undoStep } from '../mix/history.js';
import { asSet } from '../mix/mix-command.js';
import { changeMix } from '../mix/mixes.js';
import type { CommandRow } from './command.js';

export const historyCommands: readonly CommandRow[] = [
  {
    kind: 'history',
    action: 'undo',
    about: 'device',
    who: 'owner',
    fields: 'n?',
    meaning:
      'takes back the caller’s newest change that is still in force; with `n`, takes back entry `n` of any author',
    run(draft, uuid, { n }) {
      if (n !== undefined && !Number.isInteger(n))
        throw new ControlError('bad_value', 'n is the number of a history entry', {
          path: 'n',
          allowed: { type: 'integer' },
        });
      const { entry, changes } = undoStep(draft, uuid, draft.actor.uuid, n as number | undefined);
      changeMix(draft, uuid, asSet(changes, 'from'), 'undo');
      mark(draft, uuid, entry, true);
      return { undone: entry.n };
    },
  },
  {
    kind: 'history',
    action: 'redo',
    about: 'device',
    who: 'owner',
    fields: '',
    meaning: 'brings back what the caller undid last, if nobody has changed it since',
    run(draft, uuid) {
      const { entry, changes } = redoStep(draft, uuid, draft.actor.uuid);
      changeMix(draft, uuid, asSet(changes, 'to'), 'redo');
      mark(draft, uuid, entry, false);
      return { redone: entry.n };
    },
  },
];
