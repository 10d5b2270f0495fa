/** Names people give. Pure. */
import { ControlError } from './errors.js';

export const MAX_NAME = 64;

/** A name as it was typed, without the blanks around it; refused when empty, too long, or with control characters in it. */
export function cleanName(value: unknown, path = 'name'): string {
  const name = typeof value === 'string' ? value.trim() : '';
  if (name.length === 0 || name.length > MAX_NAME || /\p{Cc}/u.test(name)) {
    throw new ControlError('bad_name', `${path} must be a name of 1…${MAX_NAME} characters`, {
      path,
      allowed: { type: 'string', minLength: 1, maxLength: MAX_NAME },
    });
  }
  return name;
}

/** Free text of a message or a wish. */
export function cleanText(value: unknown, path: string, max: number): string {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.length === 0 || text.length > max) {
    throw new ControlError('bad_value', `${path} must be a text of 1…${max} characters`, {
      path,
      allowed: { type: 'string', minLength: 1, maxLength: max },
    });
  }
  return text;
}
