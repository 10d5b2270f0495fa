/**
 * Makes the packets of one web listener from its bus, PCM or Opus. Stream worker only. Making a packet allocates
 * nothing; a change of form allocates the memory of the next packets.
 */
import type { BusReader } from './bus-reader.js';
import { FormFollower, type FormFollowerDeps } from './form-follower.js';
import type { PacketCutter } from './packet-cutter.js';
import type { SoundPacket } from './packet-sink.js';
import { opusBytes, type SoundForm } from './sound-form.js';
import type { StreamClock } from './stream-clock.js';
import { WEB_HEADER_BYTES, WebCodec, WebFlag, WebPacketType, writeWebHeader } from './web/web-packet.js';

/** A packet whose fields are written anew each time. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class PacketMaker {
  readonly forms: FormFollower;
  readonly #packet: Mutable<SoundPacket> = emptyPacket();
  readonly #clock: StreamClock;
  readonly #cutter: PacketCutter;
  readonly #bus: BusReader;
  #header = new DataView(new ArrayBuffer(0));
  #samples = new Int32Array(0);

  /** `cutter` must be new. `mix`: its owner. */
  constructor(deps: FormFollowerDeps, cutter: PacketCutter, bus: BusReader, mix: string, asked: SoundForm) {
    this.#clock = deps.clock;
    this.#cutter = cutter;
    this.#bus = bus;
    this.forms = new FormFollower(deps, cutter, bus, mix, asked, (form) => this.#allocate(form));
  }

  /** The packet made last; valid until the next. */
  get packet(): SoundPacket {
    return this.#packet;
  }

  /** Bytes of one packet, with its header. */
  get messageBytes(): number {
    return this.#packet.message.length;
  }

  /**
   * Makes the next packet, which must be due. False if its sound was overwritten meanwhile: then it counts as dropped.
   */
  make(): boolean {
    const cutter = this.#cutter;
    const { queue } = cutter;
    const packet = this.#packet;
    cutter.open();
    if (packet.codec === 'pcm') this.#bus.copy(this.#samples, queue.next, queue.frames, cutter.start);
    else {
      const encoded = this.forms.encoded();
      if (encoded === undefined) return false;
      packet.message.set(encoded, WEB_HEADER_BYTES);
    }
    if (!cutter.intact()) return false;
    packet.flags =
      (cutter.discontinuity ? WebFlag.discontinuity : 0) |
      (queue.gap ? WebFlag.dropped : 0) |
      (this.#bus.silent() ? WebFlag.muted : 0);
    packet.epoch = this.#clock.epoch;
    packet.frames = queue.frames;
    packet.sequence = queue.sequence;
    packet.sampleRate = this.#clock.sampleRate;
    packet.first = queue.next;
    packet.captureMs = this.#clock.captureMs(queue.wholeAt);
    writeWebHeader(
      this.#header,
      WebPacketType.audio,
      WebCodec[packet.codec],
      packet.flags,
      packet.epoch,
      packet.frames,
      packet.sequence,
      packet.sampleRate,
      packet.first,
      packet.captureMs,
    );
    return true;
  }

  #allocate({ codec, frames }: SoundForm): void {
    const bytes = codec === 'opus' ? opusBytes(frames) : frames * 4;
    const message = new Uint8Array(WEB_HEADER_BYTES + bytes);
    this.#header = new DataView(message.buffer);
    this.#samples = new Int32Array(message.buffer, WEB_HEADER_BYTES, codec === 'pcm' ? frames : 0);
    this.#packet.codec = codec;
    this.#packet.message = message;
    this.#packet.payload = message.subarray(WEB_HEADER_BYTES);
  }
}

function emptyPacket(): Mutable<SoundPacket> {
  const none = new Uint8Array(0);
  const numbers = { flags: 0, epoch: 0, frames: 0, sequence: 0, sampleRate: 0, first: 0, captureMs: 0 };
  return { codec: 'pcm', ...numbers, payload: none, message: none };
}
