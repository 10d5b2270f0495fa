/** Changes a few bytes: flips, drops, doubles or cuts them, or writes numbers at which programs break. */
import type { Random } from './random.js';

const WORDS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000, 44];

/** A copy with one to four changes; at most `longest` bytes. */
export function changedBytes(random: Random, bytes: Buffer, longest = 65_536): Buffer {
  let out: Buffer = Buffer.from(bytes);
  for (let changes = 1 + random.few(4); changes > 0; changes--) out = change(random, out);
  return out.length > longest ? out.subarray(0, longest) : out;
}

function change(random: Random, bytes: Buffer): Buffer {
  if (bytes.length === 0) return noise(random, 1 + random.few(64));
  const at = random.below(bytes.length);
  switch (random.below(10)) {
    case 0:
      bytes[at] = bytes[at]! ^ (1 << random.below(8));
      return bytes;
    case 1:
      bytes[at] = random.below(256);
      return bytes;
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return bytes.subarray(at);
    case 4: {
      const end = Math.min(bytes.length, at + 1 + random.few(64));
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    }
    case 5: {
      const part = bytes.subarray(at, Math.min(bytes.length, at + 1 + random.few(256)));
      return Buffer.concat([
        bytes.subarray(0, at),
        ...Array.from({ length: 1 + random.few(8) }, () => part),
        bytes.subarray(at),
      ]);
    }
    case 6:
      return Buffer.concat([bytes.subarray(0, at), noise(random, 1 + random.few(64)), bytes.subarray(at)]);
    default:
      return number(random, bytes, at);
  }
}

/** A number of 1, 2 or 4 bytes, big- or little-endian. */
function number(random: Random, bytes: Buffer, at: number): Buffer {
  const width = random.pick([1, 2, 4]);
  if (bytes.length < width) return bytes;
  const place = Math.min(at, bytes.length - width);
  const value = random.pick(WORDS) % 2 ** (8 * width);
  if (random.once(2)) bytes.writeUIntLE(value, place, width);
  else bytes.writeUIntBE(value, place, width);
  return bytes;
}

export function noise(random: Random, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; i++) bytes[i] = random.next();
  return bytes;
}
