/** The whole band on a few faders: me, the musician's groups, and one for each remaining kind of instrument. */
import { t } from '../../i18n/language.js';
import { Icon } from '../../icons/icon.js';
import { shownDevice, strips } from '../../model/app.js';
import type { MeterHub } from '../../model/meter-hub.js';
import type { MixView } from '../../model/mix-view.js';
import { openSheet } from '../../model/screen.js';
import { GroupStrip } from './group-strip.js';
import { groupsOf } from './grouping.js';

export function GroupStrips({ mix, meters, locked }: { mix: MixView; meters: MeterHub; locked: boolean }) {
  return (
    <div class="strips">
      {groupsOf(strips.value, shownDevice.value?.groups ?? []).map((group) => (
        <GroupStrip
          // With other members it is another strip.
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
