/** The mixer with large buttons instead of faders: for moving hands, gloves, and eyes on the music. */

import { dbFigure, dbInWords } from '../fader/db-words.js';
import { stepGain } from '../fader/taper.js';
import { t } from '../i18n/language.js';
import { ChannelIcon, Icon } from '../icons/icon.js';
import { change } from '../model/mix/edit.js';
import type { MixView } from '../model/mix/mix-view.js';
import type { StripInfo } from '../model/mix/strips.js';
import { usePage } from '../model/page-context.js';
import { FlagKey, stripColours } from '../strip/strip.js';

export function BigRows({ mix, locked }: { mix: MixView; locked: boolean }) {
  const page = usePage();
  return (
    <div class="rows">
      {page.shown.strips.value.map((strip) => (
        <BigRow key={strip.ch} strip={strip} mix={mix} locked={locked} />
      ))}
    </div>
  );
}

function BigRow({ strip, mix, locked }: { strip: StripInfo; mix: MixView; locked: boolean }) {
  const page = usePage();
  const gain = mix.gain(strip.ch);
  const on = mix.flag('on', strip.ch);
  const step = (db: number) => mix.set([change(strip, 'gain', stepGain(gain.peek(), db))]);
  return (
    <section class={`big${on.value ? '' : ' big--off'}`} style={stripColours(strip)} aria-label={strip.name}>
      <button
        type="button"
        class="big__name"
        aria-label={t('detailsOf', { name: strip.name })}
        onClick={() => page.screen.openSheet({ channel: strip.ch })}
      >
        <span class="strip__tile">
          <ChannelIcon icon={strip.icon} />
        </span>
        <span class="big__text">
          {strip.name}
          {strip.mine && <Icon name="star" size={12} />}
        </span>
      </button>
      <button
        type="button"
        class="key big__step"
        disabled={locked}
        aria-label={t('softer', { name: strip.name })}
        onClick={() => step(-1)}
      >
        −
      </button>
      <output class="big__db" aria-label={`${strip.name}: ${dbInWords(gain.value)}`}>
        {dbFigure(gain.value)}
      </output>
      <button
        type="button"
        class="key big__step"
        disabled={locked}
        aria-label={t('louder', { name: strip.name })}
        onClick={() => step(1)}
      >
        +
      </button>
      <FlagKey kind="mute" strip={strip} mix={mix} locked={locked} />
    </section>
  );
}
