/** Two hosts on one cable: network namespaces joined by a veth pair, made and removed by the test. Needs root. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

export interface TwoHosts {
  /** Namespace names. */
  readonly a: string;
  readonly b: string;
  readonly addressA: string;
  readonly addressB: string;
  /** Interface name inside each. */
  readonly link: string;
  /** Returns the command, with `ip netns exec <ns>` before it. */
  inside(ns: string, command: string, ...args: string[]): readonly [string, string[]];
  ip(ns: string, ...args: string[]): void;
  remove(): void;
}

/** Undefined if namespaces may not be made; `why` says so. */
export function twoHosts(): TwoHosts | { readonly why: string } {
  const tag = `sb${randomBytes(4).toString('hex')}`;
  const [a, b, link] = [`${tag}a`, `${tag}b`, 'stage0'];
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });
  try {
    ip('netns', 'add', a);
    ip('netns', 'add', b);
    ip('link', 'add', link, 'netns', a, 'type', 'veth', 'peer', 'name', link, 'netns', b);
    for (const [ns, address] of [
      [a, '10.83.1.1'],
      [b, '10.83.1.2'],
    ] as const) {
      ip('-n', ns, 'addr', 'add', `${address}/24`, 'dev', link);
      ip('-n', ns, 'link', 'set', 'lo', 'up');
      ip('-n', ns, 'link', 'set', link, 'up');
      ip('-n', ns, 'route', 'add', '224.0.0.0/4', 'dev', link);
    }
  } catch (error) {
    for (const ns of [a, b]) spawnSync('ip', ['netns', 'del', ns]);
    return { why: `network namespaces cannot be made here: ${(error as Error).message.split('\n')[0]}` };
  }
  return {
    a,
    b,
    addressA: '10.83.1.1',
    addressB: '10.83.1.2',
    link,
    inside: (ns, command, ...args) => ['ip', ['netns', 'exec', ns, command, ...args]],
    ip: (ns, ...args) => ip('-n', ns, ...args),
    remove: () => {
      for (const ns of [a, b]) spawnSync('ip', ['netns', 'del', ns]);
    },
  };
}
