/** Keys of the whole mixer on a computer; `mixer-keys.ts` says which. */
import { useEffect } from 'preact/hooks';
import type { BoxLink } from '../model/box-link.js';
import { toggle } from '../model/mix/edit.js';
import { redo, undo } from '../model/mix/undo.js';
import type { Page } from '../model/page.js';
import { usePage } from '../model/page-context.js';
import { type KeyPlace, type MixerAction, mixerAction } from './mixer-keys.js';
import { focusNextStrip, keepFocus, stripAt } from './strip-focus.js';
import { turnBy } from './whose-mix.js';

const TYPING = 'input, textarea, select';
const PUSHED = 'button, a, summary';
const ARROWS = '[role="radiogroup"], [role="grid"], dialog';

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

export function placeOf(target: Element | null): KeyPlace {
  const slider = target?.closest('[role="slider"]');
  return {
    typing: target?.closest(TYPING) != null,
    pushes: target?.closest(PUSHED) != null,
    arrows: target?.closest(ARROWS) != null,
    strip: stripAt(target) !== null,
    slider: slider == null ? undefined : slider.getAttribute('aria-orientation') === 'vertical' ? 'standing' : 'lying',
    seen: target?.matches(':focus-visible') === true,
  };
}

/** Whether the key was one of these. */
function act(page: Page, event: KeyboardEvent): boolean {
  const { screen, access } = page;
  const link = access.link.peek();
  const target = event.target instanceof Element ? event.target : null;
  if (event.defaultPrevented || link === undefined) return false;
  if (screen.panels.peek().length > 0 || screen.pocketLocked.peek()) return false;
  const action = mixerAction(event, placeOf(target));
  return action !== undefined && done(page, link, action, target);
}

function done(page: Page, link: BoxLink, action: MixerAction, target: Element | null): boolean {
  const { screen, shown, notices, listening } = page;
  const other = screen.shownMix.peek();
  switch (action.type) {
    case 'undo':
    case 'redo':
      if (shown.lock.peek().keepsOut || shown.prepared !== undefined) return false;
      void (action.type === 'undo' ? undo : redo)(link, notices, other ?? link.mine.peek());
      return true;
    case 'listen':
      if (other === undefined || listening.cue.peek() === other) listening.toggle();
      else listening.listenTo(other);
      return true;
    case 'keys':
      screen.openSheet('keys');
      return true;
    case 'strip':
      if (target !== null) focusNextStrip(target, action.step);
      return true;
    case 'person':
      if (other === undefined) return false;
      keepFocus(() => turnBy(page, link, action.step));
      return true;
    default:
      return press(page, link, action.type, target);
  }
}

/** Presses mute or solo of the strip with the focus. */
function press({ shown }: Page, link: BoxLink, kind: 'mute' | 'solo', target: Element | null): boolean {
  if (shown.lock.peek().keepsOut) return false;
  const channel = Number(target?.closest<HTMLElement>('[data-channel]')?.dataset.channel ?? Number.NaN);
  const strip = shown.strips.peek().find(({ ch }) => ch === channel);
  if (strip !== undefined) {
    toggle(shown.mix(link), strip, kind);
    return true;
  }
  const key = stripAt(target)?.querySelector<HTMLElement>(`.key--${kind}`);
  key?.click();
  return key != null;
}
