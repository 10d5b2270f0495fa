/**
 * Makes text from outside (a card's name, a file name, words of a person) harmless
 * in a label, a log line or a status. Pure.
 */

/** Invisible characters with an effect: control characters, line ends, direction marks, lone surrogates. */
const ACTING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Longest log line, in characters; a stack trace fits. */
const MOST_LOGGED = 8_000;

/** One line without such characters; runs of white space become one space. '' if nothing visible is left. */
export function plainText(text: string): string {
  return text
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(ACTING, '')
    .trim();
}

/**
 * A log line: characters with an effect are escaped (`\u{1b}`). Further lines (of a stack trace) are indented, so no
 * text from outside looks like a line of the box itself.
 */
export function logLine(text: string): string {
  const cut = text.length > MOST_LOGGED ? `${text.slice(0, MOST_LOGGED)} …` : text;
  return cut.replace(ACTING, (mark) => (mark === '\n' ? '\n    ' : `\\u{${mark.codePointAt(0)!.toString(16)}}`));
}
