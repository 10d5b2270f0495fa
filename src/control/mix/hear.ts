/** What a listener asks to hear for a moment in place of a mix, to compare. It changes nothing. Pure. */
import { ControlError } from '../../wire/errors.js';
import type { Mix } from '../../wire/mix.js';
import type { Draft, Instead } from '../state/draft.js';
import { linked } from './channels.js';
import { applySet, isIn, padMix, parseSet } from './mix-command.js';
import { checkLock } from './mix-lock.js';
import { mixOf } from './mixes.js';
import { playsMixOf } from './shared.js';

/** The present mix of device `of`, for an engineer on their own device. Throws `forbidden` and `no_such_device`. */
export function othersMix(draft: Draft, uuid: string, of: string): Mix {
  if (draft.actor.role === 'musician' || draft.actor.uuid !== uuid)
    throw new ControlError('forbidden', 'only an engineer hears the mix of another device, in their own ears', {
      path: 'mix',
    });
  const found = mixOf(draft, of, draft.channels);
  if (found === undefined) throw new ControlError('no_such_device', 'there is no such device', { path: 'mix' });
  return found.mix;
}

/**
 * Checks what `cmd/hear` asks for: a whole mix, changes to it, or neither to end it. `others`: the mix is another
 * device's, whose lock is about changes, and so about no ears but its musician's. Throws `mix_locked`.
 */
export function askToHear(
  draft: Draft,
  uuid: string,
  { base, others }: { readonly base: Mix | undefined; readonly others: boolean },
  asked: unknown,
): void {
  draft.counts = false;
  const set = asked === undefined ? [] : linked(draft, parseSet(asked, draft.channels), draft.channels);
  const some = base !== undefined || set.length > 0;
  // The end is never refused: it brings the mix back.
  if (some && !others) checkLock(draft, playsMixOf(draft, uuid));
  draft.effects.push({ type: 'hear', uuid, instead: some ? { base, set } : null });
}

/** `mix` as it is to be heard. */
export function heardInstead(mix: Mix, { base, set }: Instead): Mix {
  const whole = base === undefined ? mix : padMix(base, mix, mix.channels.length);
  return applySet(whole, set.filter(isIn(whole.channels.length))).mix;
}
