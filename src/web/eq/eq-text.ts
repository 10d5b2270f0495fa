/** Frequencies, gains and widths in words and numbers. */
import { figure, t } from '../i18n/language.js';

/** "85 Hz", "2.5 kHz". */
export function hertzText(hz: number): string {
  if (hz < 1000) return `${figure(hz)} Hz`;
  const khz = Math.round(hz / 10) / 100;
  return `${figure(khz, Number.isInteger(khz) ? 0 : Number.isInteger(khz * 10) ? 1 : 2)} kHz`;
}

/** "+3.0 dB", for eyes. */
export const decibelText = (db: number): string => `${db > 0 ? '+' : db < 0 ? '−' : ''}${figure(Math.abs(db), 1)} dB`;

/** "minus 3.0 decibels", for a screen reader. */
export const decibelWords = (db: number): string => t('decibels', { n: figure(db, 1) });

export const widthText = (q: number): string => figure(q, q < 1 ? 2 : 1);
