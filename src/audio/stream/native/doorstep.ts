/**
 * Which connections to the native port may wait before their handshake, and which gives way when too many wait. So one
 * address cannot take all the places. Pure.
 */

/** Most connections without a handshake at once. */
const MAX_GREETING = 256;
/** Most of them from one address: a whole band behind one router fits. */
const MAX_GREETING_OF_ONE = 64;

/**
 * The connection to close for a new one from `address` when too many wait. It is the connection that has waited
 * longest: of the same address, or else of the address with most. A client that wants to listen sends its handshake at
 * once, so it never waits long. `greeting` is in order of arrival.
 */
export function pickEvicted<Client extends { readonly address: string }>(
  address: string,
  greeting: readonly Client[],
): Client | undefined {
  const own = greeting.filter((client) => client.address === address);
  if (own.length >= MAX_GREETING_OF_ONE) return own[0];
  return greeting.length >= MAX_GREETING ? largestGroup(greeting)[0] : undefined;
}

/** The connections of the address that has most. */
function largestGroup<Client extends { readonly address: string }>(clients: readonly Client[]): readonly Client[] {
  const held = new Map<string, Client[]>();
  for (const client of clients) {
    const mine = held.get(client.address);
    if (mine === undefined) held.set(client.address, [client]);
    else mine.push(client);
  }
  let most: readonly Client[] = [];
  for (const mine of held.values()) if (mine.length > most.length) most = mine;
  return most;
}
