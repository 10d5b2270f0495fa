/**
 * Text from outside (a card's name, a file's, somebody's words) where it must not act: in a label, a line of the log,
 * a status. Pure.
 */

/** What does not show but does something: controls, line ends, marks that turn text around, halves of characters. */
const ACTING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Longest line of the log, characters: a stack of calls fits. */
const MOST_LOGGED = 8_000;

/** One line without anything that acts; what parted words is a space. '' where nothing is left to see. */
export function plainText(text: string): string {
  return text
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(ACTING, '')
    .trim();
}

/**
 * A line for the log: what acts is written out (`\u{1b}`), and a further line (a stack of calls) is set in, so that
 * no text from outside passes for a line of the box's own.
 */
export function logLine(text: string): string {
  const cut = text.length > MOST_LOGGED ? `${text.slice(0, MOST_LOGGED)} …` : text;
  return cut.replace(ACTING, (mark) => (mark === '\n' ? '\n    ' : `\\u{${mark.codePointAt(0)!.toString(16)}}`));
}
