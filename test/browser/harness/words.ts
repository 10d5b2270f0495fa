/** The page's own texts, so that a test names a control as the page does, in either language. Pure. */
import { type TextKey, texts } from '../../../src/web/i18n/texts.js';

export type { TextKey };
export type Values = Readonly<Record<string, string | number>>;
export type Words = (key: TextKey, values?: Values) => string;

/** The texts in the language of a browser's `locale`; `{name}` becomes `values.name`. */
export function wordsOf(locale: string): Words {
  const side = locale.startsWith('es') ? 1 : 0;
  return (key, values = {}) =>
    texts[key][side].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Matches a name that begins with `text`, and goes on after a whole word. */
export function startsWith(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\p{L})`, 'u');
}
