/** Checks device uuids, which become topic levels, authors in the history, and keys of objects. Pure. */
import { ControlError } from '../../wire/errors.js';
import { isId } from '../../wire/limits.js';

/** Words with another meaning in places where a device's uuid may stand. */
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

/** An id that is neither a reserved word nor a property of every object (`constructor`, `__proto__`). */
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
