/**
 * Wakes the stream worker when a packet of some listener is whole. Audio worker only; rings without allocating.
 */
import { EngineWord } from '../engine-layout.js';
import { engineHeader } from '../engine-memory.js';
import { loadAddon } from '../source/node-alsa-capture/index.js';

export interface Bell {
  /** After OUT_POS moved: rings if the stream worker waits for a position that has been reached. */
  ring(): void;
}

/**
 * The addon's bell where the stream worker hung one up, and always the DOORBELL word, which costs nothing where
 * nobody waits.
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
