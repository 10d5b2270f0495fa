import { rmSync } from 'node:fs';

/** Removes a box's data folder. Children of a process that was killed may outlive it for a moment, and write there. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
}
