/** The delay of the real page in Firefox over plain http. Its playing buffers are copies, so each is scheduled. */
import { setTimeout as sleep } from 'node:timers/promises';
import { wordsOf } from '../../browser/harness/words.js';
import { Box, type Device } from '../../harness/box.js';
import { quantile } from '../../playout/simulation.js';
import type { Print } from '../figures.js';
import { FarNetwork } from './far-network.js';
import { Firefox } from './firefox.js';
import { FINDER_SCRIPT, type Found } from './impulse-finder.js';
import { delaysOf, SETTLE_MS, watchCapture } from './page-session.js';
import { precede } from './precede.js';

const ALLOWED_MS = 30;
const LOOK_MS = 450;

const HEAD =
  '| case | way | p50 | p95 | p99 | allowed p50 | gaps | made up, ms | target, ms |\n' +
  '|---|---|---:|---:|---:|---:|---:|---:|---:|';

interface Listener {
  readonly device?: string;
  readonly transport: string;
  readonly report?: {
    readonly path: string;
    readonly targetMs: number;
    readonly underruns: number;
    readonly losses: number;
    readonly concealedMs: number;
  };
}

async function listenerOf(box: Box, { token, uuid }: Device): Promise<Listener | undefined> {
  const { listeners } = (await box.json('/api/health', { token })) as { listeners: Listener[] };
  return listeners.find(({ device }) => device !== uuid);
}

/** Waits until `expression` holds in the page. */
async function until(firefox: Firefox, expression: string): Promise<void> {
  for (let i = 0; i < 200; i++, await sleep(100)) if (await firefox.evaluate(expression)) return;
  throw new Error(`never ${expression}`);
}

/** @param flags of the box. Needs root. */
export async function firefoxRow(flags: readonly string[], seconds: number, print: Print): Promise<void> {
  print(`Milliseconds; ${seconds} s, after 25 s to settle.\n\n${HEAD}`);
  const words = wordsOf('en-GB');
  const box = await Box.start([...flags, '--host', '0.0.0.0']);
  precede(box.process.pid!);
  const device = await box.join('Capture watch');
  const { uuid, token } = await box.join('Firefox');
  const keys = Object.entries({ uuid, token, name: 'Firefox' });
  const known = keys.map(([name, value]) => `localStorage.setItem('fichatech_web_device_${name}', '${value}');`);
  const network = new FarNetwork();
  const firefox = await Firefox.start(`${FINDER_SCRIPT}\n${known.join('\n')}`, network);
  const { times, listener } = watchCapture(box, device);
  try {
    await firefox.open(`http://${network.address}:${box.webPort}/`);
    const button = `[...document.querySelectorAll('button')].find((each) => each.textContent === '${words('listen')}')`;
    await until(firefox, `${button} !== undefined`);
    await firefox.evaluate(`${button}.click()`);
    await sleep(SETTLE_MS);
    const before = (await listenerOf(box, device))?.report;
    const heardAt = new Map<number, number>();
    for (let i = 0; i * LOOK_MS < seconds * 1000; i++, await sleep(LOOK_MS)) {
      const { rate, origin, found } = (await firefox.evaluate('globalThis.__impulses()')) as Found;
      for (const frame of found) heardAt.set(frame, origin + (frame * 1000) / rate);
    }
    const after = await listenerOf(box, device);
    if (before === undefined || after?.report === undefined) throw new Error('the page does not report');
    const { report, transport } = after;
    const delays = delaysOf([...heardAt.values()], times).map(({ delayMs }) => delayMs);
    const gaps = report.underruns + report.losses - before.underruns - before.losses;
    print(
      `| Firefox, http, clean | ${transport}, ${report.path} | ${[0.5, 0.95, 0.99].map((share) => quantile(delays, share).toFixed(1)).join(' | ')} | ` +
        `${ALLOWED_MS} | ${gaps} | ${report.concealedMs - before.concealedMs} | ${report.targetMs} |`,
    );
  } finally {
    listener.close();
    await firefox.close();
    network.close();
    await box.stop();
  }
}
