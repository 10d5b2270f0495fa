/**
 * Validates the query of a web listener's address. Pure.
 */
import { check, leaf, maybe, record } from '../../../base/schema.js';
import { isId } from '../../../wire/limits.js';
import { WEB_FRAMES } from './web-packet.js';

export interface AudioQuery {
  readonly device: string;
  readonly token: string;
  /** Owner of the mix, if it is not the device itself. */
  readonly mix?: string;
  readonly frames: number;
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

const QUERY = record({
  device: leaf<string>(isId, "the listener's uuid: 1 to 64 of A-Z a-z 0-9 _ -"),
  mix: maybe(leaf<string>(isId, 'a uuid: 1 to 64 of A-Z a-z 0-9 _ -')),
  frames: maybe(leaf<string>(areFrames, `a whole number from ${WEB_FRAMES.min} to ${WEB_FRAMES.max}`)),
});

export function parseAudioQuery(query: URLSearchParams): AudioQueryResult {
  // The first of several values counts.
  const first = (name: string) => query.get(name) ?? undefined;
  const given = check(QUERY, { device: first('device'), mix: first('mix'), frames: first('frames') });
  if (!given.ok) {
    const { path, takes } = given.fault;
    return { ok: false, status: 400, code: 'bad_query', message: `${path} must be ${takes}`, path };
  }
  const token = first('token');
  if (!isId(token)) {
    return { ok: false, status: 401, code: 'no_token', message: 'token is missing or malformed', path: 'token' };
  }
  const { device, mix, frames = WEB_FRAMES.default } = given.value;
  return { ok: true, query: { device, token, mix, frames: Number(frames) } };
}

function areFrames(text: unknown): boolean {
  if (typeof text !== 'string' || !/^\d{1,4}$/.test(text)) return false;
  return Number(text) >= WEB_FRAMES.min && Number(text) <= WEB_FRAMES.max;
}
