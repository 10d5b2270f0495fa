/**
 * Makes one client's audio packets of protocol 3 from its bus. Stream worker only. Nothing is allocated per packet.
 */
import type { BusReader } from '../bus-reader.js';
import type { PacketCutter } from '../packet-cutter.js';
import type { StreamClock } from '../stream-clock.js';
import { mixPayloadBytes, writeMixPrefix } from './mix-packet.js';
import { NATIVE_HEADER_BYTES, NativeFlag } from './native-packet.js';
import type { AudioSettings } from './native-v3-messages.js';

const SAMPLES_AT = 44;
/** Packets that can be on their way to the kernel at once. */
const ROTATION = 8;

export class MixPacketMaker {
  readonly frames: number;
  readonly #float: boolean;
  readonly #payloadBytes: number;
  readonly #stereo: Int32Array;
  readonly #samples: Int16Array;
  readonly #packets: readonly { readonly bytes: Buffer; readonly view: DataView }[];
  #turn = 0;

  constructor({ frames, format }: AudioSettings) {
    this.frames = frames;
    this.#float = format === 'float32';
    this.#payloadBytes = mixPayloadBytes(frames, format);
    this.#stereo = new Int32Array(frames);
    this.#samples = new Int16Array(this.#stereo.buffer);
    this.#packets = Array.from({ length: ROTATION }, () => {
      const bytes = Buffer.alloc(NATIVE_HEADER_BYTES + this.#payloadBytes);
      return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
    });
  }

  get payloadBytes(): number {
    return this.#payloadBytes;
  }

  /**
   * Makes the packet that `cutter` has opened. `flags`: OR of `NativeFlag` without the format. The packet's memory is
   * reused after 7 more packets.
   */
  make(bus: BusReader, clock: StreamClock, cutter: PacketCutter, flags: number, timestamp: number): Buffer {
    const { next: first, sequence, wholeAt } = cutter.queue;
    const { bytes, view } = this.#packets[this.#turn]!;
    this.#turn = (this.#turn + 1) % ROTATION;
    writeMixPrefix(
      view,
      flags | (this.#float ? NativeFlag.float32 : NativeFlag.int16),
      timestamp,
      this.#payloadBytes,
      clock.epoch,
      this.frames,
      sequence % 2 ** 32,
      first,
      clock.captureMs(wholeAt),
      clock.sampleRate,
    );
    bus.copy(this.#stereo, first, this.frames, cutter.start);
    if (this.#float) {
      for (let i = 0; i < this.frames * 2; i++) view.setFloat32(SAMPLES_AT + i * 4, this.#samples[i]! / 32_768);
    } else {
      for (let i = 0; i < this.frames; i++) {
        // Swaps the bytes of both s16 of a frame at once.
        const x = this.#stereo[i]!;
        view.setInt32(SAMPLES_AT + i * 4, ((x & 0xffff) << 16) | (x >>> 16));
      }
    }
    return bytes;
  }
}
