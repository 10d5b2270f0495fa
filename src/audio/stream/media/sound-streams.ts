/**
 * The streams on the link: one for each mix and frame length that somebody hears by RTP. All who share one get the same
 * packets, so each goes over the link once. Stream worker only.
 */
import type { SoundPacket } from '../packet-sink.js';
import type { MediaLink } from './media-link.js';

export class SoundStream {
  /** On the link. Never used twice. */
  readonly number: number;
  readonly key: string;
  /** Of each packet. */
  readonly frames: number;
  /** Sessions that play it. */
  users = 0;
  #epoch = Number.NaN;
  /** First frame that was not sent yet. */
  #next = 0;

  constructor(number: number, key: string, frames: number) {
    this.number = number;
    this.key = key;
    this.frames = frames;
  }

  /** Sends a packet, unless another listener's was the same. */
  send(packet: SoundPacket, link: MediaLink): void {
    if (packet.epoch === this.#epoch && packet.first < this.#next) return;
    this.#epoch = packet.epoch;
    this.#next = packet.first + packet.frames;
    link.sound(this.number, packet);
  }
}

export class SoundStreams {
  readonly #streams = new Map<string, SoundStream>();
  #numbers = 0;

  /** To be given back by `leave`. */
  use(mix: string, frames: number): SoundStream {
    const key = `${mix} ${frames}`;
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = new SoundStream(this.#numbers++, key, frames);
      this.#streams.set(key, stream);
    }
    stream.users++;
    return stream;
  }

  leave(stream: SoundStream): void {
    if (--stream.users === 0) this.#streams.delete(stream.key);
  }
}
