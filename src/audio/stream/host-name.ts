/**
 * Host names as requests carry them: without port, letter case and the dot of the root; addresses in their usual
 * form. Pure.
 */
import { plainAddress } from './http-message.js';

/** The name in a Host header; undefined where it is none (a user, a path, two names, a port that is no number). */
export function hostNameOf(header: string): string | undefined {
  const match = /^(\[[0-9a-f:.]+(?:%[\w%.-]+)?\]|[^\s/\\?#@:<>[\]^|%,]+)(?::\d{0,5})?$/i.exec(header);
  return match === null ? undefined : plainName(match[1]!);
}

/** The host name of an Origin header; undefined for `null` and for what is no origin of a page. */
export function originNameOf(header: string): string | undefined {
  const match = /^https?:\/\/([^/?#\\@\s]+)$/i.exec(header);
  return match === null ? undefined : hostNameOf(match[1]!);
}

/** A name, or an address with or without brackets, as it is compared. */
export function plainName(name: string): string {
  const lower = name.toLowerCase();
  const address = lower.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  return address.includes(':') ? plainAddress(address) : lower.replace(/\.$/, '');
}
