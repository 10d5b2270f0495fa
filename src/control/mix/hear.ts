/** What a listener asks to hear for a moment in place of a mix, to compare. It changes nothing. Pure. */
import type { Mix } from '../../wire/mix.js';
import type { Draft, Instead } from '../state/draft.js';
import { linked } from './channels.js';
import { applySet, isIn, padMix, parseSet } from './mix-command.js';
import { checkLock } from './mix-lock.js';
import { playsMixOf } from './shared.js';

/** Checks what `cmd/hear` asks for: a whole mix, changes to it, or neither to end it. Throws `mix_locked`. */
export function askToHear(draft: Draft, uuid: string, base: Mix | undefined, asked: unknown): void {
  draft.counts = false;
  const set = asked === undefined ? [] : linked(draft, parseSet(asked, draft.channels), draft.channels);
  const some = base !== undefined || set.length > 0;
  // The end is never refused: it brings the mix back.
  if (some) checkLock(draft, playsMixOf(draft, uuid));
  draft.effects.push({ type: 'hear', uuid, instead: some ? { base, set } : null });
}

/** `mix` as it is to be heard. */
export function heardInstead(mix: Mix, { base, set }: Instead): Mix {
  const whole = base === undefined ? mix : padMix(base, mix, mix.channels.length);
  return applySet(whole, set.filter(isIn(whole.channels.length))).mix;
}
