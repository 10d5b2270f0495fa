/** Looks whether a store can be opened, without risking this process. */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Key } from '../state.js';
import { parseTold } from './rows.js';

export type ProbeResult =
  | { readonly state: 'good'; readonly rows: number; readonly told: [Key, unknown][] }
  /** Opens, but these records are not what was written. */
  | { readonly state: 'torn'; readonly rows: number; readonly bad: readonly string[] }
  /** `unlooked`: the machine could not start the child, which says nothing of the store. */
  | { readonly state: 'damaged'; readonly reason: string; readonly unlooked?: true };

export interface ProbeOptions {
  /** Does not try whether it can be written. */
  readonly readOnly?: boolean;
  /** Gives way to everything else: for copies made during the show. */
  readonly background?: boolean;
  /** Every record comes back with the result: whoever opens the store next need not walk it again. */
  readonly tell?: boolean;
}

const MAIN = fileURLToPath(new URL('./probe-main.js', import.meta.url));
/**
 * A store of thousands of devices is walked in well under a second. Far more than that, because one that does not
 * answer in time is taken for damaged and moved aside: a good store must not be lost to a slow card or a busy
 * processor.
 */
const LIMIT_MS = 30_000;

/** Probes the store in `folder`. Never rejects. */
export function probe(folder: string, options: ProbeOptions = {}): Promise<ProbeResult> {
  const flags = [...(options.readOnly ? ['read-only'] : []), ...(options.tell ? ['tell'] : [])];
  return new Promise((resolve) => {
    // It needs nothing of the environment, and some of it costs time: certificates of NODE_EXTRA_CA_CERTS are read at
    // every start.
    const child = spawn(process.execPath, [MAIN, folder, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
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
        // The verdict is the last line, and has the store closed again; how the child ends after it is of no account.
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
    // It has ended already, or this system does not permit it.
  }
}
