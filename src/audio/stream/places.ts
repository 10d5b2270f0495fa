/**
 * Who may wait at the native port's door, and who makes room when it is full: so that nobody takes all places from one address. Pure.
 */

/** Connections that have not said who they are, at once; more are turned away at the door. */
const MAX_GREETING = 256;
/** The same from one address: a whole band behind one router fits, a flood does not. */
const MAX_GREETING_OF_ONE = 64;

/** Another connection from `address` may wait beside those of `greeting`, which are addresses too. */
export function mayGreet(address: string, greeting: readonly string[]): boolean {
  if (greeting.length >= MAX_GREETING) return false;
  return greeting.filter((one) => one === address).length < MAX_GREETING_OF_ONE;
}

/**
 * The client that gives its place to one that has shown a token: of those that have shown none, the newest from the address that holds
 * most of them. `clients` in the order in which they came. Undefined where everybody has shown one.
 */
export function toDisplace<Client extends { readonly address: string; readonly verified: boolean }>(
  clients: readonly Client[],
): Client | undefined {
  const held = new Map<string, Client[]>();
  for (const client of clients) {
    if (client.verified) continue;
    const mine = held.get(client.address);
    if (mine === undefined) held.set(client.address, [client]);
    else mine.push(client);
  }
  let most: Client[] = [];
  for (const mine of held.values()) if (mine.length > most.length) most = mine;
  return most.at(-1);
}
