/** Changes and errors in words. Pure, except that it reads the current language. */
import type { Change } from '../../wire/mix.js';
import { dbFigure } from '../fader/db-words.js';
import { hasText, language, t } from '../i18n/language.js';

/** The message for an error code in the page's language. Without one, the box's own words, which are English. */
export function codeText(code: string | undefined, message: string | undefined): string {
  const key = `code_${code}`;
  if (hasText(key)) return t(key);
  return language.value === 'en' && message ? message : t('somethingWrong');
}

/** "Vocal +3.0 dB", "Kick muted": one change in words. */
export function changeInWords(change: Change, channelName: (ch: number) => string): string {
  const name = change.ch === undefined ? t('master') : channelName(change.ch);
  switch (change.p) {
    case 'gain':
    case 'master':
      return t('changedLevel', { name, level: `${dbFigure(Number(change.v))} dB` });
    case 'pan':
      return t('changedPan', { name });
    case 'on':
      return t(change.v === true ? 'changedOn' : 'changedOff', { name });
    case 'mute':
      return t(change.v === true ? 'changedMute' : 'changedUnmute', { name });
    case 'solo':
      return t(change.v === true ? 'changedSolo' : 'changedUnsolo', { name });
  }
}
