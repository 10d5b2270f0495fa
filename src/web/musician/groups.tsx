/** The whole band on a few faders: me, the musician's groups, and one for each remaining kind of instrument. */
import { computed } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { DbText, Fader } from '../fader/fader.js';
import { hasText, t } from '../i18n/language.js';
import { ChannelIcon, Icon } from '../icons/icon.js';
import { Meter } from '../meter/meter.js';
import { shownDevice, strips } from '../model/app.js';
import type { MeterHub } from '../model/meter-hub.js';
import type { MixView } from '../model/mix-view.js';
import { openSheet, shownMix } from '../model/screen.js';
import { stripColours } from '../strip/strip.js';
import { GroupHand, groupGain, toggleMutes } from './group-levels.js';
import { type Group, groupsOf } from './grouping.js';

/** A made group's own name, or the page's word for the group. */
export function groupName(group: Pick<Group, 'key' | 'name'>): string {
  const key = `group_${group.key}`;
  return group.name ?? (hasText(key) ? t(key) : group.key);
}

export function GroupStrips({ mix, meters, locked }: { mix: MixView; meters: MeterHub; locked: boolean }) {
  return (
    <div class="strips">
      {groupsOf(strips.value, shownDevice.value?.groups ?? []).map((group) => (
        <GroupStrip
          key={`${group.key} ${group.members.map(({ ch }) => ch).join()}`}
          group={group}
          mix={mix}
          meters={meters}
          locked={locked}
        />
      ))}
      <button type="button" class="strip strip--new" onClick={() => openSheet({ group: 'new' })}>
        <Icon name="plus" size={28} />
        {t('newGroup')}
      </button>
    </div>
  );
}

function GroupStrip({ group, mix, meters, locked }: { group: Group; mix: MixView; meters: MeterHub; locked: boolean }) {
  // The key holds the members, so this strip always has the same channels.
  const members = useMemo(() => group.members, []);
  const name = groupName(group);
  const gain = useMemo(
    () => computed(() => groupGain(members.map((strip) => mix.gain(strip.ch).value))),
    [members, mix],
  );
  const flags = (p: 'mute' | 'solo') => members.map((strip) => mix.flag(p, strip.ch).peek());
  const muted = useMemo(
    () => computed(() => members.every((strip) => mix.flag('mute', strip.ch).value)),
    [members, mix],
  );
  const soloed = useMemo(
    () => computed(() => members.every((strip) => mix.flag('solo', strip.ch).value)),
    [members, mix],
  );
  const source = useMemo(
    () => ({
      read: () => Math.max(0, ...members.map((strip) => meters.peak[strip.ch] ?? 0)),
      count: () => meters.count,
    }),
    [members, meters],
  );
  const hand = useMemo(() => new GroupHand(), [members, mix]);
  const gesture = useRef('');
  const mutedBefore = useRef<readonly boolean[]>([]);
  const now = () => members.map((strip) => mix.gain(strip.ch).peek());
  const setAll = (gains: readonly number[], of?: string) =>
    mix.set(
      members.map((strip, i) => ({ p: 'gain', ch: strip.ch, v: gains[i] })),
      of,
    );
  const setFlags = (p: 'mute' | 'solo', values: readonly boolean[]) =>
    mix.set(members.map((strip, i) => ({ p, ch: strip.ch, v: values[i] })));
  const count = t(members.length === 1 ? 'channelCount_1' : 'channelCount', { n: members.length });
  return (
    <section
      class={`strip${group.key === 'me' ? ' strip--mine strip--end-of-mine' : ''}`}
      style={stripColours(group)}
      aria-label={name}
      data-group={group.key}
    >
      <button
        type="button"
        class="strip__group"
        onClick={() => openSheet(group.key === 'me' && shownMix.peek() === undefined ? 'setup' : { group: group.key })}
      >
        <span class="strip__tile">
          {group.icon === 'groups' ? <Icon name="groups" /> : <ChannelIcon icon={group.icon} />}
        </span>
        <strong class="cut">{name}</strong>
        <span class="quiet small">{count}</span>
        <span class="visually-hidden">{t('editGroup')}</span>
      </button>
      <Fader
        value={gain}
        label={t('levelOf', { name })}
        marks
        disabled={locked}
        onDrag={(v, drag) => {
          if (gesture.current !== drag) hand.begin(now());
          gesture.current = drag;
          setAll(hand.move(v), drag);
        }}
        onRelease={() => mix.flush()}
        onSet={(v, gesture) => {
          hand.begin(now());
          setAll(hand.move(v), gesture);
        }}
      >
        <Meter class="fader__meter" source={source} />
      </Fader>
      <DbText class="strip__db" value={gain} />
      <div class="strip__keys">
        <button
          type="button"
          class="key key--solo"
          aria-pressed={soloed.value}
          aria-label={t('soloOf', { name })}
          disabled={locked}
          onClick={() =>
            setFlags(
              'solo',
              members.map(() => !soloed.peek()),
            )
          }
        >
          {t('soloKey')}
        </button>
        <button
          type="button"
          class="key key--mute"
          aria-pressed={muted.value}
          aria-label={t('muteOf', { name })}
          disabled={locked}
          onClick={() => {
            const before = flags('mute');
            setFlags('mute', toggleMutes(before, mutedBefore.current));
            mutedBefore.current = before;
          }}
        >
          {t('muteKey')}
        </button>
      </div>
    </section>
  );
}
