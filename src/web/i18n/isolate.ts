/**
 * Names in a sentence: one written from right to left, or with invisible marks in it, must not turn the words around
 * it. Where a name has an element of its own, the style sheet isolates it (`unicode-bidi`); inside a text this does.
 * Pure.
 */

/** Scripts written from right to left, and the marks that change direction. */
const TURNS =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]|\ud802|\ud803|\ud83a|\ud83b/;
const MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * `text` unchanged where it cannot turn anything; else without marks of its own, between FIRST STRONG ISOLATE and its
 * end (UAX #9).
 */
export function isolate(text: string): string {
  return TURNS.test(text) ? `\u2068${text.replace(MARKS, '')}\u2069` : text;
}
