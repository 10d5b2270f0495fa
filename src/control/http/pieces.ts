/** Makes long answers piece by piece, so that no request holds up the others on the main thread. */

/** Time after which the next piece waits for another turn, ms. */
const PIECE_MS = 2;

/** Joins the pieces into one text. `more` resolves in the client's next turn. */
export async function inPieces(pieces: Iterable<string>, more: () => Promise<void>): Promise<string> {
  const made: string[] = [];
  let from = performance.now();
  for (const piece of pieces) {
    made.push(piece);
    if (performance.now() - from < PIECE_MS) continue;
    await more();
    from = performance.now();
  }
  return made.join('');
}

/** A JSON list of `values` between the texts `before` and `after`. Each entry is made when it is taken. */
export function* jsonList(before: string, values: Iterable<unknown>, after: string): IterableIterator<string> {
  yield before;
  let first = true;
  for (const value of values) {
    const text = JSON.stringify(value);
    if (text === undefined) continue;
    yield first ? text : `,${text}`;
    first = false;
  }
  yield after;
}
