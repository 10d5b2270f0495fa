/** IP addresses, the one place that knows their forms. Pure. */

/** Usual form of an address: IPv6 shortened; IPv4 inside IPv6 (as dual-stack sockets report it) as plain IPv4. */
export function plainAddress(address: string): string {
  if (!address.includes(':') || !URL.canParse(`http://[${address}]`)) return address;
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
  if (mapped === null) return short;
  const [high, low] = [Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Whether an address, in its usual form or as a dual-stack socket reports it, is this machine's loopback. */
export const isOwnMachine = (address: string): boolean => /^(::ffff:)?127\.0\.0\.1$|^::1$/.test(address);
