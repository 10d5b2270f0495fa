/**
 * A campaign with its own virtual cable. It runs again in one network namespace, where its
 * box is; clients from other addresses run in the other. The contract exempts loopback
 * from limits per address, and these addresses are not loopback.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { twoHosts } from '../../harness/namespaces.js';

export interface Cable {
  /** Of the box. */
  readonly host: string;
  /** The other end, and its addresses. */
  readonly ns: string;
  readonly addresses: readonly string[];
  readonly link: string;
}

const ENVIRONMENT = 'CAMPAIGN_CABLE';
/** The best that a Wi-Fi carries between a stage box and a room, each direction. */
export const AIR_MBIT = 50;

/**
 * If this process is already on such a cable, it continues. Otherwise it runs again on one, and this call never
 * returns. Undefined, after printing why, if namespaces cannot be made.
 */
export async function onCable(addresses: number): Promise<Cable | undefined> {
  const given = process.env[ENVIRONMENT];
  if (given !== undefined) return JSON.parse(given) as Cable;
  const hosts = twoHosts();
  if ('why' in hosts) {
    console.log(`${hosts.why}: everybody comes from 127.0.0.1, which has no limit per address`);
    return undefined;
  }
  const all = Array.from({ length: addresses }, (_, i) => `10.83.1.${i + 2}`);
  for (const address of all.slice(1)) hosts.ip(hosts.b, 'addr', 'add', `${address}/24`, 'dev', hosts.link);
  for (const ns of [hosts.a, hosts.b]) {
    const [command, args] = hosts.inside(
      ns,
      'tc',
      ...`qdisc add dev ${hosts.link} root tbf rate ${AIR_MBIT}mbit burst 64kb latency 50ms`.split(' '),
    );
    spawnSync(command, args);
  }
  const cable: Cable = { host: hosts.addressA, ns: hosts.b, addresses: all, link: hosts.link };
  const [command, args] = hosts.inside(hosts.a, process.execPath, ...process.execArgv, ...process.argv.slice(1));
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: { ...process.env, [ENVIRONMENT]: JSON.stringify(cable) },
  });
  // The inner process ends its box and prints its results.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'close')) as [number | null];
  hosts.remove();
  process.exit(code ?? 1);
}
