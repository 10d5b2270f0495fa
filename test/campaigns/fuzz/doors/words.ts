/** Small readers that many doors share: paths, addresses, names, topics, sets of a mix, lengths of MQTT packets. */

import { plainAddress } from '../../../../src/base/address.js';
import { parseSet } from '../../../../src/control/mix/mix-command.js';
import { PacketSplitter } from '../../../../src/control/mqtt/packet-splitter.js';
import { decodePath } from '../../../../src/net/http-message.js';
import { parse } from '../../../../src/wire/check.js';
import { ControlError } from '../../../../src/wire/errors.js';
import { maySubscribe } from '../../../../src/wire/filters.js';
import { cleanName } from '../../../../src/wire/names.js';
import { parseCommandTopic } from '../../../../src/wire/topics.js';
import { mix } from '../../../../src/wire/values.js';
import { changedBytes } from '../bytes.js';
import { type Batch, type Door, Finding, type Input } from '../door.js';
import { mqttConnect, mqttPublish } from '../mqtt-bytes.js';
import type { Random } from '../random.js';
import { anything, changed, type Json, TEXTS } from '../values.js';

const SET: Json = [
  { p: 'gain', ch: 3, v: 0.5 },
  { p: 'master', v: 1 },
];
const MIX: Json = { channels: [{ on: true, gain: 1, pan: 0, mute: false, solo: false }], master: 1 };

type Word = { readonly kind: string; readonly value: Json | Buffer };

class WordsBatch implements Batch {
  readonly #random: Random;
  constructor(random: Random) {
    this.#random = random;
  }
  make(): Word {
    const random = this.#random;
    const text = () =>
      Array.from({ length: 1 + random.few(6) }, () => random.pick(TEXTS)).join(random.pick(['', '/', '%', ':', '.']));
    switch (random.below(7)) {
      case 0:
        return { kind: 'path', value: `/${text()}` };
      case 1:
        return {
          kind: 'address',
          value: random.pick(['::ffff:10.0.0.1', 'fe80::1%eth0', '::1', text(), `::${text()}`]),
        };
      case 2:
        return { kind: 'name', value: random.once(2) ? text() : anything(random) };
      case 3:
        return { kind: 'topic', value: `${random.pick(['sb/1/cmd/', 'sb/1/', ''])}${text()}` };
      case 4:
        return { kind: 'set', value: changed(random, SET) };
      case 5:
        return { kind: 'mix', value: changed(random, MIX) };
      default:
        return {
          kind: 'length',
          value: Buffer.concat([
            mqttConnect('me', 'token'),
            changedBytes(random, mqttPublish('sb/1/cmd/ping', Buffer.alloc(random.few(3000)), 1)),
          ]),
        };
    }
  }
  feed(input: Input): void {
    const { kind, value } = input as unknown as Word;
    try {
      this.#read(kind, value);
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
    }
  }
  #read(kind: string, value: Json | Buffer): void {
    if (kind === 'path') {
      const path = decodePath(value as string);
      if (path?.split(/[/\\]/).includes('..') || path?.includes('\0'))
        throw new Finding(`path ${JSON.stringify(path)} was let in`);
    } else if (kind === 'address') plainAddress(value as string);
    else if (kind === 'name') {
      const name = cleanName(value);
      if (name === '' || name.length > 64 || /\p{Cc}/u.test(name))
        throw new Finding(`name ${JSON.stringify(name)} was let in`);
    } else if (kind === 'topic') {
      parseCommandTopic(value as string);
      if (maySubscribe('me', value as string) && /^sb\/1\/reply\/(?!me$)/.test(value as string))
        throw new Finding(`subscription to ${String(value)} was let in`);
    } else if (kind === 'set') {
      for (const entry of parseSet(value, 16))
        if (entry.p === 'gain' && !((entry.v as number) >= 0 && (entry.v as number) <= 4))
          throw new Finding(`gain ${entry.v} was let in`);
    } else if (kind === 'mix') parse(mix, value, 'mix');
    else this.#sameHoweverCut(value as Buffer);
  }
  /** Which packets are accepted must not depend on where the network cut the stream. */
  #sameHoweverCut(bytes: Buffer): void {
    const limits = { packet: 2000, filters: 500, connect: 1024 };
    const read = (longest: number): string => {
      const splitter = new PacketSplitter(limits);
      const packets: string[] = [];
      for (let at = 0; at < bytes.length; ) {
        const end = at + longest;
        const fault = splitter.take(bytes.subarray(at, end), (packet) => packets.push(packet.toString('latin1')) > 0);
        if (fault !== undefined) return `${packets.join()} ${fault.code}`;
        at = end;
      }
      return packets.join();
    };
    if (read(bytes.length) !== read(1 + this.#random.few(400)))
      throw new Finding('cut otherwise, other packets are let in');
  }
}

export const wordsDoor: Door = {
  name: 'words',
  about: 'paths, addresses, names, topics, sets, mixes, lengths of packets',
  share: 100,
  inputsPerBatch: 5000,
  begin: (random) => new WordsBatch(random),
};
