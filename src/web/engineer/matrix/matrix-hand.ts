/** Keys in the matrix: what they do to the mix of the cell with the focus. Main thread; one for each grid. */
import { type KeyGesture, newKeyGesture } from '../../fader/key-gesture.js';
import { stepGain } from '../../fader/taper.js';
import type { BoxLink } from '../../model/box-link.js';
import type { MixView } from '../../model/mix/mix-view.js';
import { redo, undo } from '../../model/mix/undo.js';
import type { Page } from '../../model/page.js';
import { openMix } from '../people/person-buttons.js';
import { STEP_DB } from './column-head.js';
import { moveFocus } from './grid-focus.js';
import { actionOf } from './matrix-keys.js';

export class MatrixHand {
  readonly #page: Page;
  readonly #connected: BoxLink;
  /** Presses on one cell that follow each other quickly are one step of undo. */
  #presses: { readonly cell: Element; readonly keys: KeyGesture } | undefined;

  constructor(page: Page, connected: BoxLink) {
    this.#page = page;
    this.#connected = connected;
  }

  readonly key = (event: KeyboardEvent & { readonly currentTarget: HTMLTableElement }): void => {
    const target = event.target as HTMLElement;
    const cell = target.closest<HTMLTableCellElement>('td, th');
    const action = actionOf(event, cell?.tagName === 'TH');
    if (cell === null || action === undefined) return;
    event.preventDefault();
    if (action.type === 'move') {
      moveFocus(event.currentTarget, target, action);
      return;
    }
    const { uuid, ch } = cell.dataset;
    // The head of a row belongs to no mix.
    if (uuid === undefined) return;
    const mix = this.#connected.mix(uuid);
    if (action.type === 'open') openMix(this.#page, this.#connected, uuid);
    else if (action.type === 'step') this.#step(mix, ch, action.way * STEP_DB, cell, event.timeStamp);
    else if (action.type === 'undo') void undo(this.#connected, this.#page.notices, uuid);
    else if (action.type === 'redo') void redo(this.#connected, this.#page.notices, uuid);
    else mix.setChannel(Number(ch), action.type, !mix.flag(action.type, Number(ch)).peek());
  };

  /** The level of an input; in the head of a column, of the whole mix. */
  #step(mix: MixView, ch: string | undefined, db: number, cell: Element, now: number): void {
    if (this.#presses?.cell !== cell) this.#presses = { cell, keys: newKeyGesture() };
    const gesture = this.#presses.keys.press(now);
    if (ch === undefined) mix.set([{ p: 'master', v: stepGain(mix.master.peek(), db) }], gesture);
    else mix.setChannel(Number(ch), 'gain', stepGain(mix.gain(Number(ch)).peek(), db), gesture);
  }
}
