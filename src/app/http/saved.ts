/** Writes a file for an engineer who waits for the answer. */
import { asStoreError } from '../../control/store/store.js';
import { ControlError } from '../../wire/errors.js';

/** Runs `write`. An error of the disk becomes a refusal that names the cause (503); others pass. */
export function saved(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).syscall !== 'string') throw error;
    const { code, message } = asStoreError(error);
    throw new ControlError(code, `not saved: ${message}`);
  }
}
