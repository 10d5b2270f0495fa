/** In somebody's mix: the way to the next musician, by one touch or by the arrow keys. */
import { useEffect } from 'preact/hooks';
import type { Device } from '../../wire/messages.js';
import { t } from '../i18n/language.js';
import type { BoxLink } from '../model/box-link.js';
import type { Page } from '../model/page.js';
import { usePage } from '../model/page-context.js';

/** Everybody who is here, in the engineer's order; the one whose mix is shown even if they are away. */
function choices(page: Page, connected: BoxLink): readonly Device[] {
  const shown = page.shown.uuid.value;
  return connected.devices.value.filter(({ uuid, active }) => uuid === shown || (active && uuid !== connected.uuid));
}

/** Arrow keys move these by themselves. */
const KEEPS_ARROWS = 'input, select, textarea, [role="slider"], [role="radiogroup"], [role="grid"], dialog';

export function WhoseMix({ connected }: { connected: BoxLink }) {
  const page = usePage();
  useEffect(() => {
    const turn = (event: KeyboardEvent) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if ((event.target as Element).closest(KEEPS_ARROWS) !== null || page.screen.panels.peek().length > 0) return;
      const people = choices(page, connected);
      const at = people.findIndex(({ uuid }) => uuid === page.shown.uuid.peek());
      const next = people[(at + step + people.length) % people.length];
      event.preventDefault();
      page.screen.turnToMix(next.uuid);
    };
    document.addEventListener('keydown', turn);
    return () => document.removeEventListener('keydown', turn);
  }, [page, connected]);
  return (
    <nav class="whose" aria-label={t('whoseMix')}>
      {choices(page, connected).map(({ uuid, active, displayName }) => (
        <button
          key={uuid}
          type="button"
          class="whose__one"
          aria-current={uuid === page.shown.uuid.value ? 'true' : undefined}
          onClick={() => page.screen.turnToMix(uuid)}
        >
          <span class={`dot${active ? '' : ' dot--off'}`} />
          {displayName}
        </button>
      ))}
    </nav>
  );
}
