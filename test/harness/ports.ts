/** Ports for a box that must restart on the same ones; any other box takes free ports from the kernel (port 0). */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * `count` free ports in a row, the first of them. They lie below the range of outgoing connections: a client that keeps
 * trying a closed port in that range could connect to itself.
 */
export async function portsToReturnTo(count = 1): Promise<number> {
  for (;;) {
    const first = randomInt(10_000, 30_000);
    const ports = Array.from({ length: count }, (_, i) => first + i);
    if ((await Promise.all(ports.map(free))).every(Boolean)) return first;
  }
}

async function free(port: number): Promise<boolean> {
  const server = createServer();
  const taken = once(server, 'error').then(() => false);
  const listening = new Promise<boolean>((resolve) => server.listen(port, '127.0.0.1', () => resolve(true)));
  const got = await Promise.race([listening, taken]);
  if (got) await new Promise((resolve) => server.close(resolve));
  return got;
}
