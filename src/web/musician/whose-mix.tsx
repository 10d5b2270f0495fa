/** In somebody's mix: the way to the next musician, by one touch or by a key. */
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import type { Page } from '../model/page.js';
import { usePage } from '../model/page-context.js';
import { mixesOf, type SharedMix } from '../model/people/shared-mixes.js';

/** The mixes that are played here, in the engineer's order; the one on the screen even if nobody plays it. */
function choices(page: Page, connected: BoxLink): readonly SharedMix[] {
  const shown = page.shown.uuid.value;
  return mixesOf(page.people.all.value, connected.devices.value, shown).filter(
    ({ owner }) => owner.uuid === shown || owner.uuid !== connected.mine.value,
  );
}

/** Leads to the next musician, or the one before. */
export function turnBy(page: Page, connected: BoxLink, step: 1 | -1): void {
  const people = choices(page, connected);
  const at = people.findIndex(({ owner }) => owner.uuid === page.shown.uuid.peek());
  page.screen.turnToMix(people[(at + step + people.length) % people.length].owner.uuid);
}

export function WhoseMix({ connected }: { connected: BoxLink }) {
  const page = usePage();
  return (
    <nav class="whose" aria-label={t('whoseMix')}>
      {choices(page, connected).map(({ owner: { uuid, displayName }, phones }) => (
        <button
          key={uuid}
          type="button"
          class="whose__one"
          aria-current={uuid === page.shown.uuid.value ? 'true' : undefined}
          onClick={() => page.screen.turnToMix(uuid)}
        >
          <span class={`dot${phones.some(({ active }) => active) ? '' : ' dot--off'}`} />
          {displayName}
        </button>
      ))}
    </nav>
  );
}
