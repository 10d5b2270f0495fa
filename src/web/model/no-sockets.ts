/**
 * Detects a window that loads pages but refuses WebSockets, as some captive windows do. In such a window
 * the mixer would look for the box forever. The sign: several tries fail although the box answers HTTP.
 */
import { effect, type ReadonlySignal, signal } from '@preact/signals';

/** Failed tries in a row before the window is suspected: a box that is starting refuses some too. */
const TRIES = 3;

/**
 * True once `unopened` has reached `TRIES` and `answers` reports that the box answers HTTP.
 * False as soon as a WebSocket opens. Calls `answers` again at each further failed try.
 */
export function withoutSockets(
  unopened: ReadonlySignal<number>,
  answers: () => Promise<boolean>,
): ReadonlySignal<boolean> {
  const without = signal(false);
  effect(() => {
    const tries = unopened.value;
    if (tries < TRIES) {
      without.value = false;
      return;
    }
    if (without.peek()) return;
    void answers().then((answered) => {
      if (answered && unopened.peek() >= TRIES) without.value = true;
    });
  });
  return without;
}
