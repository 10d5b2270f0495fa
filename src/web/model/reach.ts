/** A condition that shows only when it lasts: a short Wi-Fi dropout deserves no line across the page. */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '../sync/outbox.js';

/** Added to the time it takes to notice, ms. */
const LASTING_MS = 1500;

/** True once `condition` has been true for `LASTING_MS` without a break; false as soon as it is false. */
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
