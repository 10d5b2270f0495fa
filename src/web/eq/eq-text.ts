/** Values of a strip in words and numbers. */
import type { SoundParameter } from '../../wire/eq.js';
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

const widthText = (q: number): string => figure(q, q < 1 ? 2 : 1);
const msDigits = (ms: number): string => figure(ms, ms < 1 ? 2 : ms < 10 ? 1 : 0);

/** A value in its unit, for eyes. */
export function valueText({ unit, min = 0 }: SoundParameter, value: number): string {
  if (unit === 'Hz') return hertzText(value);
  // A sign tells up from down, where both are possible.
  if (unit === 'dB') return min < 0 ? decibelText(value) : `${figure(value, 1)} dB`;
  if (unit === 'ms') return `${msDigits(value)} ms`;
  return unit === ':1' ? `${figure(value, 1)}:1` : widthText(value);
}

/** The same for a screen reader. */
export function valueWords(parameter: SoundParameter, value: number): string {
  if (parameter.unit === 'dB') return decibelWords(value);
  if (parameter.unit === 'ms') return t('milliseconds', { n: msDigits(value) });
  return parameter.unit === ':1' ? t('toOne', { n: figure(value, 1) }) : valueText(parameter, value);
}
