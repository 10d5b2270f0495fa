/**
 * Host names in requests: without port, upper case or the trailing dot; addresses in their usual form. Pure.
 */
import { plainAddress } from '../base/address.js';

/** The name in a Host header; undefined if it is invalid (a user, a path, two names, a port that is not a number). */
export function hostNameOf(header: string): string | undefined {
  const match = /^(\[[0-9a-f:.]+(?:%[\w%.-]+)?\]|[^\s/\\?#@:<>[\]^|%,]+)(?::\d{0,5})?$/i.exec(header);
  return match === null ? undefined : plainName(match[1]!);
}

/** The host name of an Origin header; undefined for `null`, and for anything that is not the origin of a page. */
export function originNameOf(header: string): string | undefined {
  const match = /^https?:\/\/([^/?#\\@\s]+)$/i.exec(header);
  return match === null ? undefined : hostNameOf(match[1]!);
}

/** The form in which names are compared; takes a name, or an address with or without brackets. */
export function plainName(name: string): string {
  const lower = name.toLowerCase();
  const address = lower.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  return address.includes(':') ? plainAddress(address) : lower.replace(/\.$/, '');
}
