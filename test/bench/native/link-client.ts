/**
 * One listener at the far end of a link: the reference client's connection and its player, with figures instead of
 * sound. Prints one line of JSON.
 *
 *   link-client <host> <web port> <seconds> <JSON of `audio`> <least lead, ms>
 */
import { monotonicMs } from '../../../src/base/clock.js';
import { joinBox } from '../../../src/listen/join-box.js';
import { NativeLink } from '../../../src/listen/native-link.js';
import { Player } from '../../../src/listen/player.js';
import { boundsAbove } from '../../../src/playout/lead-bounds.js';

const [host, webPort, seconds, audio, leadMs] = process.argv.slice(2);
/** The law looks back 20 s. What the start cost is forgotten by then. */
const WARM_UP_MS = 25_000;

type Counters = Readonly<
  Record<'underruns' | 'losses' | 'concealedFrames' | 'silentFrames' | 'jumps' | 'targetMs', number>
>;

let before: Counters | undefined;
/** From capture to arrival of the packet that needed least, ms. */
let fastest = Number.POSITIVE_INFINITY;
const delays: number[] = [];

const box = await joinBox(host!, Number(webPort), `/tmp/stagebox-link-client-${process.pid}.json`, 'bench');
const player = new Player(box.sampleRate, boundsAbove(Number(leadMs)), {
  paced: false,
  write() {
    const { captureMs } = player.stats;
    if (before !== undefined && Number.isFinite(captureMs)) delays.push(monotonicMs() - captureMs);
    return true;
  },
  async close() {},
});
const link = new NativeLink(
  { host: host!, port: box.nativePort, device: box.device, token: box.token, audio: JSON.parse(audio!) },
  {
    sound: (packet) => {
      player.push(packet, performance.now());
      if (before !== undefined && packet.repaired !== true)
        fastest = Math.min(fastest, monotonicMs() - packet.captureMs);
    },
    control: () => {},
    closed: (reason) => {
      if (reason !== 'done') console.error(reason);
    },
  },
);
player.start();
setTimeout(() => {
  before = { ...player.stats };
}, WARM_UP_MS);
setTimeout(() => void finish(), WARM_UP_MS + Number(seconds) * 1000);

async function finish(): Promise<void> {
  const after = player.stats;
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
      targetMs: after.targetMs,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      fastest,
      ...link.stats,
    }),
  );
  await player.close();
  link.close('done');
}
