import { language } from '../i18n/language.js';

/** "3 minutes ago", in the page's language. `at` in ms since 1970. */
export function ago(at: number): string {
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
  const seconds = Math.round((at - Date.now()) / 1000);
  if (seconds > -60) return format.format(Math.min(0, seconds), 'second');
  if (seconds > -3600) return format.format(Math.round(seconds / 60), 'minute');
  if (seconds > -86_400) return format.format(Math.round(seconds / 3600), 'hour');
  return format.format(Math.round(seconds / 86_400), 'day');
}
