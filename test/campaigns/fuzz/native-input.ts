/** One packet of the native protocol that no honest client sends. */
import { changedBytes } from './bytes.js';
import { type Names, named } from './names-in.js';
import type { Random } from './random.js';
import { HELLO, NATIVE_MESSAGES } from './seeds.js';
import { anything, changed, type Json, textOf } from './values.js';

const MAGIC = 0xa1d10a7c;

export function nativePacket(version: number, payload: Buffer, type = 2, flags = 0x80): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(MAGIC, 0);
  header.writeUInt16BE(version, 4);
  header[6] = type;
  header[7] = flags;
  header.writeUInt32BE(payload.length, 12);
  return Buffer.concat([header, payload]);
}

/** `gentle`: only whole packets with messages, which keep a connection open. */
export function nativeInput(random: Random, me: string, gentle = false): Buffer {
  const names: Names = { me, other: 'phone-2' };
  const seed = random.once(10) ? HELLO : random.pick(NATIVE_MESSAGES);
  const value = named(seed as Json, names);
  const message = random.once(12) ? value : random.once(20) ? anything(random) : changed(random, value);
  const text = Buffer.from(textOf(random, message)).subarray(0, 16_384);
  const packet = nativePacket(random.pick([2, 3]), text);
  return gentle || !random.once(12) ? packet : changedBytes(random, packet, 20_000);
}
