/** The control plane in a separate process: bundled, started, killed. */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Control } from '../../../src/control/control.js';
import { PATIENCE_MS } from '../../harness/patience.js';
import type { ControlBox } from './box.js';

/** Bundled as the box is: loading a program is half of the time it needs to start. */
const VICTIM = fileURLToPath(new URL('../../bundled/victim.js', import.meta.url));
const BUNDLER = new URL('../../../../scripts/build/bundle.mjs', import.meta.url);

export async function bundleVictim(): Promise<void> {
  const { bundle } = (await import(BUNDLER.href)) as {
    bundle(entries: Record<string, string>, out: string): Promise<string>;
  };
  const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  await bundle(
    { victim: file('./victim.js'), 'probe-main': file('../../../src/control/store/probe-main.js') },
    dirname(VICTIM),
  );
}

export interface Victim {
  readonly box: ControlBox;
  readonly devices: number;
  /** From opening the store until everything in it is loaded and the box serves. */
  readonly restoreMs: number;
  readonly startedMs: number;
  kill(): Promise<void>;
}

/** Starts one on `dataDir`, with as little environment as systemd gives, and waits until it serves. */
export async function startVictim(dataDir: string): Promise<Victim> {
  const from = performance.now();
  // With the environment of a system service. Reading what a shell passes on
  // (NODE_EXTRA_CA_CERTS) can take longer than the start of the box.
  const child = spawn(process.execPath, [VICTIM, dataDir], { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the box did not start')), PATIENCE_MS);
    createInterface(child.stdout).once('line', (text) => {
      clearTimeout(timer);
      resolve(text);
    });
    child.once('exit', (code, signal) => reject(new Error(`the box ended at start: ${code ?? signal}`)));
  });
  const startedMs = performance.now() - from;
  const { webPort, mqttPort, devices, restoreMs, log } = JSON.parse(line) as {
    webPort: number;
    mqttPort: number;
    devices: number;
    restoreMs: number;
    log: string[];
  };
  // The other side of a process: only the ports are used.
  const control = { mqttPort } as Control;
  return {
    box: { control, webPort, dataDir, log, stop: async () => {} },
    devices,
    restoreMs,
    startedMs,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
