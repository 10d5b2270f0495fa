/**
 * Control messages of native protocol 3 that the stream worker handles itself. Pure. Others it only carries: `publish`
 * and `subscribe` go to control unchanged.
 */

import { anObject, flag, leaf, maybe, record, whole } from '../../../base/schema.js';
import { allowedFrames, type ListenerPlan, MOST_COPIES, OPUS_FRAMES, type SoundCodec } from '../sound-form.js';
import { framesPerDatagram, GROUP, MIX_FRAMES, type Redundancy } from './mix-packet.js';
import { type Checked, checked, fault } from './native-check.js';
import type { SampleFormat } from './native-packet.js';

/** The sound that a client wants; field names as in the protocol. */
export interface AudioSettings extends ListenerPlan {
  /** Of PCM. */
  readonly format: SampleFormat;
  readonly transport: 'tcp' | 'udp';
  /** `repeat`: `copies` is above 0. */
  readonly redundancy: Redundancy;
  readonly group: number;
  /** The box may change codec, frames and copies while it plays. */
  readonly adapt: boolean;
  /** False: no sound is sent until it is true again. Everything else continues. */
  readonly enabled: boolean;
}

export const DEFAULT_AUDIO: AudioSettings = {
  codec: 'pcm',
  format: 'int16',
  frames: MIX_FRAMES.default,
  transport: 'tcp',
  redundancy: 'none',
  group: GROUP.default,
  copies: 0,
  adapt: false,
  enabled: true,
};

/** Most filters of one `subscribe`, and the longest topic. */
const MAX_TOPICS = 64;
const MAX_TOPIC_LENGTH = 256;
const MAX_ID_LENGTH = 64;

const choice = <const T extends string>(...choices: readonly T[]) =>
  maybe(leaf<T>((value) => choices.includes(value as T), choices.join(', ')));
const wholeIn = ({ min, max }: { readonly min: number; readonly max: number }) =>
  maybe(whole(min, max, { takes: `a whole number from ${min} to ${max}` }));

const AUDIO = record({
  codec: choice('pcm', 'opus'),
  format: choice('int16', 'float32'),
  transport: choice('tcp', 'udp'),
  redundancy: choice('none', 'repeat', 'xor'),
  frames: wholeIn({ min: OPUS_FRAMES[0]!, max: MIX_FRAMES.max }),
  group: wholeIn(GROUP),
  copies: wholeIn({ min: 0, max: MOST_COPIES }),
  adapt: maybe(flag),
  enabled: maybe(flag),
});

/** Applies the given fields to `base`, all or nothing. */
export function parseAudioSettings(value: unknown, base: AudioSettings): Checked<AudioSettings> {
  if (value === undefined) return { ok: true, value: base };
  const given = checked(AUDIO, value, 'audio');
  if (!given.ok) return given;
  const settings = { ...base, ...given.value, ...withCopies(base, given.value) } as AudioSettings;
  const { codec, frames, format, redundancy, copies } = settings;
  if (!allowedFrames(codec, frames)) return fault('audio.frames', framesOfCodec(codec));
  if (copies > 0 && redundancy !== 'repeat') return fault('audio.copies', `0 with redundancy ${redundancy}`);
  if (copies === 0 && redundancy === 'repeat')
    return fault('audio.copies', `1 to ${MOST_COPIES} with redundancy repeat`);
  if (codec === 'opus' && redundancy === 'xor') return fault('audio.redundancy', 'none or repeat with codec opus');
  if (codec === 'pcm' && settings.transport === 'udp') {
    const most = framesPerDatagram(format, redundancy, copies);
    const how = `${format}, redundancy ${redundancy}${copies > 1 ? ` and ${copies} copies` : ''}`;
    if (most < MIX_FRAMES.min) return fault('audio.redundancy', `none or xor with ${format}, or codec opus`);
    if (frames > most) return fault('audio.frames', `at most ${most} over UDP with ${how}`);
  }
  return { ok: true, value: settings };
}

/** Copies are a kind of redundancy: what is given decides, and the other follows. */
function withCopies(base: AudioSettings, given: Partial<AudioSettings>): Partial<AudioSettings> {
  const { copies, redundancy } = given;
  if (copies !== undefined && redundancy !== undefined) return {};
  if (copies !== undefined && copies > 0) return { redundancy: 'repeat' };
  if (copies === 0 && base.redundancy === 'repeat') return { redundancy: 'none' };
  if (redundancy === undefined) return {};
  return { copies: redundancy === 'repeat' ? Math.max(1, base.copies) : 0 };
}

function framesOfCodec(codec: SoundCodec): string {
  if (codec === 'opus') return `${OPUS_FRAMES.join(', ')} with codec opus`;
  return `a whole number from ${MIX_FRAMES.min} to ${MIX_FRAMES.max}`;
}

/** JSON can contain numbers too large for a double, which become infinite. */
const isMark = (value: unknown): value is number | string =>
  Number.isFinite(value) || (typeof value === 'string' && value.length <= MAX_ID_LENGTH);

/**
 * What an answer repeats from its message: the `id`, if that is a text of at most 64 characters or a number.
 * An `error` also names the message's type.
 */
export function idOf({ id }: Readonly<Record<string, unknown>>): { readonly id?: string | number } {
  return isMark(id) ? { id } : {};
}

const TIME = record({
  t0: maybe(leaf<number | string>(isMark, `a number, or a text of at most ${MAX_ID_LENGTH} characters`)),
});

/** Parses `time`: what the client wants repeated in the answer. */
export const parseTime = (json: Readonly<Record<string, unknown>>): Checked<{ t0?: number | string }> =>
  checked(TIME, json) as Checked<{ t0?: number | string }>;

const isTopic = (value: unknown) => typeof value === 'string' && value.length > 0 && value.length <= MAX_TOPIC_LENGTH;
const PUBLISH = record({
  topic: leaf<string>(isTopic, `a text of at most ${MAX_TOPIC_LENGTH} characters`),
  payload: anObject(),
});

export const parsePublish = (json: Readonly<Record<string, unknown>>): Checked<{ topic: string; payload: unknown }> =>
  checked(PUBLISH, json);

const SUBSCRIBE = record({
  topics: leaf<string[]>(
    (value) => Array.isArray(value) && value.length > 0 && value.length <= MAX_TOPICS && value.every(isTopic),
    `1 to ${MAX_TOPICS} topic filters`,
  ),
});

/** Parses `subscribe` and `unsubscribe`. */
export function parseSubscribe(json: Readonly<Record<string, unknown>>): Checked<string[]> {
  const given = checked(SUBSCRIBE, json);
  return given.ok ? { ok: true, value: given.value.topics } : given;
}
