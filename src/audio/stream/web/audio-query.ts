/**
 * Validates the query of a web listener's address. Pure.
 */
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

export function parseAudioQuery(query: URLSearchParams): AudioQueryResult {
  const device = query.get('device') ?? '';
  const token = query.get('token') ?? '';
  const mix = query.get('mix') ?? undefined;
  const frames = query.get('frames');
  if (!isId(device)) return bad('device', "device must be the listener's uuid: 1 to 64 of A-Z a-z 0-9 _ -");
  if (mix !== undefined && !isId(mix)) return bad('mix', 'mix must be a uuid: 1 to 64 of A-Z a-z 0-9 _ -');
  if (frames !== null && !validFrames(frames)) {
    return bad('frames', `frames must be a whole number from ${WEB_FRAMES.min} to ${WEB_FRAMES.max}`);
  }
  if (!isId(token)) {
    return { ok: false, status: 401, code: 'no_token', message: 'token is missing or malformed', path: 'token' };
  }
  return {
    ok: true,
    query: { device, token, mix, frames: frames === null ? WEB_FRAMES.default : Number(frames) },
  };
}

function validFrames(text: string): boolean {
  return /^\d{1,4}$/.test(text) && Number(text) >= WEB_FRAMES.min && Number(text) <= WEB_FRAMES.max;
}

function bad(path: string, message: string): AudioQueryResult {
  return { ok: false, status: 400, code: 'bad_query', message, path };
}
