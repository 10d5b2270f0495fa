/**
 * The focus in the matrix: one stop of the Tab key for the whole grid, and arrow keys inside of it. What takes the
 * focus is a cell, or a button in the head of a row or a column.
 */
import type { GridMove } from './matrix-keys.js';

const STOPS = 'td[tabindex], th button';
const PRESENT = '[tabindex="0"]';

/** Leaves one stop of the Tab key, the present one if it is still there. Call it after each rendering. */
export function oneTabStop(table: HTMLTableElement): void {
  for (const button of table.querySelectorAll<HTMLElement>('th button:not([tabindex])')) button.tabIndex = -1;
  if (table.querySelector(PRESENT) !== null) return;
  const first = table.querySelector<HTMLElement>('td[tabindex]') ?? table.querySelector<HTMLElement>(STOPS);
  if (first !== null) first.tabIndex = 0;
}

/** Focuses it. From now on the Tab key comes back to it. */
function focus(table: HTMLTableElement, to: HTMLElement): void {
  for (const other of table.querySelectorAll<HTMLElement>(PRESENT)) other.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

/** Moves the focus by rows and columns; at an edge it stays. */
export function moveFocus(table: HTMLTableElement, from: HTMLElement, { rows, columns }: GridMove): void {
  const cell = from.closest<HTMLTableCellElement>('td, th');
  const row = cell?.closest('tr');
  if (cell == null || row == null) return;
  // In the heads of columns one button follows the other.
  if (row.parentElement === table.tHead && rows === 0) {
    const buttons = [...row.querySelectorAll('button')];
    focus(table, buttons[within(buttons.indexOf(from as HTMLButtonElement) + columns, buttons.length)]);
    return;
  }
  const there = table.rows[within(row.rowIndex + rows, table.rows.length)];
  const to = there.cells[within(cell.cellIndex + columns, there.cells.length)];
  const stop = to.matches(STOPS) ? to : to.querySelector<HTMLElement>(STOPS);
  // The corner is empty.
  if (stop !== null) focus(table, stop);
}

const within = (at: number, length: number): number => Math.max(0, Math.min(length - 1, at));
