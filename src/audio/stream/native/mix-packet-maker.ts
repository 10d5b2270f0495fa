/**
 * Makes one client's audio packets of protocol 3 in one form, from its bus. Stream worker only. Nothing is allocated
 * per packet.
 */
import type { BusReader } from '../bus-reader.js';
import type { PacketCutter } from '../packet-cutter.js';
import { opusBytes, type SoundForm } from '../sound-form.js';
import type { StreamClock } from '../stream-clock.js';
import { MIX_PREFIX_BYTES, mixPayloadBytes, writeMixPrefix } from './mix-packet.js';
import { NATIVE_HEADER_BYTES, NativeFlag, type SampleFormat } from './native-packet.js';

const SAMPLES_AT = NATIVE_HEADER_BYTES + MIX_PREFIX_BYTES;
/** Packets that can be on their way to the kernel at once. */
const ROTATION = 8;

export class MixPacketMaker {
  readonly payloadBytes: number;
  readonly #frames: number;
  readonly #formatFlag: number;
  readonly #stereo: Int32Array;
  readonly #samples: Int16Array;
  readonly #packets: readonly { readonly bytes: Buffer; readonly view: DataView }[];
  #turn = 0;

  /** `format`: of PCM. */
  constructor({ codec, frames }: SoundForm, format: SampleFormat) {
    this.#frames = frames;
    this.#formatFlag = NativeFlag[codec === 'opus' ? codec : format];
    this.payloadBytes = codec === 'opus' ? MIX_PREFIX_BYTES + opusBytes(frames) : mixPayloadBytes(frames, format);
    this.#stereo = new Int32Array(frames);
    this.#samples = new Int16Array(this.#stereo.buffer);
    this.#packets = Array.from({ length: ROTATION }, () => {
      const bytes = Buffer.alloc(NATIVE_HEADER_BYTES + this.payloadBytes);
      return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
    });
  }

  /** Bytes of one packet, with its header. */
  get bytes(): number {
    return NATIVE_HEADER_BYTES + this.payloadBytes;
  }

  /**
   * Makes the packet that `cutter` has opened. `flags`: OR of `NativeFlag` without the format. `encoded`: the packet of
   * Opus. The packet's memory is reused after 7 more packets.
   */
  make(
    bus: BusReader,
    clock: StreamClock,
    cutter: PacketCutter,
    flags: number,
    timestamp: number,
    encoded: Uint8Array | undefined,
  ): Buffer {
    const { next: first, sequence, wholeAt } = cutter.queue;
    const { bytes, view } = this.#packets[this.#turn]!;
    this.#turn = (this.#turn + 1) % ROTATION;
    writeMixPrefix(
      view,
      flags | this.#formatFlag,
      timestamp,
      this.payloadBytes,
      clock.epoch,
      this.#frames,
      sequence % 2 ** 32,
      first,
      clock.captureMs(wholeAt),
      clock.sampleRate,
    );
    if (encoded !== undefined) bytes.set(encoded, SAMPLES_AT);
    else {
      bus.copy(this.#stereo, first, this.#frames, cutter.start);
      this.#writeSamples(view);
    }
    return bytes;
  }

  #writeSamples(view: DataView): void {
    if (this.#formatFlag === NativeFlag.float32) {
      for (let i = 0; i < this.#samples.length; i++) view.setFloat32(SAMPLES_AT + i * 4, this.#samples[i]! / 32_768);
      return;
    }
    for (let i = 0; i < this.#frames; i++) {
      // Swaps the bytes of both s16 of a frame at once.
      const x = this.#stereo[i]!;
      view.setInt32(SAMPLES_AT + i * 4, ((x & 0xffff) << 16) | (x >>> 16));
    }
  }
}
