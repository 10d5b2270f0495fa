/**
 * Creates the engine's shared memory, and gives each thread its views of it. Any
 * thread. Views live as long as the memory.
 */

import { MAX_CHANNELS } from '../format.js';
import {
  BUS_HEADER_BYTES,
  BusWord,
  busOffset,
  ENGINE_HEADER_BYTES,
  ENGINE_MAGIC,
  ENGINE_OFFSET,
  EngineWord,
  LOOK_AHEAD,
  MEMORY_PAGES,
  PLAN_BYTES,
  planOffset,
  RING_OFFSET,
} from './engine-layout.js';
import {
  RING_CAPACITY,
  RING_HEADER_BYTES,
  RING_HEADER_WORDS,
  RING_MAGIC,
  RING_VERSION,
  RingWord,
} from './ring-layout.js';
import { beginRead, beginWrite, endWrite } from './seqlock.js';

/** Creates zeroed memory with the magic numbers of both headers set, and all positions at their start. */
export function createEngineMemory(): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES, shared: true });
  const header = engineHeader(memory);
  header[EngineWord.MAGIC] = ENGINE_MAGIC;
  header[EngineWord.OUT_POS] = -LOOK_AHEAD;
  header[EngineWord.STAMP_POS] = -LOOK_AHEAD;
  const ring = ringHeader(memory);
  ring[RingWord.MAGIC] = RING_MAGIC;
  ring[RingWord.VERSION] = RING_VERSION;
  ring[RingWord.CAPACITY] = RING_CAPACITY;
  return memory;
}

/** Words of the engine's header, indexed by `EngineWord`. */
export function engineHeader(memory: WebAssembly.Memory): Int32Array {
  return new Int32Array(memory.buffer, ENGINE_OFFSET, ENGINE_HEADER_BYTES / 4);
}

/** Words of the ring's header, indexed by `RingWord`. */
export function ringHeader(memory: WebAssembly.Memory): Int32Array {
  return new Int32Array(memory.buffer, RING_OFFSET, RING_HEADER_WORDS);
}

/**
 * Fills every channel of the ring with silence. Otherwise channels that the next
 * source lacks would keep the last one's sound.
 */
export function clearRing(memory: WebAssembly.Memory): void {
  new Float32Array(memory.buffer, RING_OFFSET + RING_HEADER_BYTES, MAX_CHANNELS * RING_CAPACITY).fill(0);
}

/** Words of a bus' header, indexed by `BusWord`. */
export function busHeader(memory: WebAssembly.Memory, bus: number): Int32Array {
  return new Int32Array(memory.buffer, busOffset(bus), BUS_HEADER_BYTES / 4);
}

/**
 * Writes the gains of a bus: `plan` holds 64 to the left, then 64 to the right. One writer per bus (main thread). The
 * mixer reads the other half meanwhile, and adopts the complete new plan at its next period.
 */
export function writePlan(memory: WebAssembly.Memory, bus: number, plan: Float32Array): void {
  const header = busHeader(memory, bus);
  const seq = beginRead(header, BusWord.PLAN_SEQ);
  const half = (((seq >> 1) + 1) & 1) as 0 | 1;
  beginWrite(header, BusWord.PLAN_SEQ);
  new Float32Array(memory.buffer, planOffset(bus, half), PLAN_BYTES / 4).set(plan.subarray(0, MAX_CHANNELS * 2));
  endWrite(header, BusWord.PLAN_SEQ);
}
