/**
 * Measures how deep a JSON text nests. A few kilobytes can hold thousands of levels. `JSON.parse` accepts them, but
 * `JSON.stringify`, a structured clone or another recursion fails. So each entrance refuses such a text before
 * anything else reads it. Pure; any thread.
 */

/** Most levels of objects and arrays in a message from outside. The box's own deepest message has eight. */
export const MAX_JSON_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Whether a JSON text nests deeper than `limit` levels. Takes UTF-8 bytes or text, reads each once, allocates nothing,
 * and never throws. For a text that is not JSON the result means nothing; parsing refuses that text.
 */
export function nestsDeeper(json: string | Uint8Array, limit = MAX_JSON_DEPTH): boolean {
  const bytes = typeof json === 'string' ? undefined : json;
  const text = typeof json === 'string' ? json : '';
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const c = bytes ? bytes[i]! : text.charCodeAt(i);
    if (quoted) {
      if (c === BACKSLASH) i++;
      else if (c === QUOTE) quoted = false;
    } else if (c === QUOTE) quoted = true;
    else if (c === OPEN_LIST || c === OPEN_OBJECT) {
      if (++depth > limit) return true;
    } else if (c === CLOSE_LIST || c === CLOSE_OBJECT) depth--;
  }
  return false;
}
