/**
 * Wakes the stream worker when packets are due: through the addon's bell if there is one, else through
 * `Atomics.waitAsync` on the DOORBELL word. Stream worker only.
 */

import type { Bells } from '../../addon/wake/waker.js';
import { EngineWord } from '../shared/engine-layout.js';
import { engineHeader } from '../shared/engine-memory.js';

export interface StreamBell {
  /** After this returns, `onRing` is not called again. */
  close(): void;
}

/** Calls `onRing` in this thread's event loop when the mixer wakes it. Several wake-ups may become one call. */
export function hangBell(memory: WebAssembly.Memory, bells: Bells | undefined, onRing: () => void): StreamBell {
  const header = engineHeader(memory);
  if (bells === undefined) return hangWaiter(header, onRing);
  const handle = bells.createBell(onRing);
  Atomics.store(header, EngineWord.BELL, handle);
  return {
    close: () => {
      Atomics.store(header, EngineWord.BELL, 0);
      bells.closeBell(handle);
    },
  };
}

function hangWaiter(header: Int32Array, onRing: () => void): StreamBell {
  let open = true;
  const wait = (seen: number): void => {
    const waiting = Atomics.waitAsync(header, EngineWord.DOORBELL, seen);
    // Notified meanwhile: continue after the sockets had their turn.
    if (waiting.async) void waiting.value.then(rung);
    else setImmediate(rung);
  };
  const rung = (): void => {
    if (!open) return;
    const seen = Atomics.load(header, EngineWord.DOORBELL);
    onRing();
    wait(seen);
  };
  wait(Atomics.load(header, EngineWord.DOORBELL));
  return {
    close: () => {
      open = false;
    },
  };
}
