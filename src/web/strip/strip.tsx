/** One channel strip: on, pan, fader with meter, solo, mute. */
import { useMemo } from 'preact/hooks';
import { DbText } from '../fader/db-text.js';
import { Fader } from '../fader/fader.js';
import { Pan } from '../fader/pan.js';
import { t } from '../i18n/language.js';
import { ChannelIcon, Icon } from '../icons/icon.js';
import { Meter } from '../meter/meter.js';
import type { MeterSource } from '../meter/meter-source.js';
import { inkOn } from '../model/ink.js';
import type { MeterHub } from '../model/meter-hub.js';
import { change, toggle } from '../model/mix/edit.js';
import type { MixView } from '../model/mix/mix-view.js';
import type { StripInfo } from '../model/mix/strips.js';
import { usePage } from '../model/page-context.js';

/** Input meter of a strip: one bar, or two for a pair. */
function inputMeter(hub: MeterHub, strip: StripInfo): MeterSource {
  return {
    read: (bar) => hub.peak[bar === 0 ? strip.ch : (strip.pair ?? strip.ch)] ?? 0,
    count: () => hub.count,
  };
}

export function stripColours(strip: Pick<StripInfo, 'color'>) {
  return { '--strip-color': strip.color, '--strip-ink': inkOn(strip.color) };
}

export interface StripProps {
  readonly strip: StripInfo;
  readonly mix: MixView;
  readonly meters: MeterHub;
  /** The last of the musician's own strips: a gap follows. */
  readonly endOfMine: boolean;
  readonly locked: boolean;
}

export function Strip({ strip, mix, meters, endOfMine, locked }: StripProps) {
  const source = useMemo(() => inputMeter(meters, strip), [meters, strip]);
  const gain = mix.gain(strip.ch);
  const pan = mix.pan(strip.ch);
  return (
    <section
      class={`strip${strip.mine ? ' strip--mine' : ''}${endOfMine ? ' strip--end-of-mine' : ''}`}
      style={stripColours(strip)}
      aria-label={strip.name}
      data-channel={strip.ch}
    >
      <StripHead strip={strip} mix={mix} locked={locked} />
      <Pan
        value={pan}
        label={t('panOf', { name: strip.name })}
        disabled={locked}
        onDrag={(v, gesture) => mix.hold(change(strip, 'pan', v), gesture)}
        onRelease={() => mix.release(`pan:${strip.ch}`)}
        onSet={(v, gesture) => mix.set([change(strip, 'pan', v)], gesture)}
      />
      <Fader
        value={gain}
        label={t('levelOf', { name: strip.name })}
        marks
        disabled={locked}
        onDrag={(v, gesture) => mix.hold(change(strip, 'gain', v), gesture)}
        onRelease={() => mix.release(`gain:${strip.ch}`)}
        onSet={(v, gesture) => mix.set([change(strip, 'gain', v)], gesture)}
      >
        <Meter
          class={`fader__meter${strip.pair !== undefined ? ' fader__meter--stereo' : ''}`}
          bars={strip.pair === undefined ? 1 : 2}
          source={source}
        />
      </Fader>
      <DbText class="strip__db" value={gain} />
      <div class="strip__keys">
        <FlagKey kind="solo" strip={strip} mix={mix} locked={locked} />
        <FlagKey kind="mute" strip={strip} mix={mix} locked={locked} />
      </div>
    </section>
  );
}

function StripHead({ strip, mix, locked }: { strip: StripInfo; mix: MixView; locked: boolean }) {
  const page = usePage();
  const on = mix.flag('on', strip.ch);
  return (
    <div class={on.value ? '' : 'strip--off'}>
      <div class="strip__head">
        <button
          type="button"
          class="strip__icon"
          aria-label={t('detailsOf', { name: strip.name })}
          onClick={() => page.screen.openSheet({ channel: strip.ch })}
        >
          <span>
            <ChannelIcon icon={strip.icon} />
          </span>
        </button>
        <button
          type="button"
          class="strip__on"
          aria-pressed={on.value}
          aria-label={t('onOf', { name: strip.name })}
          disabled={locked}
          onClick={() => toggle(mix, strip, 'on')}
        >
          <span>
            <Icon name="power" size={18} />
          </span>
        </button>
      </div>
      <div class={`strip__name${strip.name.length > 9 ? ' strip__name--long' : ''}`} aria-hidden="true">
        {strip.mine && <Icon name="star" size={12} />}
        <span class="cut">{strip.name}</span>
      </div>
    </div>
  );
}

export function FlagKey({
  kind,
  strip,
  mix,
  locked,
}: {
  kind: 'mute' | 'solo';
  strip: StripInfo;
  mix: MixView;
  locked: boolean;
}) {
  const on = mix.flag(kind, strip.ch);
  return (
    <button
      type="button"
      class={`key key--${kind}`}
      aria-pressed={on.value}
      aria-label={t(kind === 'mute' ? 'muteOf' : 'soloOf', { name: strip.name })}
      disabled={locked}
      onClick={() => toggle(mix, strip, kind)}
    >
      {t(kind === 'mute' ? 'muteKey' : 'soloKey')}
    </button>
  );
}
