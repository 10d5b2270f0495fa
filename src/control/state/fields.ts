/**
 * Checks for values from outside, composed of small ones. A field takes a value and its path. It returns the value with
 * its type, or throws a `ControlError` that names the path and what is allowed. Pure.
 */
import { MAX_CHANNELS } from '../../audio/format.js';
import { ControlError } from '../../wire/errors.js';
import { isId } from '../../wire/limits.js';

export type Field<T> = (value: unknown, path: string) => T;

/** Far below 2^53, so that a counter still counts exactly for as long again. */
const MAX_COUNT = 2 ** 52;
/** The last moment that a `Date` can hold. */
const MAX_AT = 8.64e15;

const fault = (path: string, takes: string, allowed?: unknown): ControlError =>
  new ControlError('bad_value', `${path} takes ${takes}`, { path, allowed: allowed ?? takes });

export const flag: Field<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw fault(path, 'true or false', { type: 'boolean' });
  return value;
};

export const whole =
  (min: number, max: number): Field<number> =>
  (value, path) => {
    if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max)
      throw fault(path, `a whole number ${min}…${max}`, { type: 'integer', min, max });
    return value as number;
  };

/** Any number in `−limit…+limit`. */
export const within =
  (limit: number, unit: string): Field<number> =>
  (value, path) => {
    if (typeof value !== 'number' || !(Math.abs(value) <= limit))
      throw fault(path, `−${limit}…+${limit} ${unit}`, { type: 'number', min: -limit, max: limit });
    return value;
  };

/** A counter of the box, such as a revision. */
export const count = whole(0, MAX_COUNT);
/** ms since 1970. */
export const time = whole(0, MAX_AT);
/** An input index, up to the largest interface. */
export const channel = whole(0, MAX_CHANNELS - 1);

export const id: Field<string> = (value, path) => {
  if (!isId(value)) throw fault(path, '1…64 characters out of A-Z a-z 0-9 _ -', '[A-Za-z0-9_-]{1,64}');
  return value;
};

/** A text written by programs, not by people. */
export const matching =
  (pattern: RegExp, takes: string): Field<string> =>
  (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw fault(path, takes);
    return value;
  };

/** `#rrggbb`. */
export const color: Field<string> = matching(/^#[0-9a-fA-F]{6}$/, 'a colour like #1e90ff');

export const oneOf =
  <const T extends string>(...choices: readonly T[]): Field<T> =>
  (value, path) => {
    if (!choices.includes(value as T)) throw fault(path, choices.join(' or '), choices);
    return value as T;
  };

export const orNull =
  <T>(field: Field<T>): Field<T | null> =>
  (value, path) =>
    value === null ? null : field(value, path);

/** A field of a record that may be missing. */
export const maybe =
  <T>(field: Field<T>): Field<T | undefined> =>
  (value, path) =>
    value === undefined ? undefined : field(value, path);

export const list =
  <T>(field: Field<T>, max: number): Field<T[]> =>
  (value, path) => {
    if (!Array.isArray(value) || value.length > max) throw fault(path, `a list of at most ${max}`, { max });
    return value.map((entry: unknown, i) => field(entry, `${path}[${i}]`));
  };

/** A list without two entries of the same `by`. */
export const distinct =
  <T>(field: Field<T[]>, by: (entry: T) => unknown = (entry) => entry): Field<T[]> =>
  (value, path) => {
    const entries = field(value, path);
    if (new Set(entries.map(by)).size !== entries.length) throw fault(path, 'each only once');
    return entries;
  };

/** One check for each field of a record; the compiler finds a missing one. */
export type Shape<R> = { readonly [K in keyof R]-?: Field<R[K]> };

/** An object. Unknown fields are dropped, and optional fields may be missing. */
export const record =
  <R extends object>(shape: Shape<R>): Field<R> =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fault(path, 'an object');
    const checked: Partial<R> = {};
    const prefix = path === '' ? '' : `${path}.`;
    for (const name of Object.keys(shape) as (keyof R & string)[]) {
      const given = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      const field = shape[name](given, prefix + name);
      if (field !== undefined) checked[name] = field;
    }
    return checked as R;
  };
