/** Everything about one channel in this mix, large. */
import { DbText } from '../../fader/db-text.js';
import { Fader } from '../../fader/fader.js';
import { towardsUnity } from '../../fader/gain-keys.js';
import { Pan } from '../../fader/pan.js';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { change, toggle } from '../../model/mix/edit.js';
import type { MixView } from '../../model/mix/mix-view.js';
import type { StripInfo } from '../../model/mix/strips.js';
import { usePage } from '../../model/page-context.js';
import { Switch } from '../../shell/controls.js';
import { Sheet } from '../../shell/sheet.js';
import { stripColours } from '../../strip/strip.js';
import { askFor } from './ask.js';

interface StripControl {
  readonly strip: StripInfo;
  readonly mix: MixView;
  readonly locked: boolean;
}

/** Linear: +6 dB. */
const NEAR_THE_END = 2;

export function ChannelSheet({ channel }: { channel: number }) {
  const page = usePage();
  const connected = page.access.link.value;
  const strip = page.shown.strips.value.find((candidate) => candidate.ch === channel);
  if (connected === undefined || strip === undefined) return null;
  const mix = page.shown.mix(connected);
  const locked = page.shown.lock.value.keepsOut;
  const control = { strip, mix, locked };
  return (
    <Sheet title={strip.name} onClose={page.screen.closeSheet}>
      <div class="stack" style={stripColours(strip)}>
        {locked && <p class="problem">{t(page.identity.isEngineer.value ? 'lockNobody' : 'lockedByEngineer')}</p>}
        <Switch
          label={t('inMyMix')}
          on={mix.flag('on', channel).value}
          disabled={locked}
          onChange={() => toggle(mix, strip, 'on')}
        />
        <Level {...control} />
        <Side {...control} />
        <Keys {...control} />
        {page.screen.shownMix.value === undefined && <Mine {...control} connected={connected} />}
      </div>
    </Sheet>
  );
}

function Level({ strip, mix, locked }: StripControl) {
  const gain = mix.gain(strip.ch);
  return (
    <div class="stack stack--tight">
      <div class="row">
        <strong class="grow">{t('level')}</strong>
        <DbText class="dock__db" value={gain} />
      </div>
      <Fader
        wide
        value={gain}
        label={t('levelOf', { name: strip.name })}
        disabled={locked}
        onDrag={(v, gesture) => mix.hold(change(strip, 'gain', v), gesture)}
        onRelease={() => mix.release(`gain:${strip.ch}`)}
        onSet={(v, gesture) => mix.set([change(strip, 'gain', v)], gesture)}
      />
    </div>
  );
}

function Side({ strip, mix, locked }: StripControl) {
  return (
    <div class="stack stack--tight">
      <strong>{t('pan')}</strong>
      <Pan
        value={mix.pan(strip.ch)}
        label={t('panOf', { name: strip.name })}
        disabled={locked}
        onDrag={(v, gesture) => mix.hold(change(strip, 'pan', v), gesture)}
        onRelease={() => mix.release(`pan:${strip.ch}`)}
        onSet={(v, gesture) => mix.set([change(strip, 'pan', v)], gesture)}
      />
    </div>
  );
}

function Keys({ strip, mix, locked }: StripControl) {
  return (
    <div class="row">
      {(['mute', 'solo'] as const).map((flag) => (
        <button
          key={flag}
          type="button"
          class={`key key--${flag} grow`}
          aria-pressed={mix.flag(flag, strip.ch).value}
          disabled={locked}
          onClick={() => toggle(mix, strip, flag)}
        >
          {t(flag)}
        </button>
      ))}
      <button
        type="button"
        class="key grow"
        disabled={locked}
        onClick={() => mix.set([change(strip, 'gain', towardsUnity(mix.gain(strip.ch).peek()))])}
      >
        → 0 dB
      </button>
    </div>
  );
}

/** In the own mix: whether this is the musician's own input, and requests to the engineer. */
function Mine({ strip, mix, locked, connected }: StripControl & { connected: BoxLink }) {
  const page = usePage();
  // Musicians turn it up themselves. Near the end of the way, or behind a lock, only the engineer can.
  const mayAsk = locked || mix.gain(strip.ch).value > NEAR_THE_END;
  const members = strip.pair === undefined ? [strip.ch] : [strip.ch, strip.pair];
  const claim = (yes: boolean) => {
    const rest = page.shown.own.value.filter((ch) => !members.includes(ch));
    const channels = yes ? [...rest, ...members].sort((a, b) => a - b) : rest;
    connected.command(`device/${page.shown.uuid.peek()}`, { action: 'own', channels }).catch(page.notices.tell);
  };
  return (
    <>
      {!strip.mine && (
        <Switch
          label={t('hideStrip')}
          hint={t('hideStripHint')}
          on={page.screen.hidden.value.includes(strip.ch)}
          onChange={(yes) => page.screen.hide(strip.ch, yes)}
        />
      )}
      <Switch label={t('thisIsMe')} hint={t('thisIsMeHint')} on={strip.mine} onChange={claim} />
      {mayAsk && (
        <div class="row">
          <button type="button" class="button button--outline grow" onClick={() => askFor(page, connected, strip, 3)}>
            {t('askMore')}
          </button>
          {locked && (
            <button
              type="button"
              class="button button--outline grow"
              onClick={() => askFor(page, connected, strip, -3)}
            >
              {t('askLess')}
            </button>
          )}
        </div>
      )}
    </>
  );
}
