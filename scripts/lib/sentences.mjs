// Splits a paragraph of English into sentences and counts their words.

/** Words whose stop never ends a sentence. */
const ABBREVIATION = /(?:^|[\s(“"'/])(?:e\.g|i\.e|cf|vs|approx|ca|incl|resp)\.$/i;
/** Words whose stop ends a sentence only before a capital. */
const MAY_END = /(?:^|[\s(“"'/])(?:etc|max|min|a\.m|p\.m|\p{Lu})\.$|(?:\.\.\.|…|[?!])[)”"'’]*$/u;
/** A stop, with quotes and brackets that close after it, then a blank. */
const STOP = /(?:[.?!]|…)[)\]”"'’*_]*(?=\s)/gu;

/** Inline code, links and addresses become one word, or the words that a reader sees. */
function plain(paragraph) {
  return paragraph
    .replace(/``.+?``|`[^`]+`/gs, 'code')
    .replace(/\{@\w+\s+[^}]*\}/g, 'code')
    .replace(/<!--.*?-->/gs, '')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<?https?:\/\/[^\s>)]+>?/g, (address) =>
      /[.,;:]$/.test(address) ? `address${address.at(-1)}` : 'address',
    )
    .replace(/\s+/g, ' ')
    .trim();
}

/** The sentences of a paragraph, as a reader sees them. A paragraph's end ends the last. */
export function sentences(paragraph) {
  const text = plain(paragraph);
  const found = [];
  let from = 0;
  for (const { 0: stop, index } of text.matchAll(STOP)) {
    const end = index + stop.length;
    const before = text.slice(from, end);
    if (ABBREVIATION.test(before)) continue;
    if (MAY_END.test(before) && !/^\s+["“‘'(*_[]*[\p{Lu}\p{N}]/u.test(text.slice(end))) continue;
    found.push(before.trim());
    from = end;
  }
  const rest = text.slice(from).trim();
  return rest === '' ? found : [...found, rest];
}

/** Words of a sentence: whatever stands between blanks and has a letter or a digit. */
export const words = (sentence) => sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
