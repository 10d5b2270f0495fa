/** Input of the sound ports: native packets of versions 2 and 3, datagrams, queries and reports of web listeners. */

import { parseReport } from '../../../../src/audio/stream/client-report.js';
import { decodeMixAudio, HELLO_LIMITS, splitDatagram } from '../../../../src/audio/stream/native/mix-packet.js';
import {
  CLIENT_LIMITS,
  encodePacket,
  NativeParser,
  parseControl,
} from '../../../../src/audio/stream/native/native-packet.js';
import {
  parseChannels,
  parseFormat,
  parseHello,
  parseMixChange,
} from '../../../../src/audio/stream/native/native-v2-messages.js';
import {
  DEFAULT_AUDIO,
  idOf,
  parseAudioSettings,
  parsePublish,
  parseSubscribe,
} from '../../../../src/audio/stream/native/native-v3-messages.js';
import { allowedFrames } from '../../../../src/audio/stream/sound-form.js';
import { parseAudioQuery } from '../../../../src/audio/stream/web/audio-query.js';
import { changedBytes } from '../bytes.js';
import { type Batch, type Door, Finding, type Input } from '../door.js';
import { nativeInput } from '../native-input.js';
import type { Random } from '../random.js';
import { REPORT } from '../seeds.js';
import { anything, changed, KEYS, TEXTS, textOf } from '../values.js';

const INPUTS = 16;

class NativeBatch implements Batch {
  readonly #random: Random;
  #parser = new NativeParser(CLIENT_LIMITS);

  constructor(random: Random) {
    this.#random = random;
  }

  make(): Buffer {
    return nativeInput(this.#random, 'phone-1');
  }

  feed(input: Input): void {
    const bytes = input as Buffer;
    const cut = this.#random.once(4) ? this.#random.below(bytes.length + 1) : 0;
    this.#parser.push(bytes.subarray(0, cut));
    this.#parser.push(bytes.subarray(cut));
    for (;;) {
      const packet = this.#parser.next();
      if (packet === undefined) break;
      if ('fault' in packet) {
        this.#parser = new NativeParser(CLIENT_LIMITS);
        break;
      }
      if (packet.payload.length > CLIENT_LIMITS.payloadBytes)
        throw new Finding(`${packet.payload.length} bytes were let in`);
      const message = parseControl(packet.payload);
      if (message.ok) understand(message.json);
    }
  }
}

/** Every reader of messages, whatever type the message claims; what they accept must be allowed. */
function understand(json: Record<string, unknown>): void {
  const hello = parseHello(json, '10.0.0.1');
  if (hello.ok && !/^[\w-]{1,64}$/.test(hello.value.clientId)) throw new Finding('a client_id was let in that is none');
  parseFormat(json);
  const channels = parseChannels(json.channels, INPUTS);
  if (channels.ok && channels.value.some((channel) => !(channel >= 0 && channel < INPUTS)))
    throw new Finding('a channel that is not there was let in');
  const change = parseMixChange(json, INPUTS);
  if (change.ok)
    for (const gain of Object.values(change.value.gains ?? {}))
      if (!(gain >= 0 && gain <= 4)) throw new Finding(`gain ${gain} was let in`);
  for (const value of [json.audio, json]) {
    const audio = parseAudioSettings(value, DEFAULT_AUDIO);
    if (audio.ok && !allowedFrames(audio.value.codec, audio.value.frames))
      throw new Finding(`${audio.value.frames} frames of ${audio.value.codec} were let in`);
    if (audio.ok && !(audio.value.copies >= 0 && audio.value.copies <= 2))
      throw new Finding(`${audio.value.copies} copies were let in`);
  }
  idOf(json);
  const publish = parsePublish(json);
  // Accepted values cross to another thread.
  if (publish.ok) structuredClone(publish.value);
  parseSubscribe(json);
}

class DatagramBatch implements Batch {
  readonly #random: Random;
  constructor(random: Random) {
    this.#random = random;
  }
  make(): Buffer {
    const random = this.#random;
    const type = random.pick([1, 2, 3, 4, 4, 4]);
    const payload = Buffer.alloc(random.pick([0, 15, 16, 17, 28, 540, random.few(1500)]), random.below(256));
    if (type === 1 && payload.length >= 28) payload.writeUInt16BE(random.pick([127, 128, 480, 1920, 0xffff]), 2);
    const one = Buffer.from(encodePacket(3, type, random.below(256), random.next(), payload));
    const bytes = random.once(3) ? Buffer.concat([one, one]) : one;
    return random.once(5) ? bytes : changedBytes(random, bytes, 2000);
  }
  feed(input: Input): void {
    const hello = splitDatagram(input as Buffer, HELLO_LIMITS);
    if (hello.ok && hello.packets.some(({ payload }) => payload.length > 16))
      throw new Finding('a hello that is too long was let in');
    const any = splitDatagram(input as Buffer, { versions: [2, 3], types: [1, 2, 3, 4], payloadBytes: 500_000 });
    if (any.ok) for (const { flags, payload } of any.packets) decodeMixAudio(flags, payload);
  }
}

class AudioBatch implements Batch {
  readonly #random: Random;
  constructor(random: Random) {
    this.#random = random;
  }
  make(): Input {
    const random = this.#random;
    if (random.once(2)) return textOf(random, random.once(4) ? anything(random) : changed(random, REPORT));
    const query = new URLSearchParams({ device: 'phone-1', token: 'abc', frames: '480' });
    for (let i = random.few(5); i >= 0; i--)
      query.append(
        random.once(5) ? random.pick(KEYS) : random.pick(['device', 'token', 'frames', 'mix', 'codec', 'adapt']),
        random.once(2) ? random.pick(TEXTS) : String(anything(random, 0)),
      );
    if (random.once(2)) query.delete(random.pick(['device', 'token', 'frames']));
    // Not the form that a browser writes.
    const raw = `${query.toString()}&${random.pick(['%', '%zz', '%00', '&&', '==', 'device=a&device=b'])}`;
    return { query: random.once(6) ? raw.slice(random.below(8)) : query.toString() };
  }
  feed(input: Input): void {
    if (typeof input === 'string') {
      const report = parseReport(input);
      if (report !== undefined) structuredClone(report);
      return;
    }
    const parsed = parseAudioQuery(new URLSearchParams((input as { query: string }).query), 48_000);
    if (parsed.ok && !allowedFrames(parsed.query.codec, parsed.query.frames))
      throw new Finding(`${parsed.query.frames} frames of ${parsed.query.codec} were let in`);
  }
}

export const soundDoors: readonly Door[] = [
  {
    name: 'native',
    about: 'native packets of versions 2 and 3, over any cutting of the stream',
    share: 130,
    inputsPerBatch: 2000,
    begin: (random) => new NativeBatch(random),
  },
  {
    name: 'datagrams',
    about: 'native datagrams: hellos, sound, parity',
    share: 50,
    inputsPerBatch: 5000,
    begin: (random) => new DatagramBatch(random),
  },
  {
    name: 'audio',
    about: 'queries and reports of web listeners',
    share: 50,
    inputsPerBatch: 5000,
    begin: (random) => new AudioBatch(random),
  },
];
