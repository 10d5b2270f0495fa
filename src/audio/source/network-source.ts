/**
 * Which sources may be named from the network, or by a settings file that was written over it. ALSA reads a device's
 * name as a language: `file:'|program'` runs a program, braces define plugins, `func` reads files and the
 * environment. So a name from outside must be of one plain form. Flags and the environment belong to the operator and
 * stay free. Main thread.
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
 * Why `spec` may not be named from the network, undefined where it may. `folders` are those that a WAV file may lie
 * in; a link that leads out of them, a pipe and a device are refused. A file that is not there (yet) is judged by its
 * place alone.
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

/** Whether `spec` may be named from the network; see `networkSourceFault`. */
export function isNetworkSource(spec: unknown, folders: readonly string[]): spec is string {
  return networkSourceFault(spec, folders) === undefined;
}

/** The same answer for every file outside, there or not: it tells nobody what the disk holds. */
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
 * Where a path leads with every link followed; of one that is not there, as far as it is. Undefined where it cannot
 * be said.
 */
function realPlace(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    // A link that leads nowhere now may lead anywhere later.
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!missing || path === dirname(path) || lstatSync(path, { throwIfNoEntry: false }) !== undefined)
      return undefined;
    const above = realPlace(dirname(path));
    return above === undefined ? undefined : join(above, basename(path));
  }
}
