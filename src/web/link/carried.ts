/**
 * Carries the identity of this device to the same page on another origin (https). Browsers
 * keep storage per origin; without this the musician would be a new device there. Pure.
 */
import { isId } from '../../wire/limits.js';

export interface Carried {
  readonly uuid: string;
  readonly token: string;
  readonly name: string;
}

const PREFIX = '#/as/';

/** The part after `#` never leaves the browser. */
export function secureAddress(host: string, port: number, { uuid, token, name }: Carried): string {
  return `https://${host}:${port}/${PREFIX}${uuid}/${token}/${encodeURIComponent(name)}`;
}

/** The identity in the address; undefined for any other address. */
export function carriedIdentity(hash: string): Carried | undefined {
  if (!hash.startsWith(PREFIX)) return undefined;
  const [uuid = '', token = '', name = ''] = hash.slice(PREFIX.length).split('/');
  if (!isId(uuid) || !isId(token)) return undefined;
  try {
    return { uuid, token, name: decodeURIComponent(name) };
  } catch {
    return undefined;
  }
}
