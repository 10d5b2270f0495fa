/** One group of channels as a strip: one fader, solo and mute for all members. */
import { useMemo } from 'preact/hooks';
import { DbText } from '../../fader/db-text.js';
import { Fader } from '../../fader/fader.js';
import { dbToTravel } from '../../fader/taper.js';
import { t } from '../../i18n/language.js';
import { ChannelIcon, Icon } from '../../icons/icon.js';
import { Meter } from '../../meter/meter.js';
import type { MeterHub } from '../../model/meter-hub.js';
import type { MixView } from '../../model/mix/mix-view.js';
import { silenceOf } from '../../model/mix/silence.js';
import { usePage } from '../../model/page-context.js';
import { stripColours } from '../../strip/strip.js';
import { GroupMix } from './group-mix.js';
import { groupName } from './group-name.js';
import type { Group } from './grouping.js';

interface GroupStripProps {
  /** Its members stay the same for the lifetime of the component. */
  readonly group: Group;
  readonly mix: MixView;
  readonly meters: MeterHub;
  readonly locked: boolean;
}

export function GroupStrip({ group, mix, meters, locked }: GroupStripProps) {
  const page = usePage();
  const name = groupName(
    group,
    page.shown.device.value?.groups.map((made) => made.name),
  );
  const control = useMemo(() => new GroupMix(group.members, mix), [mix]);
  const source = useMemo(
    () => ({
      read: () => Math.max(0, ...control.members.map(({ ch }) => heardPeak(meters, mix, ch))),
      height: dbToTravel,
      count: () => meters.count,
    }),
    [control, meters, mix],
  );
  return (
    <section
      class={`strip${group.key === 'me' ? ' strip--mine strip--end-of-mine' : ''}`}
      style={stripColours(group)}
      aria-label={name}
      data-group={group.key}
    >
      <GroupHead group={group} name={name} count={control.members.length} />
      <Fader
        value={control.gain}
        label={t('levelOf', { name })}
        marks
        disabled={locked}
        onDrag={control.drag}
        onRelease={() => mix.flush()}
        onSet={control.set}
      >
        <Meter class="fader__meter" source={source} />
      </Fader>
      <DbText class="strip__db" value={control.gain} />
      <div class="strip__keys">
        <button
          type="button"
          class="key key--solo"
          aria-pressed={control.soloed.value}
          aria-label={t('soloOf', { name })}
          disabled={locked}
          onClick={control.toggleSolo}
        >
          {t('soloKey')}
        </button>
        <button
          type="button"
          class="key key--mute"
          aria-pressed={control.muted.value}
          aria-label={t('muteOf', { name })}
          disabled={locked}
          onClick={control.toggleMute}
        >
          {t('muteKey')}
        </button>
      </div>
    </section>
  );
}

/** Linear peak of an input after its fader; 0 while it is not heard. */
function heardPeak(meters: MeterHub, mix: MixView, ch: number): number {
  return silenceOf(mix, ch) === undefined ? (meters.peak[ch] ?? 0) * mix.gain(ch).peek() : 0;
}

function GroupHead({ group, name, count }: { group: Group; name: string; count: number }) {
  const page = usePage();
  return (
    <button
      type="button"
      class="strip__group"
      onClick={() =>
        page.screen.openSheet(
          group.key === 'me' && page.screen.shownMix.peek() === undefined ? 'setup' : { group: group.key },
        )
      }
    >
      <span class="strip__tile">
        {group.icon === 'groups' ? <Icon name="groups" /> : <ChannelIcon icon={group.icon} />}
      </span>
      <strong class="cut">{name}</strong>
      <span class="quiet small">{t(count === 1 ? 'channelCount_1' : 'channelCount', { n: count })}</span>
      <span class="visually-hidden">{t('editGroup')}</span>
    </button>
  );
}
