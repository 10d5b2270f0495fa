/** Keys of the whole mixer on a computer: space listens, M and S on a focused strip, Ctrl+Z takes back. */
import { useEffect } from 'preact/hooks';
import { toggle } from '../model/mix/edit.js';
import { undo } from '../model/mix/undo.js';
import type { Page } from '../model/page.js';
import { usePage } from '../model/page-context.js';

/** Where a key types or presses something of its own. */
const OWN_KEYS = 'input, textarea, select, button, a, [role="radio"]';

export function useShortcuts(): void {
  const page = usePage();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (act(page, event)) event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [page]);
}

/** Whether the key was one of these. */
function act(page: Page, event: KeyboardEvent): boolean {
  const { screen, access, shown, notices, listening } = page;
  const link = access.link.peek();
  const target = event.target instanceof Element ? event.target : null;
  if (event.defaultPrevented || link === undefined) return false;
  if (screen.panels.peek().length > 0 || screen.pocketLocked.peek()) return false;
  const other = screen.shownMix.peek();
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key !== 'z' || event.shiftKey || target?.closest('input, textarea')) return false;
    if (shown.lock.peek().keepsOut || shown.prepared !== undefined) return false;
    void undo(link, notices, other ?? link.mine.peek());
    return true;
  }
  if (key === ' ' && !target?.closest(OWN_KEYS) && !event.repeat) {
    if (other === undefined || listening.cue.peek() === other) listening.toggle();
    else listening.listenTo(other);
    return true;
  }
  if ((key !== 'm' && key !== 's') || target?.closest('input, textarea, select') || shown.lock.peek().keepsOut)
    return false;
  const channel = Number(target?.closest<HTMLElement>('[data-channel]')?.dataset.channel ?? Number.NaN);
  const strip = shown.strips.peek().find(({ ch }) => ch === channel);
  if (strip !== undefined) toggle(shown.mix(link), strip, key === 'm' ? 'mute' : 'solo');
  return strip !== undefined;
}
