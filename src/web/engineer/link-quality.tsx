/** How well somebody is served, in a word and a colour, with the first thing to look at. */
import { t } from '../i18n/language.js';
import { Icon } from '../icons/icon.js';
import type { Judgement } from './health.js';

export function LinkQuality({ judgement: { quality, reason } }: { judgement: Judgement }) {
  return (
    <>
      <span class={`badge quality quality--${quality}`}>
        <Icon name={quality === 'poor' ? 'alert' : 'wifi'} size={14} />
        {t(`quality_${quality}`)}
      </span>
      {reason !== undefined && <strong class="quality__reason">{t(`reason_${reason}`)}</strong>}
    </>
  );
}
