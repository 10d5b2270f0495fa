import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from './patience.js';

/**
 * Waits until `look` returns something other than undefined and false, and returns that. Looks every `everyMs`, for at
 * most `patienceMs`; then throws, naming `what`.
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  patienceMs = PATIENCE_MS,
  everyMs = 10,
): Promise<Exclude<T, undefined | false>> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>;
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await sleep(everyMs);
  }
}
