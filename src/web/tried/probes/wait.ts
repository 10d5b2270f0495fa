/** Waiting in a browser. */

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Looks every 5 ms until `look` is true; false if it never was. */
export async function comesTrue(look: () => boolean, limitMs: number): Promise<boolean> {
  for (const end = performance.now() + limitMs; performance.now() < end; await pause(5)) if (look()) return true;
  return look();
}
