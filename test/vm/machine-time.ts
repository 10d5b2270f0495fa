/**
 * The time in which waits are counted: the machine's own. Under `-icount` the guest's clock stops while the host gives
 * QEMU no processor. So a limit in it means "the system under test was too slow", never "the host had other work".
 */
type Clock = () => Promise<number>;

let clock: Clock | undefined;

/** From now on this machine counts the waits; the host does if there is none. */
export function countBy(machine: Clock | undefined): void {
  clock = machine;
}

/** Milliseconds, of no particular origin; resolution one second while a machine runs. */
async function machineTime(): Promise<number> {
  return clock === undefined ? performance.now() : await clock();
}

/** However slow the host is, it finishes a wait in this many times the machine's need. */
const SLOWEST_HOST = 20;

/** A limit for one wait: `passed()` once the machine has had that many milliseconds. */
export async function limit(milliseconds: number): Promise<{ passed(): Promise<boolean> }> {
  const [machine, host] = [await machineTime(), performance.now()];
  return {
    passed: async () =>
      (await machineTime()) - machine > milliseconds || performance.now() - host > milliseconds * SLOWEST_HOST,
  };
}
