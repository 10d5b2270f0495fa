/** A text with its figures, in a language that is chosen late: the screen's, or the report's English. Pure. */
import type { OwnLanguage as Language } from '../i18n/language.js';

export type Pair = readonly [english: string, spanish: string];
export type Blanks = Readonly<Record<string, string | number>>;

export interface Said {
  readonly text: Pair;
  readonly blanks?: Blanks;
}

/** Numbers below 10 keep one digit after the decimal sign. */
export function say({ text: [english, spanish], blanks = {} }: Said, language: Language): string {
  const shown = (value: string | number) =>
    typeof value === 'string'
      ? value
      : value.toLocaleString(language, { maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0, useGrouping: false });
  return (language === 'es' ? spanish : english).replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in blanks ? shown(blanks[name]!) : whole,
  );
}
