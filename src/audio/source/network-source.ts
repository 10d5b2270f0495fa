/**
 * Decides which sources may be set from the network, or by a settings file that the network can write. ALSA
 * interprets a device name as a language: `file:'|program'` runs a program, braces define plugins, `func` reads files
 * and the environment. So a name from outside must have one plain form. Flags and the environment belong to the
 * operator and are not restricted. Main thread.
 */
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { MAX_CHANNELS } from '../format.js';
import { CARD_ID } from './alsa-cards.js';

/** What is allowed, in words, for messages. */
export const NETWORK_SOURCES =
  'auto, demo, tones, tones:<1…64>, alsa:hw:CARD=<id>,DEV=<number>, alsa:plughw:CARD=<id>,DEV=<number>, ' +
  "or wav:<path> of a file in the box's own folders";

const ALSA = /^alsa:(?:plug)?hw:CARD=([^,]*),DEV=\d{1,2}$/;
const TONES = /^tones(:(\d{1,2}))?$/;
const WAV = /^wav:([^\p{Cc}]{1,4096})$/u;

/**
 * Why `spec` may not be set from the network; undefined if it may. `folders` are the folders that may
 * hold WAV files. A link that leads out of them, a pipe and a device are refused. A file that does not
 * exist (yet) is judged by its location only.
 */
export function networkSourceFault(spec: unknown, folders: readonly string[]): string | undefined {
  if (typeof spec !== 'string') return `it takes ${NETWORK_SOURCES}`;
  if (spec === 'auto' || spec === 'demo' || CARD_ID.test(ALSA.exec(spec)?.[1] ?? '')) return undefined;
  const tones = TONES.exec(spec);
  if (tones) {
    const count = tones[2] === undefined ? 1 : Number(tones[2]);
    return count >= 1 && count <= MAX_CHANNELS ? undefined : `tones takes 1 to ${MAX_CHANNELS} channels`;
  }
  const path = WAV.exec(spec)?.[1];
  return path === undefined ? `it takes ${NETWORK_SOURCES}` : wavFault(resolve(path), folders);
}

/** Whether `spec` may be set from the network; see `networkSourceFault`. */
export function isNetworkSource(spec: unknown, folders: readonly string[]): spec is string {
  return networkSourceFault(spec, folders) === undefined;
}

/** Gives the same answer for every file outside, existing or not, so that it reveals nothing about the disk. */
function wavFault(path: string, folders: readonly string[]): string | undefined {
  const real = realPlace(path);
  const inside = real !== undefined && folders.some((folder) => isUnder(real, realPlace(resolve(folder))));
  if (!inside) return `a WAV file must lie in ${folders.join(' or ')}`;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined || stat.isFile() ? undefined : 'it is not a regular file';
}

function isUnder(path: string, folder: string | undefined): boolean {
  return folder !== undefined && path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * The path with every link followed; for a file that does not exist, as far as it exists.
 * Undefined if that cannot be determined.
 */
function realPlace(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    // A broken link may lead anywhere later.
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!missing || path === dirname(path) || lstatSync(path, { throwIfNoEntry: false }) !== undefined)
      return undefined;
    const above = realPlace(dirname(path));
    return above === undefined ? undefined : join(above, basename(path));
  }
}
