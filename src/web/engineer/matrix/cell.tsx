/** One input in one mix: its level in figures and colour. */
import { dbFigure } from '../../fader/db-words.js';
import { t } from '../../i18n/language.js';
import type { MixView } from '../../model/mix/mix-view.js';
import type { StripInfo } from '../../model/mix/strips.js';
import { heatOf } from './heat.js';

export function Cell({
  mix,
  strip: { ch, name: input },
  name,
  mine,
}: {
  mix: MixView;
  strip: StripInfo;
  /** Whose mix it is. */
  name: string;
  /** The musician's own input. */
  mine: boolean;
}) {
  const values = { gain: mix.gain(ch).value, on: mix.flag('on', ch).value, mute: mix.flag('mute', ch).value };
  const solo = mix.flag('solo', ch).value;
  const { heat, hot, silent } = heatOf(values);
  const text = !values.on ? '–' : values.mute ? 'M' : dbFigure(values.gain);
  const spoken = !values.on || values.mute ? t('silent') : `${text} dB`;
  return (
    <td
      role="gridcell"
      tabIndex={-1}
      class={`cell${hot ? ' cell--hot' : ''}${silent ? ' cell--silent' : ''}${solo ? ' cell--solo' : ''}${mine ? ' cell--mine' : ''}`}
      style={{ '--heat': `${Math.round(heat * 100)}%` }}
      data-uuid={mix.uuid}
      data-ch={ch}
      aria-label={t('cellOf', { input, name, level: spoken })}
    >
      {text}
      {solo && <span class="cell__solo">S</span>}
    </td>
  );
}
