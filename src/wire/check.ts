/** Checks a value from outside against its schema. Pure. */
import { check, type Output, type Schema } from '../base/schema.js';
import { ControlError, type ErrorCode } from './errors.js';

/**
 * The value with its type, cleaned. Throws the first fault: its path, what would fit, and the check's own code, or
 * `code`. `at` is the value's own path, for example `rows["mix/u1"]`.
 */
export function parse<S extends Schema<unknown, unknown>>(
  schema: S,
  value: unknown,
  at = '',
  code: ErrorCode = 'bad_value',
): Output<S> {
  const checked = check(schema, value);
  if (checked.ok) return checked.value;
  const { fault } = checked;
  const dot = at === '' || fault.path === '' || fault.path.startsWith('[') ? '' : '.';
  const path = `${at}${dot}${fault.path}`;
  throw new ControlError((fault.code as ErrorCode | undefined) ?? code, `${path} takes ${fault.takes}`, {
    path,
    allowed: fault.allowed,
  });
}
