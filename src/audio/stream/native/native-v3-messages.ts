/**
 * Control messages of native protocol 3 that the stream worker handles itself. Pure. Others it only carries: `publish`
 * and `subscribe` go to control unchanged.
 */

import { framesPerDatagram, GROUP, MIX_FRAMES, type Redundancy } from './mix-packet.js';
import type { SampleFormat } from './native-packet.js';
import type { Checked, Fault } from './native-v2-messages.js';

/** The sound that a client wants; field names as in the protocol. */
export interface AudioSettings {
  readonly format: SampleFormat;
  readonly frames: number;
  readonly transport: 'tcp' | 'udp';
  readonly redundancy: Redundancy;
  readonly group: number;
  /** False: no sound is sent until it is true again. Everything else continues. */
  readonly enabled: boolean;
}

export const DEFAULT_AUDIO: AudioSettings = {
  format: 'int16',
  frames: MIX_FRAMES.default,
  transport: 'tcp',
  redundancy: 'none',
  group: GROUP.default,
  enabled: true,
};

/** Most filters of one `subscribe`, and the longest topic. */
const MAX_TOPICS = 64;
const MAX_TOPIC_LENGTH = 256;
const MAX_ID_LENGTH = 64;

/** Applies the given fields to `base`, all or nothing. */
export function parseAudioSettings(value: unknown, base: AudioSettings): Checked<AudioSettings> {
  if (value === undefined) return { ok: true, value: base };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fault('audio', 'an object');
  const given = value as Record<string, unknown>;
  const settings = { ...base };
  for (const [field, allowed] of [
    ['format', ['int16', 'float32']],
    ['transport', ['tcp', 'udp']],
    ['redundancy', ['none', 'repeat', 'xor']],
  ] as const) {
    if (given[field] === undefined) continue;
    if (!(allowed as readonly unknown[]).includes(given[field])) return fault(`audio.${field}`, allowed.join(', '));
    Object.assign(settings, { [field]: given[field] });
  }
  for (const [field, { min, max }] of [
    ['frames', MIX_FRAMES],
    ['group', GROUP],
  ] as const) {
    const number = given[field];
    if (number === undefined) continue;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) {
      return fault(`audio.${field}`, `a whole number from ${min} to ${max}`);
    }
    settings[field] = number;
  }
  if (given.enabled !== undefined) {
    if (typeof given.enabled !== 'boolean') return fault('audio.enabled', 'true or false');
    settings.enabled = given.enabled;
  }
  if (settings.transport === 'udp') {
    const most = framesPerDatagram(settings.format, settings.redundancy);
    if (most < MIX_FRAMES.min) return fault('audio.redundancy', `none or xor with ${settings.format}`);
    if (settings.frames > most) {
      return fault(
        'audio.frames',
        `at most ${most} over UDP with ${settings.format} and redundancy ${settings.redundancy}`,
      );
    }
  }
  return { ok: true, value: settings };
}

/**
 * What an answer repeats from its message: the `id`, if that is a text of at most 64 characters or a number.
 * An `error` also names the message's type.
 */
export function idOf(json: Readonly<Record<string, unknown>>): { readonly id?: string | number } {
  const { id } = json;
  if (isNumber(id) || (typeof id === 'string' && id.length <= MAX_ID_LENGTH)) return { id };
  return {};
}

/** Parses `time`: what the client wants repeated in the answer. */
export function parseTime(json: Readonly<Record<string, unknown>>): Checked<{ t0?: number | string }> {
  const { t0 } = json;
  if (t0 === undefined) return { ok: true, value: {} };
  if (isNumber(t0) || (typeof t0 === 'string' && t0.length <= MAX_ID_LENGTH)) return { ok: true, value: { t0 } };
  return fault('t0', `a number, or a text of at most ${MAX_ID_LENGTH} characters`);
}

export function parsePublish(json: Readonly<Record<string, unknown>>): Checked<{ topic: string; payload: unknown }> {
  const { topic, payload } = json;
  if (typeof topic !== 'string' || topic.length === 0 || topic.length > MAX_TOPIC_LENGTH) {
    return fault('topic', `a text of at most ${MAX_TOPIC_LENGTH} characters`);
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return fault('payload', 'an object');
  return { ok: true, value: { topic, payload } };
}

/** Parses `subscribe` and `unsubscribe`. */
export function parseSubscribe(json: Readonly<Record<string, unknown>>): Checked<string[]> {
  const { topics } = json;
  const fits = (topic: unknown) => typeof topic === 'string' && topic.length > 0 && topic.length <= MAX_TOPIC_LENGTH;
  if (!Array.isArray(topics) || topics.length === 0 || topics.length > MAX_TOPICS || !topics.every(fits)) {
    return fault('topics', `1 to ${MAX_TOPICS} topic filters`);
  }
  return { ok: true, value: topics as string[] };
}

/** JSON can contain numbers too large for a double, which become infinite. */
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function fault(path: string, allowed: string): Fault {
  return { ok: false, code: 'bad_value', message: `${path}: allowed is ${allowed}`, path };
}
