/**
 * A window that loads pages and refuses WebSockets, as some captive windows do: the mixer would look for the box for
 * ever. Found when several tries failed although the box answers HTTP.
 */
import { effect, type ReadonlySignal, signal } from '@preact/signals';

/** Tries in a row before the window is suspected: a box that starts refuses some too. */
const TRIES = 3;

/**
 * True once `unopened` has reached three tries while `answers` says that the box answers HTTP; false as soon as a
 * WebSocket opens. Asks anew at each further try.
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
