/**
 * What each sound card had: mixes, channels, house mix, and which inputs are whose. Another card finds its own again,
 * and a new one begins with what the last one had. Pure over a draft.
 */
import { MAX_CARDS } from '../../wire/limits.js';
import type { Draft } from '../state/draft.js';
import type { CardRecord } from '../state/scene-records.js';
import type { Reader } from '../state/state.js';
import { BOX } from '../state/state.js';
import { capture, drop, keep, kept, putBack } from './capture.js';

/** Whether the box keeps something of this card, which would come back with it. */
export const keepsCard = (reader: Reader, id: string): boolean =>
  reader.get('card', BOX)?.id !== id && reader.get('scene', id)?.kind === 'card';

/** The card that plays from now on. */
export function changeCard(draft: Draft, card: CardRecord): void {
  const before = draft.get('card', BOX);
  draft.put('card', BOX, card);
  if (before === undefined || before.id === card.id) {
    // Nothing that anybody hears has changed.
    draft.counts = false;
    draft.quiet = true;
    return;
  }
  keep(draft, { id: before.id, kind: 'card', name: before.name }, capture(draft));
  const own = kept(draft, card.id);
  if (own !== undefined) {
    putBack(draft, own, 'card', true);
    drop(draft, card.id);
  }
  const cards = [...draft.rows('scene')].map(([, scene]) => scene).filter(({ kind }) => kind === 'card');
  for (const { id } of cards.sort((a, b) => b.rev - a.rev).slice(MAX_CARDS)) drop(draft, id);
}
