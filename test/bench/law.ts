/**
 * The law of playout against networks and clocks, in simulated time: how much delay it asks for, and how many gaps it
 * leaves. No machine is in it, so the figures are the same everywhere.
 *
 *   npm run bench:law [-- --minutes 60 --write]
 */
import { parseArgs } from 'node:util';
import { LEAD_BOUNDS } from '../../src/playout/lead-bounds.js';
import { correctTones } from '../playout/corrected-tones.js';
import {
  gapsAtFixedLeads,
  LAW_NETWORKS,
  type LawEvent,
  type LawNetwork,
  LEADS_PER_SECOND,
  simulateLaw,
} from '../playout/law-simulation.js';
import { quantile } from '../playout/simulation.js';
import { figures, type Print, WRITE_OPTION } from './figures.js';

const { values: options } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, ...WRITE_OPTION } });
const MINUTES = Number(options.minutes);
const PACKETS = [
  { packetMs: 5, copies: 2 },
  { packetMs: 10, copies: 1 },
] as const;

function networks(print: Print): void {
  print(`${MINUTES} minutes each.\n`);
  print(
    '| network | packets, ms | choice | lead p50 / p95 / p99, ms | lead, mean | gaps per minute | a fixed lead leaves | steps down / up per minute |',
  );
  print('|---|---|---|---:|---:|---:|---:|---:|');
  for (const [name, network] of Object.entries(LAW_NETWORKS) as [string, LawNetwork][]) {
    for (const { packetMs, copies } of PACKETS) {
      for (const [choice, bounds] of Object.entries(LEAD_BOUNDS)) {
        const result = simulateLaw({ network, bounds, packetMs, copies, minutes: MINUTES });
        const leads = [...result.leadsMs].filter((lead) => !Number.isNaN(lead));
        const mean = leads.reduce((sum, lead) => sum + lead, 0) / leads.length;
        const [fixed] = gapsAtFixedLeads(network, packetMs, copies, [mean], MINUTES);
        print(
          `| ${name} | ${packetMs} + ${copies} | ${choice} | ${[0.5, 0.95, 0.99].map((share) => quantile(leads, share).toFixed(1)).join(' / ')} | ${mean.toFixed(1)} | ` +
            `${(result.gaps / MINUTES).toFixed(1)} | ${fixed!.toFixed(1)} | ` +
            `${(result.stepsDown / MINUTES).toFixed(1)} / ${(result.stepsUp / MINUTES).toFixed(1)} |`,
        );
      }
    }
  }
}

const AT_SECOND = 30;

const EVENTS: readonly (readonly [string, LawEvent])[] = [
  ['the network stands still for 50 ms', { kind: 'network-stall', ms: 50, atSecond: AT_SECOND }],
  ['the network stands still for 2 s', { kind: 'network-stall', ms: 2000, atSecond: AT_SECOND }],
  ['the network gets slower by 30 ms, for good', { kind: 'slower-network', ms: 30, atSecond: AT_SECOND }],
  ['the page stands still for 50 ms, then catches up', { kind: 'page-stall', ms: 50, atSecond: AT_SECOND }],
  ['the page stands still for 400 ms, then catches up', { kind: 'page-stall', ms: 400, atSecond: AT_SECOND }],
  ["the device's clock slips by 3 ms", { kind: 'clock-slip', ms: 3, atSecond: AT_SECOND }],
  ["the device's clock slips by 8 ms", { kind: 'clock-slip', ms: 8, atSecond: AT_SECOND }],
  ["the device's clock slips by 30 ms", { kind: 'clock-slip', ms: 30, atSecond: AT_SECOND }],
  ["the device's clock slips by 400 ms", { kind: 'clock-slip', ms: 400, atSecond: AT_SECOND }],
  ['the device skips 30 ms of output', { kind: 'skipped-output', ms: 30, atSecond: AT_SECOND }],
  ['hidden for 5 s, all output skipped', { kind: 'skipped-output', ms: 5000, atSecond: AT_SECOND }],
  ['from normal to safe', { kind: 'bounds', bounds: LEAD_BOUNDS.safe, atSecond: AT_SECOND }],
];

