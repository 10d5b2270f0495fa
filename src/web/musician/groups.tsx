/** The whole band on a few faders: one for each kind of instrument, and one for me. */
import { computed } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { DbText, Fader } from '../fader/fader.js';
import { t } from '../i18n/language.js';
import { ChannelIcon } from '../icons/icon.js';
import { Meter } from '../meter/meter.js';
import { strips } from '../model/app.js';
import { FAMILIES, type Family, familyOf } from '../model/families.js';
import type { MeterHub } from '../model/meter-hub.js';
import type { MixView } from '../model/mix-view.js';
import type { StripInfo } from '../model/strips.js';
import { stripColours } from '../strip/strip.js';
import { groupGain, moveGroup } from './group-levels.js';

export interface Group {
  readonly key: Family | 'me';
  readonly members: readonly StripInfo[];
}

/** Me first, then every kind of instrument there is; a channel is in one group only. */
export function groupsOf(list: readonly StripInfo[]): readonly Group[] {
  const mine = list.filter((strip) => strip.mine);
  const others = list.filter((strip) => !strip.mine);
  const groups: Group[] = FAMILIES.map((key) => ({ key, members: others.filter((strip) => familyOf(strip) === key) }));
  return [{ key: 'me' as const, members: mine }, ...groups].filter((group) => group.members.length > 0);
}

export function GroupStrips({ mix, meters, locked }: { mix: MixView; meters: MeterHub; locked: boolean }) {
  return (
    <div class="strips">
      {groupsOf(strips.value).map((group) => (
        <GroupStrip key={group.key} group={group} mix={mix} meters={meters} locked={locked} />
      ))}
    </div>
  );
}

function GroupStrip({ group, mix, meters, locked }: { group: Group; mix: MixView; meters: MeterHub; locked: boolean }) {
  const { members } = group;
  const name = t(`group_${group.key}`);
  const gain = useMemo(
    () => computed(() => groupGain(members.map((strip) => mix.gain(strip.ch).value))),
    [members, mix],
  );
  const muted = useMemo(
    () => computed(() => members.every((strip) => mix.flag('mute', strip.ch).value)),
    [members, mix],
  );
  const source = useMemo(
    () => ({
      read: () => Math.max(0, ...members.map((strip) => meters.peak[strip.ch] ?? 0)),
      count: () => meters.count,
    }),
    [members, meters],
  );
  const from = useRef<{ gesture: string; gains: readonly number[] }>({ gesture: '', gains: [] });
  const setAll = (gains: readonly number[], gesture?: string) =>
    mix.set(
      members.map((strip, i) => ({ p: 'gain', ch: strip.ch, v: gains[i] })),
      gesture,
    );
  const now = () => members.map((strip) => mix.gain(strip.ch).peek());
  return (
    <section
      class={`strip${group.key === 'me' ? ' strip--mine strip--end-of-mine' : ''}`}
      style={stripColours(members[0])}
      aria-label={name}
    >
      <div class="strip__group">
        <span class="strip__tile">
          <ChannelIcon icon={members[0].icon} />
        </span>
        <strong>{name}</strong>
        <span class="quiet small">
          {t(members.length === 1 ? 'channelCount_1' : 'channelCount', { n: members.length })}
        </span>
      </div>
      <Fader
        value={gain}
        label={t('levelOf', { name })}
        marks
        disabled={locked}
        onDrag={(v, gesture) => {
          if (from.current.gesture !== gesture) from.current = { gesture, gains: now() };
          setAll(moveGroup(from.current.gains, v), gesture);
        }}
        onRelease={() => mix.flush()}
        onSet={(v) => setAll(moveGroup(now(), v))}
      >
        <Meter class="fader__meter" source={source} />
      </Fader>
      <DbText class="strip__db" value={gain} />
      <div class="strip__keys strip__keys--one">
        <button
          type="button"
          class="key key--mute"
          aria-pressed={muted.value}
          aria-label={t('muteOf', { name })}
          disabled={locked}
          onClick={() => mix.set(members.map((strip) => ({ p: 'mute', ch: strip.ch, v: !muted.peek() })))}
        >
          {t('muteKey')}
        </button>
      </div>
    </section>
  );
}
