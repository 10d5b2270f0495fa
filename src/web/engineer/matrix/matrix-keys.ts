/** The keys of the matrix: arrows move, Enter opens the mix, + and − change the level, M mutes. */

type GridAction =
  | { readonly type: 'move'; readonly rows: number; readonly columns: number }
  | { readonly type: 'open' }
  | { readonly type: 'step'; readonly way: 1 | -1 }
  | { readonly type: 'mute' };

/** Beyond any matrix. */
const END = 1000;

const ACTIONS: Readonly<Record<string, GridAction>> = {
  ArrowUp: { type: 'move', rows: -1, columns: 0 },
  ArrowDown: { type: 'move', rows: 1, columns: 0 },
  ArrowLeft: { type: 'move', rows: 0, columns: -1 },
  ArrowRight: { type: 'move', rows: 0, columns: 1 },
  Home: { type: 'move', rows: 0, columns: -END },
  End: { type: 'move', rows: 0, columns: END },
  PageUp: { type: 'move', rows: -8, columns: 0 },
  PageDown: { type: 'move', rows: 8, columns: 0 },
  Enter: { type: 'open' },
  '+': { type: 'step', way: 1 },
  '-': { type: 'step', way: -1 },
  m: { type: 'mute' },
  M: { type: 'mute' },
};

/** What a key does on a cell; undefined: nothing here. Pure. */
export function actionOf({
  key,
  altKey,
  ctrlKey,
  metaKey,
}: Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>): GridAction | undefined {
  return altKey || ctrlKey || metaKey ? undefined : ACTIONS[key];
}

/** The cell that a move leads to; at an edge it stays. */
export function neighbour(
  table: HTMLTableElement,
  cell: HTMLTableCellElement,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): HTMLTableCellElement {
  const body = table.tBodies[0].rows;
  const row = Array.prototype.indexOf.call(body, cell.parentElement);
  const to = body[Math.max(0, Math.min(body.length - 1, row + rows))];
  // The first cell is the row's head.
  return to.cells[Math.max(1, Math.min(to.cells.length - 1, cell.cellIndex + columns))];
}

/** Focuses a cell. From now on the Tab key comes back to it. */
export function focusCell(table: HTMLTableElement, cell: HTMLTableCellElement): void {
  for (const other of table.querySelectorAll<HTMLElement>('td[tabindex="0"]')) other.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
}