function happenings(print: Print): void {
  const seconds = 60;
  print(
    '| what happens | longest with > 10 ms too much, ms | back within 1 ms of the target after, ms | steps | jumps |',
  );
  print('|---|---:|---:|---:|---:|');
  for (const [name, event] of EVENTS) {
    const result = simulateLaw({
      network: LAW_NETWORKS.clean,
      bounds: LEAD_BOUNDS.normal,
      packetMs: 5,
      copies: 0,
      minutes: seconds / 60,
      events: [event],
    });
    let back = AT_SECOND * LEADS_PER_SECOND;
    for (let i = back; i < result.leadsMs.length; i++)
      if (!(Math.abs(result.leadsMs[i]! - result.targetsMs[i]!) <= 1)) back = i + 1;
    const backMs = (back * 1000) / LEADS_PER_SECOND - AT_SECOND * 1000;
    print(
      `| ${name} | ${result.longestExcessMs.toFixed(0)} | ${backMs.toFixed(0)} | ${result.stepsDown + result.stepsUp} | ${result.jumps} |`,
    );
  }
}

function drift(print: Print): void {
  print('| network | clock, ppm | lead − target, p1 / p50 / p99, ms | speed at the end, ppm | gaps per minute |');
  print('|---|---:|---:|---:|---:|');
  for (const name of ['clean', 'loss1', 'wifi'] as const) {
    for (const driftPpm of [0, 100, -100]) {
      const { network, bounds, packetMs, copies } = {
        network: LAW_NETWORKS[name],
        bounds: LEAD_BOUNDS.normal,
        packetMs: 5,
        copies: 2,
      };
      const result = simulateLaw({ network, bounds, packetMs, copies, minutes: MINUTES, driftPpm });
      const errors = [...result.leadsMs]
        .map((lead, i) => lead - result.targetsMs[i]!)
        .filter((error) => !Number.isNaN(error));
      print(
        `| ${name} | ${driftPpm} | ${[0.01, 0.5, 0.99].map((share) => quantile(errors, share).toFixed(2)).join(' / ')} | ${result.ppm.toFixed(0)} | ${(result.gaps / MINUTES).toFixed(1)} |`,
      );
    }
  }
}

/** A quarter of a period of each tone, frames. */
const TONES: readonly (readonly number[])[] = [[120], [60], [27], [12], [4], [120, 91, 72, 60, 27, 11]];

function sound(print: Print): void {
  const seconds = MINUTES * 10;
  print(`${(seconds / 60).toFixed(0)} minutes each.\n`);
  print(
    '| tones, Hz | steps | jumps | largest step, ms | level in a cross-fade, dB | beside the tones at a correction, median / worst, dB | elsewhere, dB |',
  );
  print('|---|---:|---:|---:|---:|---:|---:|');
  for (const quarters of TONES) {
    const { steps, jumps, largestStepMs, levelDb, besideDb, cleanDb } = correctTones(quarters, seconds);
    const level = quarters.length === 1 ? `${levelDb.lowest.toFixed(1)} to +${levelDb.highest.toFixed(1)}` : '';
    print(
      `| ${quarters.map((quarter) => (12_000 / quarter).toFixed(0)).join(', ')} | ${steps} | ${jumps} | ${largestStepMs.toFixed(2)} | ` +
        `${level} | ${besideDb.median.toFixed(0)} / ${besideDb.worst.toFixed(0)} | ${cleanDb.toFixed(0)} |`,
    );
  }
}

await figures('law', 'networks', networks);
await figures('law', 'happenings', happenings);
await figures('law', 'drift', drift);
await figures('law', 'sound', sound);
