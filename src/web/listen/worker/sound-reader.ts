/** Makes packets of sound for the player, from the box's messages and from RTP. Runs where the socket is. */
import { OPUS_LOOK_AHEAD, OPUS_RATE } from '../../../audio/stream/sound-form.js';
import { decodeWebPacket } from '../../../audio/stream/web/web-packet.js';
import type { FedPacket } from './messages.js';
import { type OpusDecoder, OpusStream } from './opus-stream.js';
import { type RtpMap, RtpSound, type RtpUnit } from './rtp-sound.js';

/** What all sound of one packet of the box shares. `end` is one past the last frame that `captureMs` belongs to. */
type Place = Pick<FedPacket, 'epoch' | 'sampleRate' | 'flags' | 'captureMs' | 'receivedMs'> & { readonly end: number };
/** Sound, and whether it did not come by itself. */
type Sound = Pick<FedPacket, 'first' | 'samples' | 'made' | 'repaired' | 'copies'>;

const nowMs = () => performance.timeOrigin + performance.now();

function fed({ end, captureMs, ...place }: Place, sound: Sound): FedPacket {
  const later = end - sound.first - sound.samples.length / 2;
  return { ...place, ...sound, captureMs: captureMs - (later * 1000) / place.sampleRate };
}

export class SoundReader {
  readonly #opus: OpusStream | undefined;
  readonly #rtp = new RtpSound();
  #epoch = -1;
  #copies = 0;

  /** @param decoder without it, Opus gives no sound. */
  constructor(decoder?: OpusDecoder) {
    this.#opus = decoder && new OpusStream(decoder, OPUS_LOOK_AHEAD);
  }

  /** A connection or a session begins. @param copies how many later packets carry each frame again. */
  restart(copies: number): void {
    this.#copies = copies;
    this.#rtp.restart();
  }

  /** The sound of a message; none if it is no sound, or malformed. */
  read(message: ArrayBuffer): readonly FedPacket[] {
    const receivedMs = nowMs();
    const decoded = decodeWebPacket(new Uint8Array(message));
    if (!decoded.ok || decoded.packet.type !== 'audio') return [];
    const { codec, epoch, first, frames, sampleRate, flags, captureMs, samples, payload } = decoded.packet;
    const place: Place = { epoch, sampleRate, flags, captureMs, receivedMs, end: first + frames };
    if (codec === 'opus') return this.#decode(place, { first, frames, payload, again: false }, 0);
    const end = epoch === this.#epoch ? this.#opus?.end() : undefined;
    this.#epoch = epoch;
    const packet = fed(place, { first, samples });
    return end === undefined ? [packet] : [fed(place, end), packet];
  }

  /** The sound of an RTP packet. @param timestamp of its newest frame @param receivedMs when it came, ms since 1970. */
  readRtp(payloadType: number, timestamp: number, payload: Uint8Array, receivedMs: number): readonly FedPacket[] {
    return this.#units(this.#rtp.take(payloadType, timestamp, payload), receivedMs);
  }

  /** Takes a map; gives the sound that waited for it. */
  setMap(map: RtpMap): readonly FedPacket[] {
    return this.#units(this.#rtp.setMap(map), nowMs());
  }

  #units(units: readonly RtpUnit[], receivedMs: number): readonly FedPacket[] {
    return units.flatMap((unit) => {
      const { epoch, flags, captureMs, first, frames } = unit;
      const place = { epoch, sampleRate: OPUS_RATE, flags, captureMs, receivedMs, end: first + frames };
      return this.#decode(place, unit, this.#copies);
    });
  }

  #decode(place: Place, unit: Pick<RtpUnit, 'first' | 'frames' | 'payload' | 'again'>, copies: number) {
    if (place.epoch !== this.#epoch) this.#opus?.restart();
    this.#epoch = place.epoch;
    const sounds = this.#opus?.take(unit.first, unit.frames, unit.payload) ?? [];
    return sounds.map((sound) => fed(place, { ...sound, repaired: unit.again || sound.made, copies }));
  }
}
