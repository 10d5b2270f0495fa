/**
 * Names and words of people: one rule for every door they come through (commands, native clients, settings, imported
 * presets, backups, stored rows). Pure.
 *
 * A text is taken in NFC, without the blanks around it. It has at least one character that can be seen, and none that
 * has an effect on what stands beside it: no control characters, no marks that turn the direction of writing, no
 * halves of a surrogate pair. The bound is in UTF-16 units, as `maxlength` in a browser counts; a unit has at most 3
 * bytes in UTF-8.
 */
import { ControlError } from './errors.js';

export const MAX_NAME = 64;

/**
 * Cc, lone surrogates, line and paragraph separators, direction marks, the deprecated format characters, annotations.
 */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u206A-\u206F\uFFF9-\uFFFB]/gu;
/** The same, but for the line breaks and tabs of a text of several lines. */
const FORBIDDEN_IN_TEXT = /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u206A-\u206F\uFFF9-\uFFFB]/gu;
/** Of these, what stands for nothing where it is left out: direction marks and the like, inside a word too. */
const MARKS = /[\p{Bidi_Control}\u206A-\u206F\uFFF9-\uFFFB]/gu;
/**
 * What shows nothing by itself: blanks (the braille one too), joiners, fillers, format characters, marks without
 * their letter.
 */
const UNSEEN = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\p{M}\u2800]/gu;

/** Most names, of ASCII without blanks around them: as they are. A store has them by the ten thousand. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;

const isVisible = (text: string): boolean => text.replace(UNSEEN, '') !== '';
const has = (pattern: RegExp, text: string): boolean => text.search(pattern) >= 0;

/** A name, clean; refused with `bad_name` where it cannot be shown beside other text as it is. */
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

/** Free text of a message or a wish; it may have line breaks. */
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

/** Cut to at most `max` UTF-16 units, never through a character. */
export const cutText = (text: string, max: number): string =>
  text
    .slice(0, max)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();

/**
 * A text that earlier software took, or a program says of itself, as near to itself as the rule allows; `otherwise`
 * where nothing of it can be seen.
 */
export function mendedName(value: string, otherwise: string, max = MAX_NAME): string {
  const name = cutText(value.replace(MARKS, '').replace(FORBIDDEN, ' ').normalize('NFC').trim(), max);
  return isVisible(name) ? name : otherwise;
}
