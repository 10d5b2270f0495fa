/**
 * How the mixer wakes the stream worker when a packet is complete: both ends. Through the addon's waker if the stream
 * worker created one, else through the WAKE_COUNT word, which costs nothing when nobody waits.
 */
import { loadAddon } from '../../addon/index.js';
import type { Wakers } from '../../addon/wake/waker.js';
import { EngineWord } from './engine-layout.js';
import { engineHeader } from './engine-memory.js';

/** The mixer's end. */
export interface StreamWaker {
  /**
   * To be called after OUT_POS moved: wakes the stream worker if OUT_POS has reached WAKE_AT. Audio worker only;
   * allocates nothing.
   */
  wake(): void;
}

/** The stream worker's end. */
export interface StreamWait {
  /** After this returns, `onWake` is not called again. */
  close(): void;
}

export function streamWaker(memory: WebAssembly.Memory): StreamWaker {
  const header = engineHeader(memory);
  const addon = loadAddon();
  return {
    wake() {
      const reached = Atomics.load(header, EngineWord.OUT_POS);
      if (((reached - Atomics.load(header, EngineWord.WAKE_AT)) | 0) < 0) return;
      const handle = Atomics.load(header, EngineWord.WAKER);
      if (handle !== 0 && addon?.wake(handle)) return;
      Atomics.add(header, EngineWord.WAKE_COUNT, 1);
      Atomics.notify(header, EngineWord.WAKE_COUNT);
    },
  };
}

/** Calls `onWake` in this thread's event loop when the mixer wakes it. Several wake-ups may become one call. */
export function waitForMixer(memory: WebAssembly.Memory, wakers: Wakers | undefined, onWake: () => void): StreamWait {
  const header = engineHeader(memory);
  if (wakers === undefined) return waitForWord(header, onWake);
  const handle = wakers.createWaker(onWake);
  Atomics.store(header, EngineWord.WAKER, handle);
  return {
    close: () => {
      Atomics.store(header, EngineWord.WAKER, 0);
      wakers.closeWaker(handle);
    },
  };
}

function waitForWord(header: Int32Array, onWake: () => void): StreamWait {
  let open = true;
  const wait = (seen: number): void => {
    const waiting = Atomics.waitAsync(header, EngineWord.WAKE_COUNT, seen);
    // Notified meanwhile: continue after the sockets had their turn.
    if (waiting.async) void waiting.value.then(woken);
    else setImmediate(woken);
  };
  const woken = (): void => {
    if (!open) return;
    const seen = Atomics.load(header, EngineWord.WAKE_COUNT);
    onWake();
    wait(seen);
  };
  wait(Atomics.load(header, EngineWord.WAKE_COUNT));
  return {
    close: () => {
      open = false;
    },
  };
}
