/** The language for a browser's language tag. Pure. */
import type { Language } from './language.js';

/** Spanish also for speakers of the other languages of Spain. */
export function languageOf(tag: string): Language {
  return /^(es|ca|gl|eu)\b/i.test(tag) ? 'es' : 'en';
}
