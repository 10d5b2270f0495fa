/**
 * How deep a JSON text nests. A few kilobytes hold thousands of levels, which `JSON.parse` takes and
 * `JSON.stringify`, a structured clone or any other recursion does not: each door refuses such a text before anything
 * inside reads it. Pure; any thread.
 */

/** Levels of objects and lists that a message from outside may nest; the deepest the box itself speaks has eight. */
export const MAX_JSON_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Whether a JSON text nests deeper than `limit` levels. Takes UTF-8 bytes or text; reads each once, allocates
 * nothing, and never throws. What it says of a text that is no JSON means nothing: parsing refuses that.
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
