/** Checks whether a store can be opened, without risk to this process. */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Key } from '../state/state.js';
import { parseTold } from './rows.js';

export type ProbeResult =
  | { readonly state: 'good'; readonly rows: number; readonly told: [Key, unknown][] }
  /** The store opens, but the checksums of these records are wrong. */
  | { readonly state: 'torn'; readonly rows: number; readonly bad: readonly string[] }
  /** `unlooked`: the child could not be started, which says nothing about the store. */
  | { readonly state: 'damaged'; readonly reason: string; readonly unlooked?: true };

export interface ProbeOptions {
  /** Do not test writing. */
  readonly readOnly?: boolean;
  /** Run at the lowest priority, for copies made during a show. */
  readonly background?: boolean;
  /** Return every record with the result, so that the store need not be walked again. */
  readonly tell?: boolean;
}

const MAIN = fileURLToPath(new URL('./probe-main.js', import.meta.url));
/**
 * Time limit of a probe, ms. Walking a store of thousands of devices takes well under a second. The limit is far
 * longer, because a store that misses it counts as damaged and is moved aside. A slow card or a busy processor must not
 * cost a good store.
 */
const LIMIT_MS = 30_000;
/** The same in the background, where nobody waits and a busy machine may leave little of the processor. */
const BACKGROUND_LIMIT_MS = 300_000;

/** Probes the store in `folder`. Never rejects. */
export function probe(folder: string, options: ProbeOptions = {}): Promise<ProbeResult> {
  const flags = [...(options.readOnly ? ['read-only'] : []), ...(options.tell ? ['tell'] : [])];
  return new Promise((resolve) => {
    // The child needs no environment, and some variables cost time: Node reads the certificates of NODE_EXTRA_CA_CERTS
    // at every start.
    const child = spawn(process.execPath, [MAIN, folder, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.background ? BACKGROUND_LIMIT_MS : LIMIT_MS,
      killSignal: 'SIGKILL',
      env: {},
    });
    const told: [Key, unknown][] = [];
    let errors = '';
    let rest = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        // The verdict is the last line, after the store was closed. How the child ends after it does not matter.
        if (line.startsWith('{')) resolve(verdict(line, told));
        else told.push(parseTold(line));
      }
    });
    child.once('error', ({ message }) => resolve({ state: 'damaged', reason: message, unlooked: true }));
    child.once('close', (_, signal) => {
      const said = /^(?:\w*Error): (.*)$/m.exec(errors)?.[1];
      const reason = signal ? `the probe was ended by ${signal}` : (said ?? 'it could not be read');
      resolve({ state: 'damaged', reason });
    });
    if (options.background && child.pid !== undefined) lower(child.pid);
  });
}

function verdict(line: string, told: [Key, unknown][]): ProbeResult {
  const { rows, bad } = JSON.parse(line) as { rows: number; bad: string[] };
  return bad.length > 0 ? { state: 'torn', rows, bad } : { state: 'good', rows, told };
}

function lower(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // The child has ended already, or this system does not allow it.
  }
}
