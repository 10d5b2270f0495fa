/**
 * Validates the query of a web listener's address. Pure.
 */
import { check, leaf, maybe, oneOf, record } from '../../../base/schema.js';
import { isId } from '../../../wire/limits.js';
import { allowedFrames, OPUS_FRAMES, OPUS_RATE, PCM_FRAMES, type SoundCodec, type SoundForm } from '../sound-form.js';
import { WEB_FRAMES_DEFAULT } from './web-packet.js';

export interface AudioQuery extends SoundForm {
  readonly device: string;
  readonly token: string;
  /** Owner of the mix, if it is not the device itself. */
  readonly mix?: string;
  /** The box may change codec and frames while it plays. */
  readonly adapt: boolean;
}

export type AudioQueryResult =
  | { readonly ok: true; readonly query: AudioQuery }
  | {
      readonly ok: false;
      readonly status: 400 | 401;
      readonly code: string;
      readonly message: string;
      readonly path: string;
    };

const ID = '1 to 64 of A-Z a-z 0-9 _ -';
const QUERY = record({
  device: leaf<string>(isId, `the listener's uuid: ${ID}`),
  mix: maybe(leaf<string>(isId, `a uuid: ${ID}`)),
  codec: maybe(oneOf('pcm', 'opus')),
  adapt: maybe(oneOf('0', '1')),
});

/** `sampleRate`: the rate of the source that plays, hertz. */
export function parseAudioQuery(query: URLSearchParams, sampleRate: number): AudioQueryResult {
  // The first of several values counts.
  const first = (name: string) => query.get(name) ?? undefined;
  const given = check(QUERY, {
    device: first('device'),
    mix: first('mix'),
    codec: first('codec'),
    adapt: first('adapt'),
  });
  if (!given.ok) return bad(given.fault.path, `must be ${given.fault.takes}`);
  const { device, mix, codec = 'pcm', adapt = '0' } = given.value;
  // Who lets the box choose gets PCM.
  if (codec === 'opus' && adapt === '0' && sampleRate !== OPUS_RATE) {
    return bad('codec', `must be pcm: Opus needs ${OPUS_RATE} Hz, and the box runs at ${sampleRate} Hz`);
  }
  const frames = framesOf(codec, first('frames'));
  if (frames === undefined) return bad('frames', `must be ${framesOfCodec(codec)}`);
  const token = first('token');
  if (!isId(token)) {
    return { ok: false, status: 401, code: 'no_token', message: 'token is missing or malformed', path: 'token' };
  }
  return { ok: true, query: { device, token, mix, codec, frames, adapt: adapt === '1' } };
}

function framesOf(codec: SoundCodec, text: string | undefined): number | undefined {
  if (text === undefined) return WEB_FRAMES_DEFAULT;
  if (!/^\d{1,4}$/.test(text)) return undefined;
  return allowedFrames(codec, Number(text)) ? Number(text) : undefined;
}

function framesOfCodec(codec: SoundCodec): string {
  if (codec === 'opus') return `one of ${OPUS_FRAMES.join(', ')} with codec=opus`;
  return `a whole number from ${PCM_FRAMES.min} to ${PCM_FRAMES.max}`;
}

function bad(path: string, what: string): AudioQueryResult {
  return { ok: false, status: 400, code: 'bad_query', message: `${path} ${what}`, path };
}
