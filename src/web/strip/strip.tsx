/** One channel strip: on, pan, fader with meter, solo, mute. A strip that is not heard says so as a whole. */
import { computed, type ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { DbText } from '../fader/db-text.js';
import { Fader } from '../fader/fader.js';
import { Pan } from '../fader/pan.js';
import { dbToTravel } from '../fader/taper.js';
import { t } from '../i18n/language.js';
import { ChannelIcon, Icon } from '../icons/icon.js';
import { Meter } from '../meter/meter.js';
import type { MeterSource } from '../meter/meter-source.js';
import { inkOn } from '../model/ink.js';
import type { MeterHub } from '../model/meter-hub.js';
import { change, toggle } from '../model/mix/edit.js';
import type { MixView } from '../model/mix/mix-view.js';
import { type Silence, silenceOf } from '../model/mix/silence.js';
import type { StripInfo } from '../model/mix/strips.js';
import { usePage } from '../model/page-context.js';

/** Meter of a strip, on its fader's scale: what is heard of it, and a line for the input. A pair has two bars. */
export function stripMeter(
  hub: MeterHub,
  mix: MixView,
  strip: StripInfo,
  silence: ReadonlySignal<Silence>,
): MeterSource {
  const pre = (bar: number) => hub.peak[bar === 0 ? strip.ch : (strip.pair ?? strip.ch)] ?? 0;
  const gain = mix.gain(strip.ch);
  return {
    read: (bar) => (silence.peek() === undefined ? pre(bar) * gain.peek() : 0),
    pre,
    height: dbToTravel,
    count: () => hub.count,
  };
}

const WHY = { off: 'silentOff', mute: 'silentMute', solo: 'silentSolo' } as const;

export function stripColours(strip: Pick<StripInfo, 'color'>) {
  return { '--strip-color': strip.color, '--strip-ink': inkOn(strip.color) };
}

export interface StripProps {
  readonly strip: StripInfo;
  readonly mix: MixView;
  readonly meters: MeterHub;
  /** The last of the musician's own strips: a gap follows. */
  readonly endOfMine: boolean;
  /** Its place among the strips that stay in sight; undefined for a strip that scrolls away. */
  readonly pinned?: number;
  readonly locked: boolean;
}

/** `strip strip--mine …`: the name, and the name with each part that holds. */
function classOf(name: string, parts: Readonly<Record<string, boolean>>): string {
  const held = Object.keys(parts).filter((part) => parts[part]);
  return [name, ...held.map((part) => `${name}--${part}`)].join(' ');
}

export function Strip({ strip, mix, meters, endOfMine, pinned, locked }: StripProps) {
  const silence = useMemo(() => computed(() => silenceOf(mix, strip.ch)), [mix, strip.ch]);
  const source = useMemo(() => stripMeter(meters, mix, strip, silence), [meters, mix, strip, silence]);
  const why = silence.value;
  const quiet = useMemo(
    () => computed(() => [strip.ch, strip.pair ?? strip.ch].every((ch) => meters.signals.quiet(ch).value)),
    [meters, strip],
  );
  const gain = mix.gain(strip.ch);
  const pan = mix.pan(strip.ch);
  return (
    <section
      class={classOf('strip', {
        mine: strip.mine,
        'end-of-mine': endOfMine,
        pinned: pinned !== undefined,
        silent: why !== undefined,
        quiet: quiet.value,
      })}
      style={{ ...stripColours(strip), '--pin': String(pinned ?? 0) }}
      aria-label={strip.name}
      data-channel={strip.ch}
    >
      <StripHead strip={strip} mix={mix} locked={locked} quiet={quiet.value} />
      <Pan
        value={pan}
        label={t('panOf', { name: strip.name })}
        afterRest
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
        {why !== undefined && <span class="strip__why">{t(WHY[why])}</span>}
      </Fader>
      <DbText class="strip__db" value={gain} />
      <div class="strip__keys">
        <FlagKey kind="solo" strip={strip} mix={mix} locked={locked} />
        <FlagKey kind="mute" strip={strip} mix={mix} locked={locked} />
      </div>
    </section>
  );
}

function StripHead({
  strip,
  mix,
  locked,
  quiet,
}: {
  strip: StripInfo;
  mix: MixView;
  locked: boolean;
  /** It has had no signal for a while. */
  quiet: boolean;
}) {
  const page = usePage();
  const on = mix.flag('on', strip.ch);
  return (
    <div>
      <div class={`strip__head${on.value ? '' : ' strip__head--off'}`}>
        <button
          type="button"
          class="strip__icon"
          aria-label={t('detailsOf', { name: strip.name })}
          onClick={() => page.screen.openSheet({ channel: strip.ch })}
        >
          <span>
            <ChannelIcon icon={strip.icon} />
            {strip.mine && (
              <i class="strip__star">
                <Icon name="star" size={12} />
              </i>
            )}
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
        <span class="strip__label">{strip.name}</span>
      </div>
      <span class="strip__signal">{quiet && <span class="visually-hidden">{t('noSignal')}</span>}</span>
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
