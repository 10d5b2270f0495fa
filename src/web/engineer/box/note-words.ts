/** The box's notes in the page's language. */
import { inLanguage, t } from '../../i18n/language.js';
import { noteTexts } from '../../i18n/note-texts.js';

const words = new Map<string, readonly [string, string]>(Object.entries(noteTexts));

/** A newer box may send notes for which this page has no words. */
export function noteText({ code }: { readonly code: string }): string {
  const text = words.get(code);
  return text === undefined ? t('noteOther') : inLanguage(text);
}
