/**
 * Keeps a fault inside one message from outside: a handler that throws, now or later, costs that
 * message only. Every entrance (MQTT, HTTP, audio, native TCP and UDP, worker messages) runs its
 * handlers behind a barrier. Pure; any thread.
 */

/**
 * Receives the error of a failed handler. `door` names the entrance of the message, for example `mqtt`. Must not throw.
 */
export type FaultSink = (door: string, error: unknown) => void;

/**
 * Wraps a handler of one message. The wrapped handler never throws. Its return value, and the value of its promise, are
 * dropped. Each fault goes to `sink` once.
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

/** Text of a fault for the log: its stack if it has one. */
export function faultText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
