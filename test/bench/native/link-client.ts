/**
 * One listener at the far end of a bad link: the reference client's connection and the page's playout, with figures
 * instead of sound. Prints one line of JSON.
 *
 *   link-client <host> <web port> <seconds> <JSON of `audio`> <least lead, ms> <frames that the device asks for>
 */
import { monotonicMs } from '../../../src/base/clock.js';
import { joinBox } from '../../../src/listen/join-box.js';
import { NativeLink } from '../../../src/listen/native-link.js';
import { boundsAbove } from '../../../src/playout/lead-bounds.js';
import { Playout } from '../../../src/playout/playout.js';

const [host, webPort, seconds, audio, leadMs, block] = process.argv.slice(2);
const WARM_UP_MS = 5_000;
const BLOCK = Number(block);

let before:
  | {
      readonly underruns: number;
      readonly losses: number;
      readonly concealedFrames: number;
      readonly silentFrames: number;
      readonly jumps: number;
    }
  | undefined;
/** From capture to arrival of the packet that needed least, ms. */
let fastest = Number.POSITIVE_INFINITY;

const box = await joinBox(host!, Number(webPort), `/tmp/stagebox-link-client-${process.pid}.json`, 'bench');
const playout = new Playout({ outputRate: box.sampleRate, bounds: boundsAbove(Number(leadMs)) });
const link = new NativeLink(
  { host: host!, port: box.nativePort, device: box.device, token: box.token, audio: JSON.parse(audio!) },
  {
    sound: (packet) => {
      playout.push(packet, performance.now());
      if (before !== undefined) fastest = Math.min(fastest, monotonicMs() - packet.captureMs);
    },
    control: () => {},
    closed: (reason) => {
      if (reason !== 'done') console.error(reason);
    },
  },
);

const left = new Float32Array(BLOCK);
const right = new Float32Array(BLOCK);
const delays: number[] = [];
const started = performance.now();
const counters = () => {
  const { underruns, losses, concealedFrames, silentFrames, jumps } = playout.stats;
  return { underruns, losses, concealedFrames, silentFrames, jumps };
};
let due = started;
const timer = setInterval(() => {
  const now = performance.now();
  for (; due <= now; due += (BLOCK * 1000) / box.sampleRate) {
    playout.render(left, right, BLOCK, now);
    if (before !== undefined && Number.isFinite(playout.stats.captureMs))
      delays.push(monotonicMs() - playout.stats.captureMs);
  }
  if (before === undefined && now - started >= WARM_UP_MS) before = counters();
  if (now - started < WARM_UP_MS + Number(seconds) * 1000) return;
  clearInterval(timer);
  finish();
}, 1);

function finish(): void {
  const after = counters();
  const perMinute = (value: number) => (value * 60) / Number(seconds);
  const toMs = (frames: number) => (frames * 1000) / box.sampleRate;
  delays.sort((a, b) => a - b);
  const at = (part: number) => delays[Math.floor(part * (delays.length - 1))] ?? Number.NaN;
  console.log(
    JSON.stringify({
      gaps: perMinute(after.underruns + after.losses - before!.underruns - before!.losses),
      concealedMs: perMinute(toMs(after.concealedFrames - before!.concealedFrames)),
      silentMs: perMinute(toMs(after.silentFrames - before!.silentFrames)),
      jumps: perMinute(after.jumps - before!.jumps),
      p50: at(0.5),
      p99: at(0.99),
      fastest,
      ...link.stats,
    }),
  );
  link.close('done');
}
