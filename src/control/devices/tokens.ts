/** Makes and checks random and secret values: tokens, uuids, ids, the engineer's PIN. */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** A fresh token: 32 characters of `A-Z a-z 0-9 _ -`, 192 bits. */
export const newToken = (): string => randomBytes(24).toString('base64url');

/** The hash of a token; the store keeps only this. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Whether a token fits the hash. Compares in constant time. */
export function tokenFits(token: string, hash: string | null): boolean {
  if (hash === null) return false;
  return timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(hash));
}

/** A uuid for a client that sent none. */
export const newDeviceUuid = (): string => `web-${randomBytes(12).toString('base64url')}`;

export const newEpoch = (): string => randomBytes(9).toString('base64url');

export const newId = (): string => randomBytes(6).toString('base64url');

export const newPin = (): string => String(randomInt(0, 1_000_000)).padStart(6, '0');

/** Letters and digits that nobody confuses, read aloud or from afar: no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V. */
const CLEAR = 'ACDEFGHJKMNPQRTWXY34679';

const clearText = (length: number): string => Array.from({ length }, () => CLEAR[randomInt(CLEAR.length)]).join('');

/** A short session id, like `KX7RD4`. */
export const newSessionId = (): string => clearText(6);

/** What one phone shows and the other one types: too long to be guessed while it is good. */
export const newPhoneCode = (): string => clearText(8);
