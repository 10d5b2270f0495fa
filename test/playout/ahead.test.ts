import t from 'tap';
import { AheadPlayout } from '../../src/playout/ahead.js';
import { LEAD_BOUNDS } from '../../src/playout/lead-bounds.js';
import { seeded } from '../harness/seeded.js';
import { MemoryDevice, runAhead } from './ahead-device.js';

/** A sample that identifies its place in the stream. */
const noise = (index: number): number => {
  let mixed = Math.imul(index ^ 0x9e3779b9, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return Math.max(-32_767, (mixed ^ (mixed >>> 16)) >> 16);
};
const tone = (index: number): number => Math.round(16_000 * Math.sin((2 * Math.PI * 440 * index) / 48_000));
/** The largest step between two frames of `tone`. */
const TONE_STEP = (16_000 / 32_768) * 2 * Math.PI * (440 / 48_000);

/** The largest step between two frames that are heard. */
function steps() {
  let last = 0;
  let worst = 0;
  return {
    take(left: number) {
      worst = Math.max(worst, Math.abs(left - last));
      last = left;
    },
    get worst() {
      return worst;
    },
  };
}

t.test('nothing late: each sample comes out as it went in, and no write touches what was played', async (t) => {
  for (const burst of [128, 480]) {
    const heard: number[] = [];
    let sides = 0;
    const { device, playout } = runAhead({
      seconds: 10,
      burst,
      signal: noise,
      onFrame: (left, right) => {
        heard.push(Math.round(left * 32_768));
        if (left !== -right) sides++;
      },
    });
    const { stats } = playout;
    t.equal(stats.underruns + stats.losses + stats.jumps, 0);
    t.equal(device.tooLate, 0);
    t.equal(sides, 0);
    const start = 48_000;
    let index = 0;
    while (index < 96_000 && (noise(index) !== heard[start] || noise(index + 1) !== heard[start + 1])) index++;
    let wrong = 0;
    for (let i = start; i < heard.length; i++) if (heard[i] !== noise(index + i - start)) wrong++;
    t.equal(wrong, 0, `bursts of ${burst}: ${heard.length - start} samples in order`);
  }
});

t.test('a packet that is on time adds sound at the end; what waits before it stays as it is', async (t) => {
  const { device } = runAhead({ seconds: 5, jitterMs: 0.1, signal: tone });
  const later = device.ahead.slice(400);
  const early = later.filter((frames) => frames < 100).length;
  t.ok(early < later.length / 20, `${early} of ${later.length} writes near the device`);
});

t.test('a page that stands still for less than its lead is not heard', async (t) => {
  const heard = steps();
  let silent = 0;
  let zeros = 0;
  const { playout } = runAhead({
    seconds: 4,
    bounds: LEAD_BOUNDS.safe,
    frozen: [
      [2000, 2020],
      [3000, 3020],
    ],
    signal: tone,
    onFrame: (left, _right, ms) => {
      heard.take(left);
      zeros = left === 0 ? zeros + 1 : 0;
      if (ms > 1000 && zeros === 3) silent++;
    },
  });
  t.equal(playout.stats.underruns, 0);
  t.ok(heard.worst < 1.5 * TONE_STEP, `largest step ${heard.worst}`);
  t.equal(silent, 0);
});

t.test('a page that freezes again and again: the lead grows until no freeze is heard', async (t) => {
  const concealed: number[] = [];
  const frozen = Array.from({ length: 60 }, (_, i) => [2000 + i * 300, 2050 + i * 300] as const);
  const { playout } = runAhead({
    seconds: 20,
    frozen,
    signal: tone,
    onDelay: (ms, _delayMs, { concealedFrames }) => {
      concealed[Math.floor(ms / 1000)] ??= concealedFrames;
    },
  });
  t.ok(playout.stats.concealedFrames > 0, 'the first freezes are heard');
  t.equal(playout.stats.concealedFrames, concealed[6], 'none after four seconds');
  t.ok(playout.stats.targetMs > 50 && playout.stats.targetMs < 70, `${playout.stats.targetMs} ms`);
});

t.test(
  'stalls, losses and a frozen page: what is missing is made up and faded, and no edge is louder than the sound',
  async (t) => {
    for (const seed of [1, 2, 3, 4]) {
      const random = seeded(seed);
      const spans = (count: number, longestMs: number) =>
        Array.from({ length: count }, () => {
          const from = 1000 + random() * 18_000;
          return [from, from + random() * longestMs] as const;
        });
      const lost = new Set(Array.from({ length: 40 }, () => Math.floor(random() * 4000)));
      const heard = steps();
      const { device } = runAhead({
        seconds: 20,
        seed,
        jitterMs: 1,
        burst: seed % 2 === 0 ? 480 : 128,
        frozen: spans(10, 60),
        stalled: spans(10, 120),
        lost: (packet) => lost.has(packet),
        repaired: seed > 2,
        signal: tone,
        onFrame: heard.take,
      });
      t.equal(device.tooLate, 0);
      t.ok(
        heard.worst < 3 * TONE_STEP,
        `seed ${seed}: largest step ${(heard.worst / TONE_STEP).toFixed(2)} of the tone's`,
      );
    }
  },
);

t.test('a lost packet that comes again with the next one is not missed', async (t) => {
  const heard: number[] = [];
  const { playout } = runAhead({
    seconds: 6,
    bounds: { floorMs: 8, ceilingMs: 80 },
    jitterMs: 0.2,
    lost: (packet) => packet > 400 && packet % 50 === 0,
    repaired: true,
    signal: noise,
    onFrame: (left) => heard.push(left * 32_768),
  });
  t.equal(playout.stats.losses + playout.stats.underruns, 0);
  t.equal(playout.stats.concealedFrames, 0);
});

t.test('when the device stands still for a moment, the delay is back within a second', async (t) => {
  let before = 0;
  const late: number[] = [];
  runAhead({
    seconds: 8,
    stands: [[4000, 4040]],
    signal: tone,
    onDelay: (ms, delayMs) => {
      if (ms > 3000 && ms < 3900) before = Math.max(before, delayMs);
      if (ms > 5040 + 10) late.push(delayMs);
    },
  });
  t.ok(late.length > 1000);
  t.ok(
    Math.max(...late) < before + 10,
    `${before.toFixed(1)} ms before, at most ${Math.max(...late).toFixed(1)} after`,
  );
});

t.test('after a stall of two seconds the delay is back within a second', async (t) => {
  let before = 0;
  const late: number[] = [];
  runAhead({
    seconds: 9,
    stalled: [[4000, 6000]],
    signal: tone,
    onDelay: (ms, delayMs) => {
      if (ms > 3000 && ms < 3900) before = Math.max(before, delayMs);
      if (ms > 7000) late.push(delayMs);
    },
  });
  t.ok(late.length > 1000);
  t.ok(
    Math.max(...late) < before + 10,
    `${before.toFixed(1)} ms before, at most ${Math.max(...late).toFixed(1)} after`,
  );
});

t.test('a device that slept begins anew with sound that is new', async (t) => {
  let before = 0;
  const late: number[] = [];
  runAhead({
    seconds: 9,
    stands: [[4000, 6000]],
    signal: tone,
    onDelay: (ms, delayMs) => {
      if (ms > 3000 && ms < 3900) before = Math.max(before, delayMs);
      if (ms > 7000) late.push(delayMs);
    },
  });
  t.ok(
    Math.max(...late) < before + 10,
    `${before.toFixed(1)} ms before, at most ${Math.max(...late).toFixed(1)} after`,
  );
});

t.test('after a flush the sound that waits fades out, and is followed by silence', async (t) => {
  const device = new MemoryDevice();
  const playout = new AheadPlayout({ outputRate: 48_000, bounds: LEAD_BOUNDS.normal }, device);
  const samples = new Int16Array(9600).fill(8000);
  playout.look(0, 0);
  playout.push({ epoch: 1, first: 0, sampleRate: 48_000, flags: 0, captureMs: 0, samples }, 0, 1);
  device.play(1200, () => undefined);
  playout.flush(device.played, 26);
  const heard: number[] = [];
  device.play(2400, (left) => heard.push(left));
  t.ok(heard[0]! > 0.1, 'it played');
  t.ok(heard.every((value, i) => i === 0 || Math.abs(value - heard[i - 1]!) < 0.02));
  t.equal(heard.at(-1), 0);
});
