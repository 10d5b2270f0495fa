/**
 * The compiled kernel: read from beside this file, instantiated once per thread over the engine's shared memory.
 */
import { readFileSync } from 'node:fs';

/** What `kernel.as.ts` exports; every argument and result is a number. */
export interface Kernel {
  /** Before the first `mix`. `ceiling` linear; ramp and fade in milliseconds. */
  configure(sampleRate: number, ceiling: number, rampMs: number, fadeMs: number): void;
  /** Mixes `frames` (a multiple of 16) from ring position `position` (likewise). Audio worker only. */
  mix(position: number, frames: number): void;
  /** Silence instead of the sound lost between two ring positions (multiples of 16). Audio worker only. */
  skip(position: number, next: number): void;
  /**
   * Raw channels for a native client, big-endian, interleaved, ascending channels: `mask` bit n = channel n, `float`
   * 0 = int16 else float32, from ring position `position`, written at byte `to` of the memory. Returns the bytes
   * written.
   */
  packNative(mask: number, float: number, position: number, frames: number, to: number): number;
}

/** Compiles the kernel once per process; the module may be handed to workers. */
export function compileKernel(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(new URL('./kernel.wasm', import.meta.url)));
}

export function instantiateKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
}
