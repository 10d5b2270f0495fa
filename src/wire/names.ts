/**
 * Names and texts that people write. One rule holds for all of them: commands, native clients, settings, imported
 * presets, backups, stored rows. Pure.
 *
 * A text is normalised to NFC and trimmed. It needs at least one visible character. Characters that affect the text
 * around them are refused: control characters, marks that change the direction of writing, lone surrogates. The length
 * counts UTF-16 units, like `maxlength` in a browser. One unit takes at most 3 bytes in UTF-8.
 */
import * as v from 'valibot';
import { type Rule, rule, withRule } from '../base/schema.js';
import { parse } from './check.js';
import type { ErrorCode } from './errors.js';
import { MAX_NAME, MAX_TEXT } from './limits.js';

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

const isShown = (text: string, max: number, forbidden: RegExp): boolean =>
  text.length <= max && (PLAIN.test(text) || (!has(forbidden, text) && isVisible(text)));

const tidyName = (value: string): string =>
  value.length <= MAX_NAME && PLAIN.test(value) ? value : value.normalize('NFC').trim();
const tidyText = (value: string): string => value.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim();

const ruleFor = (what: string, code: ErrorCode, max: number): Rule => ({
  takes: `a ${what} of 1…${max} characters: one of them visible, no control characters, none that turn the direction of writing`,
  allowed: { type: 'string', minLength: 1, maxLength: max },
  code,
});

const shown = (terms: Rule, max: number, tidy: (value: string) => string, forbidden: RegExp) =>
  v.pipe(
    withRule(v.string(), terms.takes, terms),
    v.transform(tidy),
    rule((text) => isShown(text, max, forbidden), terms.takes, terms),
  );

/** A name, cleaned; otherwise `bad_name`. */
export const nameSchema = (max: number) => shown(ruleFor('name', 'bad_name', max), max, tidyName, FORBIDDEN);
/** The free text of a message or a request, cleaned. It may have line breaks. */
export const textSchema = (max: number) => shown(ruleFor('text', 'bad_value', max), max, tidyText, FORBIDDEN_IN_TEXT);

/** The names of devices, channels, groups, presets, songs and sessions. */
export const name = nameSchema(MAX_NAME);
export const NAME_RULE = ruleFor('name', 'bad_name', MAX_NAME);
/** The text of messages and requests. */
export const text = textSchema(MAX_TEXT);
export const TEXT_RULE = ruleFor('text', 'bad_value', MAX_TEXT);

/** Returns the cleaned name. Throws `bad_name` if it cannot be shown safely beside other text. */
export const cleanName = (value: unknown, path = 'name'): string => parse(name, value, path);

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
