/** Messages of the native protocol that no honest client sends, from a seed. */

import { seededBelow } from '../../../harness/seeded.js';

/** Numbers below 2^24, the same ones for the same seed. */
export function noise(seed: number): () => number {
  const random = seededBelow(seed);
  return () => random(2 ** 24);
}

const TYPES = [
  ...['handshake', 'subscribe', 'update_mix', 'heartbeat', 'get_client_state', 'audio', 'time', 'report', 'publish'],
  ...['subscribed', 'message', 'nonsense', '', '__proto__'],
];
const FIELDS = [
  ...['channels', 'gains', 'pans', 'audio_format', 'audio', 'topic', 'topics', 'payload', 't0', 'frames', 'format'],
  ...['transport', 'redundancy', 'group', 'client_id', 'device_uuid', 'protocol_version', 'token', 'type', 'timestamp'],
  ...['codec', 'copies', 'adapt', 'enabled'],
];

/** Any JSON value, now and then a valid one. */
function value(random: () => number, depth: number): unknown {
  switch (random() % (depth > 2 ? 9 : 13)) {
    case 0:
      return null;
    case 1:
      return random() % 2 === 0;
    case 2:
      return random() % 40;
    case 3:
      return (random() - 8_000_000) / 1e6;
    case 4:
      return -1;
    case 5:
      return 1e308 * (random() % 3);
    case 6:
      return 'x'.repeat(random() % 300);
    case 7:
      return ['int16', 'float32', 'tcp', 'udp', 'xor', 'repeat', 'none', 'sb/#'][random() % 8];
    case 8:
      return '\ud800\u0000"';
    case 9:
    case 10:
      return Array.from({ length: random() % 6 }, () => value(random, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random() % 4 }, () => [
          random() % 3 === 0 ? String(random() % 70) : FIELDS[random() % FIELDS.length]!,
          value(random, depth + 1),
        ]),
      );
  }
}

/** A message of some type with some fields. */
export function message(random: () => number): Record<string, unknown> {
  const fields = Array.from({ length: random() % 5 }, () => [FIELDS[random() % FIELDS.length]!, value(random, 0)]);
  return { ...Object.fromEntries(fields), type: TYPES[random() % TYPES.length] };
}
