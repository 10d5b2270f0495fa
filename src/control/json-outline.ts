/**
 * The little a refusal needs of a JSON text that nests too deep to be parsed: which command it was, and which field
 * is to blame. Reads each character once and parses nothing but the `op`. Pure.
 */
import { MAX_JSON_DEPTH } from '../audio/json-depth.js';

/** Characters of a name or an `op` that are repeated. */
const MAX_SHOWN = 80;

export interface JsonOutline {
  /** Value of the field `op` of the text's object; undefined where there is none, or it is long or no JSON. */
  readonly op: unknown;
  /** Name of the first field that nests too deep; undefined where the text is no object, or the name is long. */
  readonly deep: string | undefined;
}

/** Never throws. What it says of a text that is no JSON means nothing. */
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

/** Index of the quotation mark that ends the string which begins at `start`; the text's end where none does. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

/** Short JSON alone is worth parsing here. */
function parsed(json: string): unknown {
  if (json.length > MAX_SHOWN) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
