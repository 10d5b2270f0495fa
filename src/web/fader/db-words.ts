/** A level in words, for screen readers. Pure, except that it reads the current language. */
import { figure, t } from '../i18n/language.js';
import { FLOOR_DB, formatDb, gainToDb, MAX_DB } from './taper.js';

/** "−6.0 decibels", "silent". */
export function dbInWords(gain: number): string {
  const db = gainToDb(gain);
  return db < FLOOR_DB ? t('silent') : t('decibels', { n: figure(Math.min(MAX_DB, Math.round(db * 10) / 10), 1) });
}

/** The level in figures, with the decimal sign of the language: "−6.0", "−6,0". */
export function dbFigure(gain: number): string {
  return formatDb(gain).replace('.', figure(0.5, 1).charAt(1));
}

/** The level as the slider's number: dB to a tenth, never below the floor. */
export function dbNow(gain: number): number {
  return Math.max(FLOOR_DB, Math.round(gainToDb(gain) * 10) / 10);
}
