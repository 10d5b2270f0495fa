/**
 * Loads uWebSockets.js where its prebuilt binary is one this repository knows: the package carries no source that would
 * let us build it, so the file's sha256 is checked on every load and an unknown one is never run.
 */

import type * as Uws from 'uWebSockets.js';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** sha256 of the binaries of the pinned version 3.0.6 that may run, by platform, architecture and Node ABI. */
export const UWS_SHA256: Readonly<Record<string, string>> = {
  linux_x64_115: 'f4fa5d7b697529b45ac8aa3d57385d9af51bc1d2b26aa9f5b68ca4361542e665',
  linux_arm64_115: '034e0fcccdc08f90df3b130f421516311831b1352fe38eab91abc2984c2fdf3a',
};

export type UwsLoad = { ok: true; uws: typeof Uws } | { ok: false; reason: string };

const require = createRequire(import.meta.url);
let loaded: UwsLoad | undefined;

/** The module, or in words why it is not used here. Read once per thread. */
export function loadUws(): UwsLoad {
  loaded ??= load(`${process.platform}_${process.arch}_${process.versions.modules}`);
  return loaded;
}

function load(target: string): UwsLoad {
  const expected = UWS_SHA256[target];
  if (expected === undefined) return { ok: false, reason: `there is no checked uWebSockets.js binary for ${target}` };
  try {
    const file = join(dirname(require.resolve('uWebSockets.js')), `uws_${target}.node`);
    if (!matchesDigest(file, expected)) {
      return { ok: false, reason: `${file} is not the recorded uWebSockets.js binary (sha256 differs)` };
    }
    return { ok: true, uws: require('uWebSockets.js') as typeof Uws };
  } catch (error) {
    return { ok: false, reason: `uWebSockets.js does not load: ${(error as Error).message}` };
  }
}

/** Whether the file's content has this sha256, hexadecimal. Throws when it cannot be read. */
export function matchesDigest(file: string, sha256: string): boolean {
  return createHash('sha256').update(readFileSync(file)).digest('hex') === sha256;
}
