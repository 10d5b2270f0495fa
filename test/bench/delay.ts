/**
 * Measures the time from an impulse at the source to the page's output in a real browser. The real box plays a WAV of
 * impulses, and its real page runs in Chromium. The network is clean, or a relay in a process of its own delays and
 * drops packets. The device's own output latency is missing: a machine without sound hardware cannot show it.
 *
 * Run it alone, and at real-time priority; otherwise it shows the machine's stalls:
 *
 *   chrt -r 1 npm run bench:delay [-- --seconds 60 --cases 'http, clean;https, clean' --write]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Box } from '../harness/box.js';
import { quantile } from '../playout/simulation.js';
import { DELAY_CASES, RECOVERY_CASES } from './delay/cases.js';
import { firefoxRow } from './delay/firefox-row.js';
import { NATIVE_CASES, nativeRows } from './delay/native-rows.js';
import { type DelayResult, runDelay } from './delay/page-run.js';
import { precede } from './delay/precede.js';
import { type RecoveryResult, runRecovery } from './delay/recovery.js';
import { figures, type Print, WRITE_OPTION } from './figures.js';
import { IMPULSE_RATE, impulseWav } from './impulse-wav.js';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '20' }, cases: { type: 'string', default: '' }, ...WRITE_OPTION },
});
const SECONDS = Number(options.seconds);
const ROOT = process.getuid?.() === 0;
const WANTED = options.cases.split(';').filter(Boolean);

const HEAD =
  '| case | way | p50 | p95 | p99 | allowed p50 | floor p50 | gaps | packet late | page stood still | clock slipped | made up, ms | lost on the way | target, ms |\n' +
  '|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|';

function row(name: string, allowedMs: number | undefined, result: DelayResult): string {
  const { latencies, gaps, relayed, floorMs } = result;
  const ms = (share: number) => quantile(latencies, share).toFixed(1);
  return (
    `| ${name} | ${result.transport}, ${result.path} | ${ms(0.5)} | ${ms(0.95)} | ${ms(0.99)} | ${allowedMs ?? '–'} | ` +
    `${quantile(floorMs, 0.5).toFixed(1)} | ${gaps.ours} | ${gaps.late} | ${gaps.page} | ${gaps.slip} | ` +
    `${result.concealedMs} | ${relayed.packets > 0 ? `${relayed.lost} of ${relayed.packets}` : '–'} | ${result.targetMs} |`
  );
}

const RECOVERY_HEAD =
  '| case | times | p50 before | p50 later than 1 s after | longest | allowed |\n|---|---:|---:|---:|---:|---:|';
/** A delay that was disturbed may be this much longer, ms. */
const EXCESS_MS = 10;

function recoveryRow(name: string, { beforeMs, afterMs, times }: RecoveryResult): string {
  const ms = (share: number) => quantile(afterMs, share).toFixed(1);
  return `| ${name} | ${times} | ${beforeMs.toFixed(1)} | ${ms(0.5)} | ${ms(1)} | ${(beforeMs + EXCESS_MS).toFixed(1)} |`;
}

const wanted = (name: string) => WANTED.length === 0 || WANTED.some((each) => name.startsWith(each));

const folder = mkdtempSync(join(tmpdir(), 'stagebox-delay-'));
const wav = join(folder, 'impulses.wav');
impulseWav(wav);
const FLAGS = ['--source', `wav:${wav}`, '--webrtc', 'true', '--media-port', '0'];
const box = await Box.start(FLAGS);
precede(box.process.pid!);
const device = await box.join('Capture watch');
const pages = async (print: Print) => {
  print(`Milliseconds; ${IMPULSE_RATE} Hz, ${SECONDS} s each, after 25 s to settle.\n\n${HEAD}`);
  for (const each of DELAY_CASES.filter(({ name }) => wanted(name))) {
    try {
      print(row(each.name, each.allowedMs, await runDelay(box, device, each, SECONDS)));
    } catch (error) {
      print(`| ${each.name} | failed: ${String(error).split('\n')[0]} | | | | | | | | | | | | |`);
    }
  }
  const recoveries = RECOVERY_CASES.filter(({ name }) => wanted(name));
  if (recoveries.length > 0) print(`\n${RECOVERY_HEAD}`);
  for (const each of recoveries) {
    try {
      print(recoveryRow(each.name, await runRecovery(box, device, each, each.disturbance)));
    } catch (error) {
      print(`| ${each.name} | failed: ${String(error).split('\n')[0]} | | | | |`);
    }
  }
};
if ([...DELAY_CASES, ...RECOVERY_CASES].some(({ name }) => wanted(name))) await figures('delay', 'delay', pages);
if (wanted('Firefox') && ROOT) await figures('delay', 'firefox', (print) => firefoxRow(FLAGS, SECONDS, print));
if (NATIVE_CASES.some(({ name }) => wanted(name)) && ROOT)
  await figures('delay', 'native', (print) => nativeRows(SECONDS, wanted, print));
if (!ROOT) console.log('\nthe rows of Firefox and of the native client need root: left out');
await box.stop();
rmSync(folder, { recursive: true });
