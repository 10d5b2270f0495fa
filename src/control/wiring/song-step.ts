/** Moves the setlist for a pedal or a MIDI program, which speak for the engineer who set them up. */

import { ControlError } from '../../wire/errors.js';
import { goToSong, type SongStep, setlist } from '../band/setlist.js';
import type { Actor } from '../state/draft.js';
import type { Rules } from './rules.js';

/** @param by the kind of device, as people read it beside the change. Returns why nothing moved; else undefined. */
export function stepSong(step: SongStep, by: string, { door }: Pick<Rules, 'door'>): string | undefined {
  const actor: Actor = { uuid: 'box', name: by, role: 'engineer', source: 'box' };
  try {
    door.apply(actor, (draft) => {
      const { index } = setlist(draft);
      return goToSong(draft, step === 'next' ? index + 1 : step === 'previous' ? index - 1 : step);
    });
    return undefined;
  } catch (error) {
    // The end of the list, or a song that it does not have.
    if (error instanceof ControlError) return error.message;
    throw error;
  }
}
