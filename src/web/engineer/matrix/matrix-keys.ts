/** The keys of the matrix. Pure. */
import { undoKey } from '../../musician/mixer-keys.js';

export interface GridMove {
  readonly rows: number;
  readonly columns: number;
}

type GridAction =
  | ({ readonly type: 'move' } & GridMove)
  | { readonly type: 'step'; readonly way: 1 | -1 }
  | { readonly type: 'open' | 'mute' | 'solo' | 'undo' | 'redo' };

/** Beyond any matrix. */
const END = 1000;

const MOVES: Readonly<Record<string, GridMove>> = {
  ArrowUp: { rows: -1, columns: 0 },
  ArrowDown: { rows: 1, columns: 0 },
  ArrowLeft: { rows: 0, columns: -1 },
  ArrowRight: { rows: 0, columns: 1 },
  Home: { rows: 0, columns: -END },
  End: { rows: 0, columns: END },
  PageUp: { rows: -8, columns: 0 },
  PageDown: { rows: 8, columns: 0 },
};
const ACTIONS: Readonly<Record<string, GridAction>> = {
  Enter: { type: 'open' },
  '+': { type: 'step', way: 1 },
  '-': { type: 'step', way: -1 },
  ' ': { type: 'mute' },
  m: { type: 'mute' },
  M: { type: 'mute' },
  s: { type: 'solo' },
  S: { type: 'solo' },
};
/** The heads of rows and columns are buttons, which Enter and Space press. */
const OF_HEADS: ReadonlySet<GridAction['type']> = new Set(['move', 'step', 'undo', 'redo']);

/** What a key does on a cell, or on a button in a head of the grid; undefined: nothing here. */
export function actionOf(
  pressed: Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'repeat'>,
  head: boolean,
): GridAction | undefined {
  const { key, altKey, ctrlKey, metaKey, repeat } = pressed;
  const back = undoKey(pressed);
  if (back !== undefined) return { type: back };
  if (altKey || ctrlKey || metaKey) return undefined;
  const move = MOVES[key];
  const action: GridAction | undefined = move === undefined ? ACTIONS[key] : { type: 'move', ...move };
  if (action === undefined || (head && !OF_HEADS.has(action.type))) return undefined;
  // A key that is held moves and steps; a switch takes one press.
  return repeat && (action.type === 'mute' || action.type === 'solo') ? undefined : action;
}
