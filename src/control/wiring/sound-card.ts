/** Tells the store which sound card plays, so that each keeps its mixes. */
import { createHash } from 'node:crypto';
import { mendedName } from '../../wire/names.js';
import { changeCard, keepsCard } from '../scenes/cards.js';
import type { Actor } from '../state/draft.js';
import type { State } from '../state/state.js';
import type { Rules } from './rules.js';

/** Changing the card is an engineer's doing, or the box's at the start: it also moves mixes that musicians may not. */
const BOX_ITSELF: Actor = { uuid: 'box', name: 'Box', role: 'engineer', source: 'box' };

/** A name by a card's `spec` that fits a key of the store. */
const cardId = (spec: string): string => `card-${createHash('sha256').update(spec).digest('base64url').slice(0, 16)}`;

/** @param name of the card, for people */
export function playFrom(spec: string, name: string, { door }: Pick<Rules, 'door'>): void {
  door.apply(BOX_ITSELF, (draft) => changeCard(draft, { id: cardId(spec), name: mendedName(name, '?') }));
}

export const keepsMixesOf = (spec: string, state: State): boolean => keepsCard(state, cardId(spec));
