/** The language for a browser's language tag. Pure. */
import type { FurtherLanguage } from './further.js';
import type { OwnLanguage } from './language.js';

/** Of the page's own two. Spanish also for speakers of the other languages of Spain. */
export function languageOf(tag: string): OwnLanguage {
  return /^(es|ca|gl|eu)\b/i.test(tag) ? 'es' : 'en';
}

/** Of the further ones, the one for this tag: `pt` is for `pt-BR` too. */
export function furtherFor(tag: string, all: readonly FurtherLanguage[]): FurtherLanguage | undefined {
  const asked = tag.toLowerCase();
  return all.find(({ code }) => asked === code || asked.startsWith(`${code}-`));
}
