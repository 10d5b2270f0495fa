/**
 * The language of the page: one for the whole page, like its style sheet. `Screen` chooses and remembers it. Every
 * text is in the files that `texts.ts` puts together.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { firstTexts } from './first-texts.js';
import { isolate } from './isolate.js';
import type { Texts } from './text-table.js';
import type { TextKey } from './texts.js';

/** The languages that are part of the page. Others are loaded when somebody picks them: `further.ts`. */
export type OwnLanguage = 'en' | 'es';
/** The texts of a further language, by the English text. */
export type Words = Readonly<Record<string, string>>;

const picked = signal('en');
const words = signal<Words>({});
/** Every text that this page has loaded. */
const loaded = signal<Texts>(firstTexts);
/** An ISO 639 code. */
export const language: ReadonlySignal<string> = picked;

/** @param further the texts of a language that is not part of the page; what it lacks stays English. */
export function pickLanguage(code: string, further: Words = {}): void {
  words.value = further;
  picked.value = code;
}

/** Texts of a part of the page that came later. */
export function addTexts(more: Texts): void {
  loaded.value = { ...loaded.peek(), ...more };
}

/** A text in the present language; `{name}` is replaced by `values.name`, which cannot turn the text around it. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return inLanguage(loaded.value[key] ?? ['', ''], values);
}

/** The same for a text that is loaded with one part of the page. */
export function inLanguage(
  [english, spanish]: readonly [english: string, spanish: string],
  values: Readonly<Record<string, string | number>> = {},
): string {
  const text = language.value === 'es' ? spanish : (words.value[english] ?? english);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? isolate(String(values[name])) : whole));
}

/** Whether there is a text of this name, for codes that come from the box. */
export function hasText(key: string): key is TextKey {
  return key in loaded.value;
}

/** A number with the language's decimal sign. */
export function figure(value: number, digits = 0): string {
  return value.toLocaleString(language.value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
