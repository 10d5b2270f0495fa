/**
 * Names and texts that people write. One rule holds wherever they come from: commands, native clients, settings,
 * imported presets, backups, stored rows. Pure.
 *
 * A text is normalised to NFC and trimmed. It needs at least one visible character. Characters that affect the text
 * beside them are refused: control characters, marks that change the direction of writing, lone surrogates. The length
 * counts UTF-16 units, like `maxlength` in a browser. One unit takes at most 3 bytes in UTF-8.
 */
import { ControlError } from '../../wire/errors.js';

const MAX_NAME = 64;

/** Control characters, lone surrogates, separators, direction marks, deprecated format characters, annotations. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u206A-\u206F\uFFF9-\uFFFB]/gu;
/** The same, except line breaks and tabs: a text may have several lines. */
const FORBIDDEN_IN_TEXT = /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u206A-\u206F\uFFF9-\uFFFB]/gu;
/** The forbidden marks that can be dropped without a trace, even inside a word: direction marks and the like. */
const MARKS = /[\p{Bidi_Control}\u206A-\u206F\uFFF9-\uFFFB]/gu;
/**
 * Characters that show nothing by themselves: blanks (the braille blank too), joiners, fillers, format characters,
 * marks without their letter.
 */
const UNSEEN = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\p{M}\u2800]/gu;

/** A fast path for most names: printable ASCII without blanks around it. A store holds many thousands. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;

const isVisible = (text: string): boolean => text.replace(UNSEEN, '') !== '';
const has = (pattern: RegExp, text: string): boolean => text.search(pattern) >= 0;

/** Returns the cleaned name. Throws `bad_name` if it cannot be shown safely beside other text. */
export function cleanName(value: unknown, path = 'name', max = MAX_NAME): string {
  if (typeof value === 'string' && value.length <= max && PLAIN.test(value)) return value;
  const name = typeof value === 'string' ? value.normalize('NFC').trim() : '';
  if (name.length > max || has(FORBIDDEN, name) || !isVisible(name)) {
    throw new ControlError(
      'bad_name',
      `${path} must be a name of 1…${max} characters: one of them visible, no control characters, none that turn the direction of writing`,
      { path, allowed: { type: 'string', minLength: 1, maxLength: max } },
    );
  }
  return name;
}

/** Cleans the free text of a message or a request. It may have line breaks. Throws `bad_value`. */
export function cleanText(value: unknown, path: string, max: number): string {
  const text = typeof value === 'string' ? value.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim() : '';
  if (text.length > max || has(FORBIDDEN_IN_TEXT, text) || !isVisible(text)) {
    throw new ControlError(
      'bad_value',
      `${path} must be a text of 1…${max} characters: one of them visible, no control characters, none that turn the direction of writing`,
      { path, allowed: { type: 'string', minLength: 1, maxLength: max } },
    );
  }
  return text;
}

/** Cuts a text to at most `max` UTF-16 units, never inside a surrogate pair, and trims it. */
export const cutText = (text: string, max: number): string =>
  text
    .slice(0, max)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();

/**
 * Makes an old name, or the name that a program gives itself, fit the rule with as little change as possible. Returns
 * `otherwise` if nothing visible is left.
 */
export function mendedName(value: string, otherwise: string, max = MAX_NAME): string {
  const name = cutText(value.replace(MARKS, '').replace(FORBIDDEN, ' ').normalize('NFC').trim(), max);
  return isVisible(name) ? name : otherwise;
}
