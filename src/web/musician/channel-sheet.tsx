/** Everything about one channel in this mix, large. */

import { DbText, Fader } from '../fader/fader.js';
import { Pan } from '../fader/pan.js';
import { t } from '../i18n/language.js';
import { isEngineer, link, mixLock, own, strips } from '../model/app.js';
import { change, toggle } from '../model/edit.js';
import { tell } from '../model/notices.js';
import { closeSheet, shownMix } from '../model/screen.js';
import { Switch } from '../shell/controls.js';
import { Sheet } from '../shell/sheet.js';
import { stripColours } from '../strip/strip.js';
import { askFor } from './ask.js';

export function ChannelSheet({ channel }: { channel: number }) {
  const connected = link.value;
  const strip = strips.value.find((candidate) => candidate.ch === channel);
  if (connected === undefined || strip === undefined) return null;
  const mine = shownMix.value === undefined;
  const mix = connected.mix(shownMix.value ?? connected.uuid);
  const locked = mixLock.value.keepsOut;
  const members = strip.pair === undefined ? [strip.ch] : [strip.ch, strip.pair];
  const claim = (yes: boolean) => {
    const rest = own.value.filter((ch) => !members.includes(ch));
    connected
      .command(`device/${connected.uuid}`, {
        action: 'own',
        channels: yes ? [...rest, ...members].sort((a, b) => a - b) : rest,
      })
      .catch(tell);
  };
  return (
    <Sheet title={strip.name} onClose={closeSheet}>
      <div class="stack" style={stripColours(strip)}>
        {locked && <p class="problem">{t(isEngineer.value ? 'lockNobody' : 'lockedByEngineer')}</p>}
        <Switch
          label={t('inMyMix')}
          on={mix.flag('on', channel).value}
          disabled={locked}
          onChange={() => toggle(mix, strip, 'on')}
        />
        <div class="stack stack--tight">
          <div class="row">
            <strong class="grow">{t('level')}</strong>
            <DbText class="dock__db" value={mix.gain(channel)} />
          </div>
          <Fader
            wide
            value={mix.gain(channel)}
            label={t('levelOf', { name: strip.name })}
            disabled={locked}
            onDrag={(v, gesture) => mix.hold(change(strip, 'gain', v), gesture)}
            onRelease={() => mix.release(`gain:${channel}`)}
            onSet={(v, gesture) => mix.set([change(strip, 'gain', v)], gesture)}
          />
        </div>
        <div class="stack stack--tight">
          <strong>{t('pan')}</strong>
          <Pan
            value={mix.pan(channel)}
            label={t('panOf', { name: strip.name })}
            disabled={locked}
            onDrag={(v, gesture) => mix.hold(change(strip, 'pan', v), gesture)}
            onRelease={() => mix.release(`pan:${channel}`)}
            onSet={(v, gesture) => mix.set([change(strip, 'pan', v)], gesture)}
          />
        </div>
        <div class="row">
          <button
            type="button"
            class="key key--mute grow"
            aria-pressed={mix.flag('mute', channel).value}
            disabled={locked}
            onClick={() => toggle(mix, strip, 'mute')}
          >
            {t('mute')}
          </button>
          <button
            type="button"
            class="key key--solo grow"
            aria-pressed={mix.flag('solo', channel).value}
            disabled={locked}
            onClick={() => toggle(mix, strip, 'solo')}
          >
            {t('solo')}
          </button>
          <button type="button" class="key grow" disabled={locked} onClick={() => mix.set([change(strip, 'gain', 1)])}>
            0 dB
          </button>
        </div>
        {mine && <Switch label={t('thisIsMe')} hint={t('thisIsMeHint')} on={strip.mine} onChange={claim} />}
        {mine && (
          <div class="row">
            <button type="button" class="button button--outline grow" onClick={() => askFor(connected, strip, 3)}>
              {t('askMore')}
            </button>
            <button type="button" class="button button--outline grow" onClick={() => askFor(connected, strip, -3)}>
              {t('askLess')}
            </button>
          </div>
        )}
      </div>
    </Sheet>
  );
}
