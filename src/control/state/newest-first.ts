/** Merges lists that are each newest first into one. Pure. */

/** Yields at most `limit` items by falling `rank`. Reads no more of each list than it needs. */
export function* newestFirst<T>(
  lists: Iterable<Iterator<T>>,
  rank: (item: T) => number,
  limit: number,
): IterableIterator<T> {
  /** The next item of each list, the newest last. */
  const heads: { readonly item: T; readonly rank: number; readonly list: Iterator<T> }[] = [];
  const put = (list: Iterator<T>): void => {
    const next = list.next();
    if (next.done) return;
    const head = { item: next.value, rank: rank(next.value), list };
    let [low, high] = [0, heads.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (heads[middle]!.rank < head.rank) low = middle + 1;
      else high = middle;
    }
    heads.splice(low, 0, head);
  };
  for (const list of lists) put(list);
  for (let given = 0; given < limit; given++) {
    const newest = heads.pop();
    if (!newest) return;
    yield newest.item;
    put(newest.list);
  }
}
