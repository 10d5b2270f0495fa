/** The box's name in a form that mDNS can carry. Pure. */

/** A DNS label holds 63 bytes, including the ` (2)` for a second box of the same name. */
const NAME_BYTES = 63 - 4;
/** Used when nothing of the name is left. */
const NAMELESS = 'Stage Box';

/**
 * `name` in at most 59 bytes of UTF-8, cut between whole visible characters. The
 * library treats a dot as a border of labels, so a similar character replaces it.
 * `(2)` at the end, the network's mark for a second box, loses its parentheses.
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
      // A letter with many combining marks may be longer than a name.
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
