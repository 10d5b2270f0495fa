/** The box's name as mDNS can carry it. Pure. */

/** A DNS label holds 63 bytes; ` (2)` for the second box of a name is among them. */
const NAME_BYTES = 63 - 4;
/** Where nothing of the name is left. */
const NAMELESS = 'Stage Box';

/**
 * `name` in at most 59 bytes of UTF-8, cut between characters as people see them. A dot, which the library takes for
 * a border of labels, becomes one that looks the same; `(2)` at the end, which is the network's mark for a second
 * box, loses its parentheses.
 */
export function serviceName(name: string): string {
  const clean = wellFormed(name)
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\./g, '\u2024')
    .replace(/ \((\d+)\)(?= *$)/, ' $1');
  return cut(clean.trim()) || NAMELESS;
}

function cut(text: string): string {
  let kept = '';
  let left = NAME_BYTES;
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
    const bytes = Buffer.byteLength(segment);
    if (bytes > left) {
      // A letter under a pile of marks may be longer than a name.
      if (kept === '') for (const point of segment) if (Buffer.byteLength(kept + point) <= NAME_BYTES) kept += point;
      break;
    }
    kept += segment;
    left -= bytes;
  }
  return kept.trimEnd();
}

/** Half a surrogate pair becomes U+FFFD. */
const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');
