/**
 * The child's end of `SupervisedChild`, and the first thing that a child process of the box
 * runs. It shows that the child's loop turns, and ends the child when the box is gone for any
 * reason. An uncaught error ends the child with its stack on stderr, as Node does by itself.
 */

/** Half of the box's own checking interval. */
const BEAT_MS = 500;

export interface ParentLink {
  /** One small message of plain data. */
  tell(message: unknown): void;
}

/**
 * `begin` gets the box's first message. `stop` runs once, when the box asks the child to end; the process
 * ends when it resolves. The box has its own limit for that. Throws without a box at the other end.
 */
export function parentLink(begin: (message: unknown) => void, stop: () => Promise<void>): ParentLink {
  if (process.send === undefined) throw new Error('this is started by the box only');
  const tell = (message: unknown): void => {
    // Without a callback, a box that has just ended would raise an error here.
    if (process.connected) process.send?.(message, () => undefined);
  };
  let begun = false;
  process.on('message', (message: unknown) => {
    if (!begun) {
      begun = true;
      begin(message);
    } else if ((message as { type?: unknown } | null)?.type === 'stop') {
      void stop().finally(() => process.exit(0));
    }
  });
  process.on('disconnect', () => process.exit(0));
  // A terminal's Ctrl-C goes to every process of its group: the box decides when this one ends.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  setInterval(() => tell('beat'), BEAT_MS);
  tell('beat');
  return { tell };
}
