/**
 * One message from outside is one unit of failure: a handler that throws, now or later, costs that message and
 * nothing else. Every door (MQTT, HTTP, audio, native TCP and UDP, worker messages) runs its handlers behind this.
 * Pure; any thread.
 */

/** Learns of a failed handler: `door` names where the message came in, e.g. `mqtt`. Must not throw. */
export type FaultSink = (door: string, error: unknown) => void;

/**
 * Wraps a handler of one message. The wrapped handler never throws; its return value, and the value of its promise,
 * are dropped. A fault goes to `sink` once.
 */
export function barrier<A extends readonly unknown[]>(
  door: string,
  sink: FaultSink,
  handle: (...args: A) => unknown,
): (...args: A) => void {
  return (...args) => {
    try {
      const result = handle(...args);
      if (result instanceof Promise) result.catch((error: unknown) => sink(door, error));
    } catch (error) {
      sink(door, error);
    }
  };
}

/** A fault as one text for the log: its stack where it has one. */
export function faultText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
