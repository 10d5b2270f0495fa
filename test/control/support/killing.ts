/**
 * Kills the control plane with SIGKILL at random moments under load, again and again on one data folder. After each
 * start it checks that every acknowledged change is there and nothing was half done.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { removeFolder } from '../../harness/remove-folder.js';
import type { Device } from './box.js';
import { ask, joinBox, Link, newFolder } from './box.js';
import { bundleVictim, startVictim } from './victim-process.js';

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
  /** The part after opening the store: until it is restored and the box serves, ms, ascending. */
  readonly restoresMs: number[];
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
  /** Per musician: the value that a new mix begins with. */
  const first = new Map<string, number>();
  let total = 0;
  let devices: Device[] = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      const started = await startVictim(dataDir);
      restoresMs.push(started.restoreMs);
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
        if (round === 0) first.set(uuid, values[0]! * 1e6);
        // A busy machine may be killed before this musician's first change arrives.
        if (!acknowledged.has(uuid) && value === first.get(uuid)) continue;
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
        await sleep(20 + random() * 300);
        killed = true;
        await started.kill();
        // Nothing answers any more: drop the requests that still wait for a reply.
        await Promise.all(links.map((link) => link.close()));
        void Promise.allSettled(load);
      } else await started.kill();
      onRound(round);
    }
  } finally {
    removeFolder(dataDir);
  }
  for (const times of [restoresMs, startsMs]) times.sort((a, b) => a - b);
  return { rounds, acknowledged: total, faults, restoresMs, startsMs };
}
