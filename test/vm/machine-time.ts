/**
 * The time that waits are counted in: the machine's own. Under `-icount` the guest's clock stands still while the
 * host gives QEMU no processor, so a limit in it says "the system under test was too slow" and never "the host had
 * other work".
 */
type Clock = () => Promise<number>;

let clock: Clock | undefined;

/** Waits are counted by this machine from now on; by the host when there is none. */
export function countBy(machine: Clock | undefined): void {
  clock = machine;
}

/** Milliseconds, of no particular origin; resolution one second while a machine runs. */
export async function machineTime(): Promise<number> {
  return clock === undefined ? performance.now() : await clock();
}

/** However slow the host is, it gets through a wait in this many times what the machine would need. */
const SLOWEST_HOST = 20;

/** A limit for one wait: `passed()` once the machine has had that many milliseconds. */
export async function limit(milliseconds: number): Promise<{ passed(): Promise<boolean> }> {
  const [machine, host] = [await machineTime(), performance.now()];
  return {
    passed: async () =>
      (await machineTime()) - machine > milliseconds || performance.now() - host > milliseconds * SLOWEST_HOST,
  };
}
