/** Checks messages of native clients against schemas. A refusal is in the words of the native protocol. Pure. */
import { check, type Output, type Schema } from '../../../base/schema.js';

export type Checked<T> = { readonly ok: true; readonly value: T } | Fault;
export interface Fault {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
  readonly path: string;
}

/** The value with its type, or its first fault. `at` is the value's own path. */
export function checked<S extends Schema<unknown, unknown>>(schema: S, value: unknown, at = ''): Checked<Output<S>> {
  const result = check(schema, value);
  if (result.ok) return result;
  const { path, takes } = result.fault;
  return fault(at === '' || path === '' ? at + path : `${at}.${path}`, takes);
}

export function fault(path: string, allowed: string): Fault {
  return { ok: false, code: 'bad_value', message: `${path}: allowed is ${allowed}`, path };
}
