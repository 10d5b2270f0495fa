/** The mixer with large buttons instead of faders: for moving hands, gloves, and eyes on the music. */
import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { dbFigure, dbInWords } from '../fader/db-words.js';
import { stepGain } from '../fader/taper.js';
import { t } from '../i18n/language.js';
import { ChannelIcon, Icon } from '../icons/icon.js';
import { Meter } from '../meter/meter.js';
import type { MeterHub } from '../model/meter-hub.js';
import { change } from '../model/mix/edit.js';
import type { MixView } from '../model/mix/mix-view.js';
import { silenceOf } from '../model/mix/silence.js';
import type { StripInfo } from '../model/mix/strips.js';
import { usePage } from '../model/page-context.js';
import { StepKey } from '../shell/step-key.js';
import { FlagKey, stripColours, stripMeter } from '../strip/strip.js';

export function BigRows({ mix, meters, locked }: { mix: MixView; meters: MeterHub; locked: boolean }) {
  const page = usePage();
  return (
    <div class="rows">
      {page.shown.strips.value.map((strip) => (
        <BigRow key={strip.ch} strip={strip} mix={mix} meters={meters} locked={locked} />
      ))}
    </div>
  );
}

function BigRow({ strip, mix, meters, locked }: { strip: StripInfo; mix: MixView; meters: MeterHub; locked: boolean }) {
  const silence = useMemo(() => computed(() => silenceOf(mix, strip.ch)), [mix, strip.ch]);
  const source = useMemo(() => stripMeter(meters, mix, strip, silence), [meters, mix, strip, silence]);
  const page = usePage();
  const gain = mix.gain(strip.ch);
  const on = mix.flag('on', strip.ch);
  const step = (db: number) => mix.set([change(strip, 'gain', stepGain(gain.peek(), db))]);
  return (
    <section class={`big${on.value ? '' : ' big--off'}`} style={stripColours(strip)} aria-label={strip.name}>
      <Meter class="big__meter" bars={strip.pair === undefined ? 1 : 2} source={source} />
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
      <StepKey
        class="key big__step"
        disabled={locked}
        label={t('softer', { name: strip.name })}
        onStep={() => step(-1)}
      >
        −
      </StepKey>
      <output class="big__db" aria-label={`${strip.name}: ${dbInWords(gain.value)}`}>
        {dbFigure(gain.value)}
      </output>
      <StepKey class="key big__step" disabled={locked} label={t('louder', { name: strip.name })} onStep={() => step(1)}>
        +
      </StepKey>
      <div class="big__flags">
        <FlagKey kind="solo" strip={strip} mix={mix} locked={locked} />
        <FlagKey kind="mute" strip={strip} mix={mix} locked={locked} />
      </div>
    </section>
  );
}
