/** Long answers made piece by piece, so that no request keeps the main thread from anybody else's. */

/** Time after which the next piece waits for another turn, ms. */
const PIECE_MS = 2;

/** The pieces as one text. `more` resolves in the asker's next turn. */
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

/** A JSON list of what `values` gives, each made as it is taken, inside what stands before and after it. */
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
