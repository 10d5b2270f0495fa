/**
 * Packs raw channels for native clients of protocol 2. Clients with the same channels in the same format share
 * the same packed bytes. Stream worker only.
 *
 * A packed packet lives until every socket has taken it; then its memory is reused.
 */

import type { Kernel } from '../../mixer/kernel.js';
import { SCRATCH_BYTES, SCRATCH_OFFSET } from '../../shared/engine-layout.js';
import {
  NATIVE_HEADER_BYTES,
  NativeFlag,
  NativeType,
  RAW_CHANNELS,
  RAW_FRAMES,
  RAW_PREFIX_BYTES,
  type SampleFormat,
  writeHeader,
} from './native-packet.js';

const PREFIX = NATIVE_HEADER_BYTES + RAW_PREFIX_BYTES;
/** Room for the largest packet: 480 frames of 32 channels of float32. */
const LARGEST = PREFIX + RAW_FRAMES * RAW_CHANNELS * 4;
/** Sizes of memory blocks, bytes. */
const SIZES = [4_096, 16_384, LARGEST];

export interface PackedPacket {
  readonly bytes: Buffer;
  /** Called once by every holder, when its socket has taken the bytes. */
  release(): void;
}

export class RawPacker {
  readonly #kernel: Kernel;
  readonly #scratch: Uint8Array;
  readonly #pools: Block[][] = SIZES.map(() => []);
  readonly #cache = new Map<number, Block>();
  #cachedAt = -1;

  constructor(kernel: Kernel, memory: WebAssembly.Memory) {
    this.#kernel = kernel;
    this.#scratch = new Uint8Array(memory.buffer, SCRATCH_OFFSET, SCRATCH_BYTES);
  }

  /** Packs `RAW_FRAMES` frames from ring position `first`. `mask` must not be 0. */
  pack(mask: number, format: SampleFormat, first: number): PackedPacket {
    if (first !== this.#cachedAt) this.forget(first);
    const key = format === 'float32' ? mask + 2 ** 32 : mask;
    let block = this.#cache.get(key);
    if (block === undefined) {
      block = this.#make(mask, format, first);
      this.#cache.set(key, block);
    }
    return block.hold();
  }

  /** Drops what is packed: the next packets begin at `first`. */
  forget(first = -1): void {
    for (const block of this.#cache.values()) block.release();
    this.#cache.clear();
    this.#cachedAt = first;
  }

  #make(mask: number, format: SampleFormat, first: number): Block {
    const length = this.#kernel.packNative(mask, format === 'float32' ? 1 : 0, first | 0, RAW_FRAMES, SCRATCH_OFFSET);
    const size = SIZES.findIndex((bytes) => bytes >= PREFIX + length);
    const block = this.#pools[size]!.pop() ?? new Block(SIZES[size]!, this.#pools[size]!);
    block.fill(this.#scratch, length, format, first, mask);
    return block;
  }
}

class Block implements PackedPacket {
  readonly #memory: Buffer;
  readonly #view: DataView;
  readonly #pool: Block[];
  #holders = 0;
  bytes: Buffer;

  constructor(size: number, pool: Block[]) {
    this.#memory = Buffer.alloc(size);
    this.#view = new DataView(this.#memory.buffer, this.#memory.byteOffset, size);
    this.#pool = pool;
    this.bytes = this.#memory;
  }

  fill(samples: Uint8Array, length: number, format: SampleFormat, first: number, mask: number): void {
    const flags = format === 'float32' ? NativeFlag.float32 : NativeFlag.int16;
    writeHeader(this.#view, 2, NativeType.audio, flags, Date.now(), RAW_PREFIX_BYTES + length);
    this.#view.setInt32(NATIVE_HEADER_BYTES, Math.floor(first / 2 ** 32));
    this.#view.setUint32(NATIVE_HEADER_BYTES + 4, first % 2 ** 32);
    this.#view.setUint32(NATIVE_HEADER_BYTES + 8, mask);
    this.#memory.set(samples.subarray(0, length), PREFIX);
    this.bytes = this.#memory.subarray(0, PREFIX + length);
    this.#holders = 1;
  }

  hold(): this {
    this.#holders++;
    return this;
  }

  release(): void {
    if (--this.#holders === 0) this.#pool.push(this);
  }
}
