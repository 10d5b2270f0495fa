/**
 * Kills the control plane with SIGKILL at random moments under load, again and again on one data folder, and looks after each start
 * that every acknowledged change is there and nothing was half done.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Control } from '../../../src/control/control.js';
import type { ControlBox, Device } from './box.js';
import { ask, joinBox, Link, newFolder } from './box.js';

/** Bundled as the box is: how a program is loaded is half of how long it takes to start. */
const VICTIM = fileURLToPath(new URL('../../bundled/victim.js', import.meta.url));
const BUNDLER = new URL('../../../../scripts/build/bundle.mjs', import.meta.url);

async function bundleVictim(): Promise<void> {
  const { bundle } = (await import(BUNDLER.href)) as {
    bundle(entries: Record<string, string>, out: string): Promise<string>;
  };
  const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  await bundle(
    { victim: file('./victim.js'), 'probe-main': file('../../../src/control/store/probe-main.js') },
    dirname(VICTIM),
  );
}

const MUSICIANS = 6;
/** Channels that one command sets to one value: half of them set would show. */
const TOGETHER = [0, 5, 9, 15];

export interface KillReport {
  readonly rounds: number;
  readonly acknowledged: number;
  /** What was wrong, in words; empty is good. */
  readonly faults: string[];
  /** From starting the process until it serves, ms, ascending. */
  readonly startsMs: number[];
  /** What of it was waiting for the store to open and be restored, ms, ascending. */
  readonly restoresMs: number[];
}

interface Started {
  readonly box: ControlBox;
  readonly restoredMs: number;
  readonly startedMs: number;
  kill(): Promise<void>;
}

async function start(dataDir: string): Promise<Started> {
  const from = performance.now();
  const child = spawn(process.execPath, [VICTIM, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the box did not start within 20 s')), 20_000);
    createInterface(child.stdout).once('line', (text) => {
      clearTimeout(timer);
      resolve(text);
    });
    child.once('exit', (code, signal) => reject(new Error(`the box ended at start: ${code ?? signal}`)));
  });
  const startedMs = performance.now() - from;
  const { webPort, mqttPort, restoredMs, log } = JSON.parse(line) as {
    webPort: number;
    mqttPort: number;
    restoredMs: number;
    log: string[];
  };
  // The other side of a process: only the ports are used.
  const control = { mqttPort } as Control;
  return {
    box: { control, webPort, dataDir, log, stop: async () => {} },
    restoredMs,
    startedMs,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

export async function killAgainAndAgain(
  rounds: number,
  random: () => number,
  onRound: (round: number) => void = () => {},
): Promise<KillReport> {
  await bundleVictim();
  const dataDir = newFolder();
  const faults: string[] = [];
  const restoresMs: number[] = [];
  const startsMs: number[] = [];
  /** Per musician: the highest value acknowledged, and the highest sent. */
  const acknowledged = new Map<string, number>();
  const sent = new Map<string, number>();
  let total = 0;
  let devices: Device[] = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      const started = await start(dataDir);
      restoresMs.push(started.restoredMs);
      startsMs.push(started.startedMs);
      const { box } = started;
      faults.push(...box.log.filter((text) => /damaged|torn/.test(text)).map((text) => `round ${round}: ${text}`));
      if (round === 0) devices = await Promise.all(Array.from({ length: MUSICIANS }, (_, i) => joinBox(box, `P${i}`)));
      for (const { uuid, token } of devices) {
        const { body, status } = await ask(box, 'GET', `/api/mixes/${uuid}`, { token });
        if (status !== 200) {
          faults.push(`round ${round}: ${uuid} is gone`);
          continue;
        }
        const values = TOGETHER.map((ch) => body.channels[ch].gain as number);
        if (new Set(values).size > 1) faults.push(`round ${round}: half a command: ${values.join(' ')}`);
        const value = round === 0 ? 0 : values[0]! * 1e6;
        if (value < (acknowledged.get(uuid) ?? 0) - 0.5)
          faults.push(`round ${round}: ${uuid} has ${value}, ${acknowledged.get(uuid)} was acknowledged`);
        if (value > (sent.get(uuid) ?? 0) + 0.5) faults.push(`round ${round}: ${uuid} has ${value}, never sent`);
      }
      if (round < rounds) {
        const links = await Promise.all(devices.map((device, i) => Link.open(box, device, i % 2 ? 'tcp' : 'ws')));
        let killed = false;
        const load = links.map(async (link) => {
          const { uuid } = link.device;
          while (!killed) {
            const value = (sent.get(uuid) ?? 0) + 1;
            sent.set(uuid, value);
            const set = TOGETHER.map((ch) => ({ p: 'gain', ch, v: value / 1e6 }));
            const reply = await link.command(`mix/${uuid}`, { op: `v${value}`, set }).catch(() => undefined);
            if (!reply?.durable) return;
            acknowledged.set(uuid, value);
            total++;
          }
        });
        await new Promise((resolve) => setTimeout(resolve, 20 + random() * 300));
        killed = true;
        await started.kill();
        // Nothing answers any more: what still waits for a reply is let go.
        await Promise.all(links.map((link) => link.close()));
        void Promise.allSettled(load);
      } else await started.kill();
      onRound(round);
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  for (const times of [restoresMs, startsMs]) times.sort((a, b) => a - b);
  return { rounds, acknowledged: total, faults, restoresMs, startsMs };
}
