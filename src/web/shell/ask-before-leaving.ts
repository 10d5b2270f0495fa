/** A reload or a closed tab ends the sound, so the browser asks first while the page plays. */
import { isOn } from '../model/listening.js';
import type { Page } from '../model/page.js';

/** Never removed: it lives as long as the window. iOS asks nothing. */
export function askBeforeLeaving(window: Window, page: Page): void {
  window.addEventListener('beforeunload', (event) => {
    if (!isOn(page.listening.state.peek()) || page.version.reloading) return;
    event.preventDefault();
    // Chromium before 119 asks only for a value.
    event.returnValue = true;
  });
}
