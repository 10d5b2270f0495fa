/**
 * Wakes the stream worker when a listener's packet is complete. Audio worker only; `ring` allocates nothing.
 */

import { loadAddon } from '../../addon/index.js';
import { EngineWord } from '../shared/engine-layout.js';
import { engineHeader } from '../shared/engine-memory.js';

export interface Bell {
  /** To be called after OUT_POS moved: wakes the stream worker if OUT_POS has reached the position it waits for. */
  ring(): void;
}

/**
 * Wakes through the addon's bell if the stream worker made one. Otherwise through the DOORBELL
 * word, which costs nothing when nobody waits.
 */
export function openBell(memory: WebAssembly.Memory): Bell {
  const header = engineHeader(memory);
  const addon = loadAddon();
  return {
    ring() {
      const reached = Atomics.load(header, EngineWord.OUT_POS);
      if (((reached - Atomics.load(header, EngineWord.BELL_AT)) | 0) < 0) return;
      const handle = Atomics.load(header, EngineWord.BELL);
      if (handle !== 0 && addon?.ringBell(handle)) return;
      Atomics.add(header, EngineWord.DOORBELL, 1);
      Atomics.notify(header, EngineWord.DOORBELL);
    },
  };
}
