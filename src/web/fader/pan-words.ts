/** A pan position on the screen and in words. Pure, except that it reads the current language. */
import { t } from '../i18n/language.js';

/** "L45", "C", "R100". */
export function panText(pan: number): string {
  const percent = Math.round(Math.abs(pan) * 100);
  if (percent === 0) return t('panC');
  return `${pan < 0 ? t('panL') : t('panR')}${percent}`;
}

/** For a screen reader. */
export function panInWords(pan: number): string {
  const n = Math.round(Math.abs(pan) * 100);
  if (n === 0) return t('panCentre');
  return pan < 0 ? t('panLeft', { n }) : t('panRight', { n });
}
