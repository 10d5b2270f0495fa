/** Commands that change a mix, and two that only read: `snapshot` and `ping`. Pure. */
import { ControlError } from '../../wire/errors.js';
import { parseSet } from '../mix/mix-command.js';
import { changeMix, checkIfRev } from '../mix/mixes.js';
import type { CommandRow } from './command.js';

const MAX_GESTURE = 64;

function parseGesture(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value.length >= 1 && value.length <= MAX_GESTURE) return value;
  throw new ControlError('bad_value', `gesture must be a string of 1…${MAX_GESTURE} characters`, {
    path: 'gesture',
    allowed: { type: 'string', maxLength: MAX_GESTURE },
  });
}

const MAX_PING = 64;

/** The value that a ping wants to get back. */
function parsePing(value: unknown): number | string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || (typeof value === 'string' && value.length <= MAX_PING)) return value;
  throw new ControlError('bad_value', `t must be a number or a text of at most ${MAX_PING} characters`, {
    path: 't',
    allowed: { type: ['number', 'string'], maxLength: MAX_PING },
  });
}

export const mixCommands: readonly CommandRow[] = [
  {
    kind: 'mix',
    about: 'device',
    who: 'owner',
    fields: 'set:[{p, ch?, v}…], ifRev?, gesture?',
    meaning: 'changes parameters of a mix',
    run(draft, uuid, payload) {
      const set = parseSet(payload.set, draft.channels);
      const gesture = parseGesture(payload.gesture);
      checkIfRev(draft, uuid, payload.ifRev);
      changeMix(draft, uuid, set, 'set', gesture);
    },
  },
  {
    kind: 'snapshot',
    about: 'device',
    who: 'anyone',
    fields: '',
    meaning: 'sends that mix’s snapshot to this client',
    run(draft, uuid) {
      draft.counts = false;
      draft.effects.push({ type: 'snapshot', uuid });
    },
  },
  {
    kind: 'ping',
    about: 'nothing',
    who: 'anyone',
    fields: 't?',
    meaning:
      'returns `t` (a number, or a text of at most 64 characters), the box’s time `now`, and the machine’s clock `wall`',
    run(draft, _target, payload) {
      draft.counts = false;
      return { t: parsePing(payload.t), now: draft.at, wall: draft.wall };
    },
  },
];
