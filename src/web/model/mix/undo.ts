/** Undo and redo on the box. What cannot be undone is shown as a notice. */
import type { BoxLink } from '../box-link.js';
import type { Notices } from '../notices.js';

/** Undoes this device's newest change, or the history entries `of` (newest first) no matter who made them. */
export async function undo(link: BoxLink, notices: Notices, mix: string, of?: readonly number[]): Promise<void> {
  const steps = of ?? [undefined];
  const answers = await Promise.allSettled(steps.map((n) => link.command(`history/${mix}`, { action: 'undo', n })));
  const refused = answers.find((answer) => answer.status === 'rejected');
  if (refused !== undefined) notices.tell(refused.reason);
}

export async function redo(link: BoxLink, notices: Notices, mix: string): Promise<void> {
  await link.command(`history/${mix}`, { action: 'redo' }).catch(notices.tell);
}
