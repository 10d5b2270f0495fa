/**
 * The child's end of `SupervisedChild`. The first thing a child process of the box does: it shows that its loop
 * turns, and ends when the box is gone, however that ended. A fault nobody catches ends it with its stack on stderr,
 * as Node does by itself.
 */

/** Half of what the box waits between two looks. */
const BEAT_MS = 500;

export interface ParentLink {
  /** One small message of plain data. */
  tell(message: unknown): void;
}

/**
 * `begin` gets the box's first message; `stop` is called when the box asks it to end, once, and the process ends when
 * it resolves. The box has its own limit for that. Throws where no box is at the other end.
 */
export function parentLink(begin: (message: unknown) => void, stop: () => Promise<void>): ParentLink {
  if (process.send === undefined) throw new Error('this is started by the box only');
  const tell = (message: unknown): void => {
    // Without a callback a box that is just gone would be a fault here.
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
