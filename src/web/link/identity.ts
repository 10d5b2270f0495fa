/**
 * The identity of this browser: a uuid that it makes itself, and the token that each box issued
 * for it. All boxes share one address, so a phone may hold several tokens: one per serial.
 */
import { isId } from '../../wire/limits.js';
import { anyKept, keep, recall } from './storage.js';

const UUID_KEY = 'fichatech_web_device_uuid';
const TOKEN_KEY = 'fichatech_web_device_token';
const NAME_KEY = 'fichatech_web_device_name';

/** `crypto.randomUUID` exists only on secure origins; random bytes exist everywhere. */
function makeUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

export interface Identity {
  readonly uuid: string;
  /** Undefined if this browser never joined this box. */
  readonly token: string | undefined;
  readonly name: string;
}

export function loadIdentity(serial: string): Identity {
  let uuid = recall(UUID_KEY);
  if (uuid === undefined || !isId(uuid)) {
    uuid = makeUuid();
    keep(UUID_KEY, uuid);
  }
  return {
    uuid,
    token: recall(`${TOKEN_KEY}:${serial}`) ?? unboundToken(),
    name: recall(NAME_KEY) ?? '',
  };
}

/**
 * A token stored without a serial. Used only if no token was
 * ever stored with one: a box must not see another box's token.
 */
function unboundToken(): string | undefined {
  return anyKept(`${TOKEN_KEY}:`) ? undefined : recall(TOKEN_KEY);
}

export function keepIdentity(serial: string, identity: { uuid: string; token: string; name: string }): void {
  keep(UUID_KEY, identity.uuid);
  keep(TOKEN_KEY, identity.token);
  keep(`${TOKEN_KEY}:${serial}`, identity.token);
  keep(NAME_KEY, identity.name);
}

/** The uuid belongs to another device on this box: become a new device. */
export function renewUuid(): string {
  const uuid = makeUuid();
  keep(UUID_KEY, uuid);
  return uuid;
}
