/** A condition that is told only when it lasts: a blink of the Wi-Fi is not worth a line across the page. */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '../sync/outbox.js';

/** On top of what it takes to notice, ms. */
const LASTING_MS = 1500;

/** True once `condition` has been true for a while without a break; false as soon as it is not. */
export function lastingly(condition: ReadonlySignal<boolean>, clock: Clock): ReadonlySignal<boolean> {
  const lasting = signal(false);
  let since = 0;
  effect(() => {
    const mine = ++since;
    if (!condition.value) {
      lasting.value = false;
      return;
    }
    clock.after(LASTING_MS, () => {
      if (mine === since) lasting.value = true;
    });
  });
  return lasting;
}
