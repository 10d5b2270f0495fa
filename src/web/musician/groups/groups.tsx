/** The whole band on a few faders: me, the musician's groups, and one for each remaining kind of instrument. */
import { useRef } from 'preact/hooks';
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import type { MeterHub } from '../../model/meter-hub.js';
import type { MixView } from '../../model/mix/mix-view.js';
import { usePage } from '../../model/page-context.js';
import { useStripWidth } from '../strip-width.js';
import { GroupStrip } from './group-strip.js';
import { groupsOf } from './grouping.js';

export function GroupStrips({ mix, meters, locked }: { mix: MixView; meters: MeterHub; locked: boolean }) {
  const page = usePage();
  const scroller = useRef<HTMLDivElement>(null);
  useStripWidth(
    scroller,
    '4',
    page.shown.strips.value.some((strip) => strip.mine),
  );
  return (
    <div ref={scroller} class="strips">
      {groupsOf(page.shown.strips.value, page.shown.device.value?.groups ?? []).map((group) => (
        <GroupStrip
          // With other members it is another strip.
          key={`${group.key} ${group.members.map(({ ch }) => ch).join()}`}
          group={group}
          mix={mix}
          meters={meters}
          locked={locked}
        />
      ))}
      <button type="button" class="strip strip--new" onClick={() => page.screen.openSheet({ group: 'new' })}>
        <Icon name="plus" size={28} />
        {t('newGroup')}
      </button>
    </div>
  );
}
