/**
 * Finds what a refusal needs in a JSON text that nests too deep to be parsed: the command's `op`, and the field that
 * nests. Reads each character once. Parses only the `op` and field names. Pure.
 */
import { MAX_JSON_DEPTH } from '../../base/json-depth.js';

/** Longest name or `op` that a refusal quotes, characters of JSON. */
const MAX_SHOWN = 80;

export interface JsonOutline {
  /** Value of the object's field `op`. Undefined if it is missing, too long, or not JSON. */
  readonly op: unknown;
  /** Name of the first field that nests too deep. Undefined if the text is no object, or the name is too long. */
  readonly deep: string | undefined;
}

/** Never throws. For a text that is not JSON the result means nothing. */
export function outlineOf(text: string): JsonOutline {
  let op: unknown;
  let deep: string | undefined;
  let found = false;
  let depth = 0;
  let key: string | undefined;
  let stringAt = 0;
  let valueAt = 0;
  const isObject = text.trimStart().startsWith('{');
  for (let i = 0; i < text.length; i++) {
    switch (text[i]) {
      case '"':
        stringAt = i;
        i = endOfString(text, i);
        if (isObject && depth === 1 && valueAt === 0) key = parsed(text.slice(stringAt, i + 1)) as string | undefined;
        break;
      case ':':
        if (depth === 1) valueAt = i + 1;
        break;
      case '[':
      case '{':
        if (++depth <= MAX_JSON_DEPTH || found) break;
        found = true;
        deep = isObject ? key : undefined;
        break;
      case ']':
      case '}':
      case ',':
        if (depth === 1) {
          if (key === 'op' && valueAt > 0) op = parsed(text.slice(valueAt, i));
          key = undefined;
          valueAt = 0;
        }
        if (text[i] !== ',') depth--;
        break;
    }
  }
  return { op, deep };
}

/** Index of the quotation mark that ends the string at `start`, or the text's end if there is none. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

/** Parses short JSON; undefined if it is too long or invalid. */
function parsed(json: string): unknown {
  if (json.length > MAX_SHOWN) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
