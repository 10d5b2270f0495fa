/**
 * A musician's request, shown in the reader's language; it arrives in the musician's.
 * Free text stays as written. Pure, except that it reads the current language.
 */
import { t } from '../i18n/language.js';
import { mixerTexts as texts } from '../i18n/mixer-texts.js';

export const QUICK_ASKS = ['askQuickMe', 'askQuickTalk', 'askQuickLoud', 'askQuickNoise'] as const;
const LEVELS = ['askTextMore', 'askTextLess'] as const;

const escaped = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');

/** The values of `{name}` and `{level}` in a text that was made from this template. */
function valuesOf(template: string, text: string): Record<string, string> | undefined {
  const pattern = escaped(template).replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>.*)`);
  return new RegExp(`^${pattern}$`).exec(text)?.groups;
}

export function askInMyLanguage(text: string | null | undefined): string {
  if (!text) return '';
  for (const key of QUICK_ASKS) if ((texts[key] as readonly string[]).includes(text)) return t(key);
  for (const key of LEVELS)
    for (const template of texts[key]) {
      const values = valuesOf(template, text);
      if (values !== undefined) return t(key, values);
    }
  return text;
}
