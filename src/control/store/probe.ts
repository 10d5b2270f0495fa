/** Looks whether a store can be opened, without risking this process. */
import { execFile } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

export type ProbeResult =
  | { readonly state: 'good'; readonly rows: number }
  /** Opens, but these records are not what was written. */
  | { readonly state: 'torn'; readonly rows: number; readonly bad: readonly string[] }
  | { readonly state: 'damaged'; readonly reason: string };

const MAIN = fileURLToPath(new URL('./probe-main.js', import.meta.url));
/**
 * A store of thousands of devices is walked in well under a second. Far more than that, because one that does not answer in
 * time is taken for damaged and moved aside: a good store must not be lost to a slow card or a busy processor.
 */
const LIMIT_MS = 30_000;

/**
 * Probes the store in `folder`, for writing too unless `readOnly`. `background` gives way to everything else, for copies made during
 * the show. Never rejects.
 */
export function probe(
  folder: string,
  options: { readOnly?: boolean; background?: boolean } = {},
): Promise<ProbeResult> {
  const args = [MAIN, folder, ...(options.readOnly ? ['read-only'] : [])];
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const line = stdout.trim().split('\n').at(-1) ?? '';
        if (error || line === '') {
          const signal = error?.signal ? `the probe was ended by ${error.signal}` : undefined;
          const said = /^(?:\w*Error): (.*)$/m.exec(stderr)?.[1];
          resolve({ state: 'damaged', reason: signal ?? said ?? 'it could not be read' });
          return;
        }
        const { rows, bad } = JSON.parse(line) as { rows: number; bad: string[] };
        resolve(bad.length > 0 ? { state: 'torn', rows, bad } : { state: 'good', rows });
      },
    );
    if (options.background && child.pid !== undefined) lower(child.pid);
  });
}

function lower(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or this system does not permit it.
  }
}
