/**
 * Sends batches to a running box, several at once, as its parent says. A separate process: its cost is not the box's.
 */
import type { BatchName } from './door.js';
import { Random } from './random.js';
import { socketDoor } from './sockets/all.js';
import type { Target } from './sockets/socket-door.js';

export type ToSender = { readonly type: 'run'; readonly id: number; readonly name: BatchName; readonly target: Target };
export interface FromSender {
  readonly type: 'ran';
  readonly id: number;
  readonly inputs: number;
  readonly ms: number;
  /** Faults of the box, if they are certain. */
  readonly fault?: string;
}

process.on('message', async ({ id, name, target }: ToSender) => {
  const door = socketDoor(name.door)!;
  const started = performance.now();
  let fault: string | undefined;
  try {
    await door.run(target, new Random(name.seed, name.door, name.batch), door.inputsPerBatch);
  } catch (error) {
    fault = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  const ran: FromSender = {
    type: 'ran',
    id,
    inputs: door.inputsPerBatch,
    ms: performance.now() - started,
    ...(fault === undefined ? {} : { fault }),
  };
  if (process.connected) process.send!(ran);
});
process.on('disconnect', () => process.exit(0));
