/** The addon with the machine's libopus. Without the library the tests end early and say so. */
import t from 'tap';
import type { Addon } from '../../../src/addon/index.js';
import { builtAddon } from '../built-addon.js';

/** The addon, or undefined (after having ended the test file with the reason) on a machine without libopus. */
export function machineOpus(): Addon | undefined {
  const addon = builtAddon();
  if (addon === undefined || addon.opusMissing() === '') return addon;
  t.plan(0, addon.opusMissing());
  return undefined;
}
