import t from 'tap';
import { STEP_MS } from '../../src/playout/corrections.js';
import { LEAD_BOUNDS } from '../../src/playout/lead-bounds.js';
import { Playout } from '../../src/playout/playout.js';
import { seeded } from '../harness/seeded.js';
import { NETWORKS, quantile, simulate } from './simulation.js';

/** A sample that identifies its place in the stream, unique within 21 s. */
const noise = (index: number): number => {
  let mixed = Math.imul(index ^ 0x9e3779b9, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  // Not −32768, so that the other side can be its negative.
  return Math.max(-32_767, (mixed ^ (mixed >>> 16)) >> 16);
};

const tone = (index: number): number => Math.round(16_000 * Math.sin((2 * Math.PI * 440 * index) / 48_000));

t.test(
  'equal clocks, nothing late: after the first fade each sample comes out as it went in, none missing, none twice',
  async (t) => {
    for (const blockMs of [128 / 48, 512 / 48, 1024 / 48]) {
      const heard: number[] = [];
      let sides = 0;
      const result = simulate({
        seed: 3,
        seconds: 30,
        network: NETWORKS.calm,
        blockMs,
        signal: noise,
        onRender: ({ left, right, stats }) => {
          if (stats.state !== 'playing') return;
          for (let i = 0; i < left.length; i++) {
            heard.push(left[i]! * 32_768);
            if (left[i] !== -right[i]!) sides++;
          }
        },
      });
      t.equal(result.stats.underruns + result.stats.losses + result.stats.jumps + result.stats.steps, 0);
      const start = 4096;
      let index = 0;
      while (
        noise(index) !== heard[start] ||
        noise(index + 1) !== heard[start + 1] ||
        noise(index + 2) !== heard[start + 2]
      )
        index++;
      let wrong = 0;
      for (let i = start; i < heard.length; i++) if (heard[i] !== noise(index + i - start)) wrong++;
      t.equal(sides, 0, 'both sides belong together');
      t.equal(wrong, 0, `blocks of ${blockMs.toFixed(1)} ms: ${heard.length - start} samples in order`);
    }
  },
);

t.test(
  'whatever the network does: the place in the stream goes back by a step at most, and no edge is louder than the sound',
  async (t) => {
    for (const [name, network] of Object.entries(NETWORKS)) {
      for (const seed of [1, 2]) {
        let place = Number.NEGATIVE_INFINITY;
        let back = 0;
        let last = 0;
        let worst = 0;
        simulate({
          seed,
          seconds: 60,
          network,
          driftPpm: seed === 1 ? 100 : -100,
          signal: tone,
          deviceGaps: [{ atSecond: 20, ms: 30 }],
          onRender: ({ left, stats }) => {
            if (!Number.isNaN(stats.captureMs)) {
              if (stats.captureMs < place - STEP_MS - 0.05) back++;
              place = stats.captureMs;
            }
            for (let i = 0; i < left.length; i++) {
              worst = Math.max(worst, Math.abs(left[i]! - last));
              last = left[i]!;
            }
          },
        });
        t.equal(back, 0, `${name}, seed ${seed}: never back by more than a step`);
        // A 440 Hz tone at 0.488 steps by 0.0281 at most by itself; a full cut would be 0.5.
        t.ok(worst < 0.06, `${name}, seed ${seed}: largest step ${worst.toFixed(4)}`);
      }
    }
  },
);

t.test(
  'half an hour of ±100 ppm each: delay stays at the target and the difference of the clocks is found',
  async (t) => {
    for (const driftPpm of [100, -100]) {
      const result = simulate({ seed: 5, seconds: 1800, network: { jitterMs: 0.3 }, driftPpm, rate: 8000 });
      const late = result.delaysMs.slice(600);
      t.equal(result.stats.underruns, 0);
      t.equal(result.stats.jumps, 0);
      t.ok(
        quantile(late, 1) - quantile(late, 0) < 3,
        `delay within ${(quantile(late, 1) - quantile(late, 0)).toFixed(2)} ms`,
      );
      t.ok(
        Math.abs(quantile(result.ppms.slice(600), 0.5) - driftPpm) < 5,
        `${quantile(result.ppms.slice(600), 0.5)} ppm`,
      );
    }
  },
);

t.test('two hours of Wi-Fi: little is lost, and delay neither runs away nor saturates the speed', async (t) => {
  const result = simulate({ seed: 11, seconds: 2 * 3600, network: NETWORKS.wifi, driftPpm: 40, rate: 8000 });
  const perHour = (result.concealedMs + result.silentMs) / 2;
  t.comment(
    `per hour: ${(result.stats.underruns / 2).toFixed(0)} underruns, ${(result.concealedMs / 2).toFixed(0)} ms made up, ` +
      `${(result.silentMs / 2).toFixed(0)} ms silent; delay p50 ${quantile(result.delaysMs, 0.5).toFixed(1)} p99 ${quantile(result.delaysMs, 0.99).toFixed(1)} ms`,
  );
  t.ok(perHour < 30_000, 'under 0.9 % of the time');
  t.ok(quantile(result.delaysMs, 0.99) < 200);
  t.ok(Math.abs(quantile(result.ppms, 0.5)) < 400);
});

t.test('a network that grows slower for good: the delay follows once, and no more is lost', async (t) => {
  let at60 = 0;
  const result = simulate({
    seed: 8,
    seconds: 120,
    network: NETWORKS.calm,
    step: { atSecond: 30, ms: 80 },
    rate: 8000,
    onSecond: (second, playout) => {
      if (second === 60) at60 = playout.stats.underruns;
    },
  });
  t.ok(at60 >= 1 && at60 <= 3, `${at60} underruns at the step`);
  t.equal(result.stats.underruns, at60, 'none after it');
  t.match(result.stats.state, 'playing');
});

t.test('a bad minute: twenty seconds after it the delay comes down, and soon it is where it was', async (t) => {
  const result = simulate({
    seed: 4,
    seconds: 120,
    network: { jitterMs: 1, stalls: [{ everyMs: 1200, fromMs: 60, toMs: 66 }] },
    calmAfterSecond: 60,
    rate: 8000,
  });
  const during = Math.max(...result.delaysMs.slice(0, 60));
  const after = quantile(result.delaysMs.slice(105), 0.5);
  t.ok(during > 60, `${during.toFixed(0)} ms during`);
  t.ok(after < 25, `${after.toFixed(0)} ms after`);
});

t.test(
  'a device that skips output, or whose clock slips: the delay is back at the target within a second',
  async (t) => {
    for (const slip of [false, true]) {
      for (const ms of [3, 8, 30, 300]) {
        const result = simulate({
          seed: 9,
          seconds: 30,
          network: NETWORKS.calm,
          rate: 8000,
          deviceGaps: [{ atSecond: 19.9, ms, slip }],
        });
        const before = quantile(result.delaysMs.slice(5, 19), 0.5);
        const after = result.delaysMs[20]!;
        t.equal(result.stats.deviceGaps, slip ? 0 : 1);
        t.ok(Math.abs(after - before) < 1.6, `${ms} ms, ${slip}: ${before.toFixed(1)} → ${after.toFixed(1)} ms`);
        t.equal(result.stats.jumps, ms > 10 ? 1 : 0);
      }
    }
  },
);

t.test(
  'a clock in steps of 1 ms, as on the audio thread: the delay stays where it is, whatever the drift',
  async (t) => {
    for (const driftPpm of [0, 20, 100]) {
      const network = { jitterMs: 0.5 };
      const { stats, delaysMs } = simulate({ seed: 9, seconds: 300, network, rate: 8000, driftPpm, clockStepMs: 1 });
      t.equal(stats.underruns + stats.jumps, 0);
      t.ok(stats.steps <= 2, `${stats.steps} steps`);
      const later = delaysMs.slice(5);
      const range = quantile(later, 1) - quantile(later, 0);
      t.ok(range < 1.5, `within ${range.toFixed(2)} ms`);
      if (driftPpm === 0) t.equal(range, 0, 'and no sample is touched');
    }
  },
);

t.test('paths that ask for large blocks, and late, do not run empty', async (t) => {
  for (const [blockMs, callsLateMs] of [
    [512 / 48, 0],
    [512 / 48, 0.5],
    [1024 / 48, 0.5],
    [10, 1],
  ] as const) {
    const network = { jitterMs: 0.3 };
    const result = simulate({ seed: 7, seconds: 300, network, blockMs, callsLateMs, rate: 8000 });
    t.equal(result.stats.underruns, 0, `${blockMs.toFixed(1)} ms`);
    t.ok(quantile(result.delaysMs, 0.95) < 23, `${quantile(result.delaysMs, 0.95).toFixed(1)} ms`);
  }
});

t.test('another choice counts at once: the delay follows by a few steps or one jump, without silence', async (t) => {
  const result = simulate({
    seed: 10,
    seconds: 60,
    network: NETWORKS.calm,
    rate: 8000,
    onSecond: (second, playout) => {
      if (second === 15) playout.setBounds(LEAD_BOUNDS.safe);
      if (second === 35) playout.setBounds(LEAD_BOUNDS.low);
    },
  });
  const start = quantile(result.delaysMs.slice(5, 14), 0.5);
  const middle = quantile(result.delaysMs.slice(17, 33), 0.5);
  const end = quantile(result.delaysMs.slice(37), 0.5);
  t.equal(result.stats.jumps, 1);
  t.equal(result.silentMs, 0);
  t.ok(Math.abs(middle - start - 19) < 2, `${start.toFixed(1)} → ${middle.toFixed(1)} ms`);
  t.ok(end < start, `${end.toFixed(1)} ms`);
});

t.test('a source of 48 kHz plays on a device of 44.1 kHz, and the reverse', async (t) => {
  for (const [rate, outputRate] of [
    [48_000, 44_100],
    [44_100, 48_000],
  ] as const) {
    const result = simulate({
      seed: 2,
      seconds: 60,
      network: NETWORKS.calm,
      rate,
      outputRate,
      blockMs: 10,
      signal: tone,
    });
    t.equal(result.stats.underruns, 0);
    t.ok(Math.abs(quantile(result.delaysMs.slice(5), 0.5) - result.delaysMs.at(-1)!) < 4);
  }
});

t.test('a new epoch fades out, waits for the target and fades in; the old stream is never heard again', async (t) => {
  const playout = new Playout({ outputRate: 48_000, bounds: LEAD_BOUNDS.normal });
  const left = new Float32Array(128);
  const right = new Float32Array(128);
  const samples = new Int16Array(960);
  let now = 0;
  let last = 0;
  let worst = 0;
  const run = (epoch: number, level: number, packets: number) => {
    for (let n = 0; n < packets; n++) {
      samples.fill(level);
      playout.push(
        {
          epoch,
          first: n * 480,
          sampleRate: 48_000,
          flags: n === 0 ? 1 : 0,
          captureMs: 0,
          samples,
        },
        now,
      );
      for (let at = 0; at < 480; at += 120) {
        playout.render(left.subarray(0, 120), right.subarray(0, 120), 120, now);
        for (let i = 0; i < 120; i++) {
          worst = Math.max(worst, Math.abs(left[i]! - last));
          last = left[i]!;
        }
        now += 2.5;
      }
    }
  };
  run(1, 16_384, 20);
  t.equal(last, 0.5);
  run(2, -8192, 20);
  t.equal(last, -0.25);
  t.ok(worst < 0.01, `largest step ${worst.toFixed(4)}`);
});

t.test('after sleep the player drops the old sound and starts at the target', async (t) => {
  const playout = new Playout({ outputRate: 48_000, bounds: LEAD_BOUNDS.normal });
  const left = new Float32Array(480);
  const samples = new Int16Array(960).fill(1000);
  let frame = 0;
  const packet = () => {
    const first = frame;
    frame += 480;
    return { epoch: 1, first, sampleRate: 48_000, flags: 0, captureMs: frame / 48, samples };
  };
  for (let n = 0; n < 100; n++) {
    playout.push(packet(), n * 10);
    playout.render(left, left, 480, n * 10);
  }
  t.equal(playout.stats.state, 'playing');
  for (let n = 100; n < 160; n++) playout.push(packet(), n * 10);
  for (let n = 160; n < 190; n++) {
    playout.push(packet(), n * 10);
    playout.render(left, left, 480, n * 10);
  }
  t.equal(playout.stats.state, 'playing');
  const { fillMs, targetMs } = playout.stats;
  t.ok(Math.abs(fillMs - targetMs) <= 1, `fill ${fillMs} of ${targetMs} ms`);
  t.ok(playout.stats.targetMs < 30, `${targetMs} ms`);
});

t.test('fuzz: hostile packets never throw, and the output stays finite and bounded', async (t) => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = seeded(seed);
    const playout = new Playout({
      outputRate: 48_000,
      bounds: { floorMs: 3 + random() * 30, ceilingMs: 40 + random() * 200 },
    });
    const left = new Float32Array(512);
    const right = new Float32Array(512);
    let frame = 0;
    let now = 0;
    let bad = 0;
    for (let n = 0; n < 1000; n++) {
      const frames = Math.floor(random() * 1920);
      const samples = Int16Array.from({ length: frames * 2 }, () => Math.floor(random() * 65_536) - 32_768);
      if (random() < 0.02) frame = Math.floor(random() * 2 ** 40);
      playout.push(
        {
          epoch: random() < 0.01 ? n : 1,
          first: frame + (random() < 0.1 ? Math.floor(random() * 5000 - 2500) : 0),
          sampleRate: random() < 0.01 ? 44_100 : 48_000,
          flags: random() < 0.1 ? Math.floor(random() * 256) : 0,
          captureMs: random() < 0.01 ? Number.NaN : now,
          samples,
        },
        now,
      );
      frame += frames;
      const block = 1 + Math.floor(random() * 512);
      playout.render(left, right, block, now, random() < 0.01 ? Math.floor(random() * 3000) : 0);
      for (let i = 0; i < block; i++) if (!(Math.abs(left[i]!) <= 8)) bad++;
      if (random() < 0.01) playout.setBounds({ floorMs: random() * 50, ceilingMs: 40 + random() * 200 });
      now += random() < 0.01 ? random() * 2000 - 200 : random() * 20;
    }
    t.equal(bad, 0, `seed ${seed}`);
  }
});
