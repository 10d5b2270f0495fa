/** Finds things by a part of their name, whatever its accents and capitals. Pure. */

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** The things whose name has every word of the query in it; all of them if the query is empty. */
export function found<T>(all: readonly T[], query: string, nameOf: (one: T) => string): readonly T[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return all.filter((one) => {
    const name = plain(nameOf(one));
    return words.every((word) => name.includes(word));
  });
}
