/** What a device may call itself: its uuid names it in topics, in history and in objects keyed by device. Pure. */
import { ControlError } from './errors.js';
import { isId } from './topics.js';

/** Words that mean something else where a device's uuid may stand. */
const RESERVED: ReadonlySet<string> = new Set([
  'anyone',
  'box',
  'engineer',
  'me',
  'musician',
  'nobody',
  'null',
  'prototype',
  'undefined',
]);

/** An id that is none of the box's own words, and no name that every object has (`constructor`, `__proto__`). */
export function isDeviceId(value: unknown): value is string {
  return isId(value) && !RESERVED.has(value) && !(value in Object.prototype);
}

/** Throws `bad_uuid`. */
export function deviceId(value: unknown, path: string): string {
  if (isDeviceId(value)) return value;
  const message = isId(value)
    ? `${path} must not be ${value}, which means something else here`
    : `${path} must have 1…64 characters out of A-Z a-z 0-9 _ -`;
  throw new ControlError('bad_uuid', message, { path, allowed: '[A-Za-z0-9_-]{1,64}, no word of the box' });
}
