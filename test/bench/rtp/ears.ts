/**
 * Many listeners of one box in one process. Input: one line of JSON. Output: one line for "all play", then one with
 * what came in the time that was measured.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../../../src/base/clock.js';
import { endClients } from '../../media/rtp-client.js';
import { RtpPage } from '../../media/rtp-page.js';

export interface EarsOrder {
  readonly port: number;
  /** Queries of the audio WebSocket. */
  readonly queries: readonly string[];
  /** What to ask for; undefined to stay with the WebSocket. */
  readonly want?: { readonly frames: number; readonly copies: number; readonly way?: 'datachannel' };
  readonly seconds: number;
}

export interface EarsReport {
  readonly packets: number;
  /** Frames that came neither way. */
  readonly missing: number;
  /** From capture to the listener's own code, µs. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

const order = JSON.parse(process.argv[2]!) as EarsOrder;
const pages = order.queries.map((query) => new RtpPage(order.port, query));
for (const page of pages) while (page.bySocket.length === 0) await sleep(5);
const { want } = order;
if (want !== undefined) for (const page of pages) await page.play(want);
await sleep(1500);
const delays: number[] = [];
for (const page of pages) page.onPacket = (captureMs) => delays.push((monotonicMs() - captureMs) * 1000);
const missingOf = () => pages.flatMap((page) => page.gaps()).reduce((sum, [from, to]) => sum + to - from, 0);
const missing = missingOf();
console.log('playing');
await sleep(order.seconds * 1000);
for (const page of pages) page.onPacket = undefined;
const sorted = delays.sort((a, b) => a - b);
const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
const report: EarsReport = {
  packets: sorted.length,
  missing: missingOf() - missing,
  p50: at(0.5),
  p99: at(0.99),
  p999: at(0.999),
};
console.log(JSON.stringify(report));
for (const page of pages) page.close();
endClients();
process.exit(0);
