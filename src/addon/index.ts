/**
 * The native addon `node-alsa-capture`: what Node lacks for the box, such as capture from ALSA, Opus, a waker between
 * threads, and socket options. g++ builds it if present (`scripts/build/addon.mjs`). The box also runs without it, so
 * nothing here throws on import. Each thread that wants the addon loads it itself.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Captures } from './capture/capture.js';
import type { OpusCodecs } from './opus/opus.js';
import type { Datagrams } from './sockets/datagram.js';
import type { RowSender } from './sockets/send-row.js';
import type { SocketTuning } from './sockets/socket-tuning.js';
import type { PipeSizes } from './system/pipe-size.js';
import type { ProcessExits } from './system/process-exit.js';
import type { Wakers } from './wake/waker.js';

export type { ListenerTuning, SocketTuning, TunedListener } from './sockets/socket-tuning.js';
export type { Wakers } from './wake/waker.js';

/** Everything the addon exports. */
export interface Addon
  extends Wakers,
    Captures,
    OpusCodecs,
    Datagrams,
    PipeSizes,
    ProcessExits,
    RowSender,
    SocketTuning {}

export type LoadedAddon =
  | { readonly ok: true; readonly addon: Addon }
  /** `reason` is one line for people: what is missing and how to get it. */
  | { readonly ok: false; readonly reason: string };

const PATH = fileURLToPath(new URL('../../native/node_alsa_capture.node', import.meta.url));
const NOT_BUILT = 'native addon not built: apt-get install g++, then npm run build';

const STALE = 'native addon is of another version: npm run build';

/** The exports it must have. If one is missing, the addon was built from older sources. */
const EXPORTS: Readonly<Record<keyof Addon, true>> = {
  createWaker: true,
  wake: true,
  closeWaker: true,
  alsaMissing: true,
  listCards: true,
  openCapture: true,
  startCapture: true,
  waitForRing: true,
  captureMessage: true,
  stopCapture: true,
  opusMissing: true,
  opusVersion: true,
  createOpusEncoder: true,
  encodeOpus: true,
  resetOpusEncoder: true,
  createOpusDecoder: true,
  decodeOpus: true,
  resetOpusDecoder: true,
  closeOpus: true,
  sendDatagram: true,
  sendRow: true,
  tuneListener: true,
  findConnection: true,
  findDatagrams: true,
  mark: true,
  unsentBytes: true,
  unackedBytes: true,
  silenceMs: true,
  setPipeSize: true,
  exitNow: true,
};

let loaded: LoadedAddon | undefined;

/** Absolute path of the built addon; undefined if it was not built. */
export function addonPath(): string | undefined {
  return existsSync(PATH) ? PATH : undefined;
}

/** Returns the addon, or the reason why there is none. Never throws; loads once per thread. */
export function loadAddonOrReason(): LoadedAddon {
  loaded ??= load();
  return loaded;
}

/** The addon, or undefined if there is none. */
export function loadAddon(): Addon | undefined {
  const result = loadAddonOrReason();
  return result.ok ? result.addon : undefined;
}

function load(): LoadedAddon {
  const path = addonPath();
  if (path === undefined) return { ok: false, reason: NOT_BUILT };
  try {
    const addon = createRequire(import.meta.url)(path) as Addon;
    const whole = Object.keys(EXPORTS).every((name) => typeof addon[name as keyof Addon] === 'function');
    return whole ? { ok: true, addon } : { ok: false, reason: STALE };
  } catch (error) {
    return { ok: false, reason: `native addon does not load: ${(error as Error).message}` };
  }
}
