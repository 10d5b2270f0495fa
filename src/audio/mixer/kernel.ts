/**
 * The compiled kernel: loaded from a file beside this one, and instantiated once per
 * thread over the engine's shared memory.
 */
import { readFileSync } from 'node:fs';

/** The exports of `kernel.as.ts`; every argument and result is a number. */
export interface Kernel {
  /** To be called before the first `mix`. `ceiling` is linear; `rampMs` and `fadeInMs` are milliseconds. */
  configure(sampleRate: number, ceiling: number, rampMs: number, fadeMs: number): void;
  /** Mixes `frames` (a multiple of 16) from ring position `position` (likewise). Audio worker only. */
  mix(position: number, frames: number): void;
  /** Plays silence instead of the sound lost between two ring positions (multiples of 16). Audio worker only. */
  skip(position: number, next: number): void;
  /**
   * Packs raw channels for a native client: big-endian, interleaved, channels in ascending order. `mask` bit n
   * = channel n; `float` 0 = int16, else float32. Reads from ring position `position`, writes at byte `to` of
   * the memory. Returns the bytes written.
   */
  packNative(mask: number, float: number, position: number, frames: number, to: number): number;
}

/** Compiles the kernel. Once per process is enough: the module can be passed to workers. */
export function compileKernel(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(new URL('./kernel.wasm', import.meta.url)));
}

export function instantiateKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
}
