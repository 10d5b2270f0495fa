/**
 * Who may wait at the native port's door before they said who they are, and who makes room when it is full: so that
 * nobody fills it from one address. Pure.
 */

/** Connections that have not said who they are, at once. */
const MAX_GREETING = 256;
/** The same from one address: a whole band behind one router fits. */
const MAX_GREETING_OF_ONE = 64;

/**
 * The connection that has waited longest makes room for one from `address`, where too many wait: of its own address,
 * or else of the one that holds most. A client that is here to listen introduces itself at once and is gone from
 * there. `greeting` in the order in which they came.
 */
export function toTurnAway<Client extends { readonly address: string }>(
  address: string,
  greeting: readonly Client[],
): Client | undefined {
  const own = greeting.filter((client) => client.address === address);
  if (own.length >= MAX_GREETING_OF_ONE) return own[0];
  return greeting.length >= MAX_GREETING ? largestGroup(greeting)[0] : undefined;
}

/** Those of the address that has most. */
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
