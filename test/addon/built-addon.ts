/** The addon for the tests. Without a compiler the tests end early and say so; with one the addon must load. */
import { spawnSync } from 'node:child_process';
import t from 'tap';
import { type Addon, loadAddonOrReason } from '../../src/addon/index.js';

export const hasCompiler = spawnSync(process.env.CXX || 'g++', ['--version']).status === 0;

/** The addon, or undefined (after having ended the test file with the reason) on a machine without a compiler. */
export function builtAddon(): Addon | undefined {
  const loaded = loadAddonOrReason();
  if (loaded.ok) return loaded.addon;
  if (hasCompiler) throw new Error(`there is a compiler, so the addon must load: ${loaded.reason}`);
  t.plan(0, `no C++ compiler here: ${loaded.reason}`);
  return undefined;
}
