/** Asks about changes that were made while the box was away: they are heard only after a yes. */
import { dbFigure } from '../fader/db-words.js';
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import { changeInWords } from '../model/change-words.js';
import type { MixView } from '../model/mix/mix-view.js';
import type { Page } from '../model/page.js';
import type { BannerProps } from '../shell/banner.js';

/** More changes than this are only counted. */
const NAMED = 2;

export function unsentBanner(
  page: Page,
  connected: BoxLink,
  mix: MixView,
): (BannerProps & { readonly kind: string }) | undefined {
  const set = mix.unsent.value;
  if (set.length === 0 || !connected.reached.value || page.shown.lock.value.keepsOut) return undefined;
  const names = new Map(connected.channels.value.map((channel) => [channel.index, channel.name]));
  const what =
    set.length > NAMED
      ? t('changedMany', { n: set.length })
      : set
          .map((change) => {
            const words = changeInWords(change, (ch) => names.get(ch) ?? `${ch + 1}`);
            if (change.p !== 'gain' && change.p !== 'master') return words;
            const now = change.p === 'master' ? mix.master : mix.gain(change.ch);
            return t('insteadOf', { what: words, now: dbFigure(now.value) });
          })
          .join(', ');
  return {
    kind: 'unsent',
    icon: 'alert',
    urgent: true,
    buttons: [
      [t('dropUnsent'), () => mix.answer(false)],
      [t('applyUnsent'), () => mix.answer(true)],
    ],
    children: t('unsent', { what }),
  };
}
