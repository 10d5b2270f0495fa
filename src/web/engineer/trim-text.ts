/** A trim as shown: `−3.0`, `0.0`, `+1.5`, with a true minus sign and the language's decimal sign. `db` in dB. */
import { figure } from '../i18n/language.js';

export function trimText(db: number): string {
  return `${db < 0 ? '−' : db > 0 ? '+' : ''}${figure(Math.abs(db), 1)}`;
}
