/** Which network interfaces the box is announced on. Pure. */
import { isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

/** As `os.networkInterfaces()` returns it: interfaces that are up and have an address. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * Names of the interfaces to announce on now, sorted; empty if there is none yet. `wanted`
 * is an interface's name or one of its addresses. A name may have the form of `ip link`,
 * with its parent (`eth0.5@eth0`). Undefined means every interface but loopback.
 */
export function announceOn(present: Interfaces, wanted: string | undefined): string[] {
  const up = Object.entries(present).flatMap(([name, addresses]) => (addresses?.length ? [{ name, addresses }] : []));
  const found =
    wanted === undefined
      ? up.filter(({ addresses }) => addresses.some(({ internal }) => !internal))
      : isIP(wanted)
        ? up.filter(({ addresses }) => addresses.some(({ address }) => address === wanted))
        : [up.find(({ name }) => name === wanted) ?? up.find(({ name }) => name === wanted.split('@')[0])];
  return found.flatMap((one) => one?.name ?? []).sort();
}
