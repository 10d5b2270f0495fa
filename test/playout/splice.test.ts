import t from 'tap';
import { JitterBuffer } from '../../src/playout/jitter-buffer.js';
import { Splice } from '../../src/playout/splice.js';
import { seeded } from '../harness/seeded.js';

const RATE = 48_000;
const AT = 2000;

function filled(signal: (i: number) => number): JitterBuffer {
  const buffer = new JitterBuffer();
  const samples = new Int16Array(8000);
  for (let i = 0; i < 4000; i++) {
    samples[2 * i] = Math.round(16_000 * signal(i));
    // The other side is the opposite: a search in their sum would find silence.
    samples[2 * i + 1] = -samples[2 * i]!;
  }
  buffer.write(0, samples, 0);
  return buffer;
}

const tone = (hz: number) => (i: number) => Math.sin((2 * Math.PI * hz * i) / RATE);

t.test('a tone is cut by whole periods, forward or back', async (t) => {
  const splice = new Splice();
  for (const hz of [480, 600, 1000, 2400, 4800]) {
    for (const sign of [1, -1]) {
      splice.find(filled(tone(hz)), AT, sign * 120, 20, RATE);
      const periods = (splice.by * hz) / RATE;
      t.ok(Math.abs(periods - Math.round(periods)) < 0.02, `${hz} Hz: ${splice.by} frames`);
      t.equal(Math.sign(splice.by), sign);
      t.ok(splice.likeness > 0.99);
    }
  }
});

t.test('of a deep tone as little as allowed is cut, and the likeness shows how much is heard', async (t) => {
  const splice = new Splice();
  splice.find(filled(tone(60)), AT, 120, 20, RATE);
  t.ok(splice.by <= 22, `${splice.by} frames`);
  const { likeness } = splice;
  t.ok(likeness > 0.95, `${likeness}`);
  splice.find(filled(tone(60)), AT, 120, 60, RATE);
  t.ok(splice.by <= 62, `${splice.by} frames`);
  t.ok(splice.likeness < likeness - 0.02, `${splice.likeness}`);
});

t.test('silence is cut by all that is wanted', async (t) => {
  const splice = new Splice();
  splice.find(
    filled(() => 0),
    AT,
    120,
    20,
    RATE,
  );
  t.equal(splice.by, 120);
  t.ok(splice.likeness > 0.999);
});

t.test('a jump is placed within its range', async (t) => {
  const splice = new Splice();
  splice.find(filled(tone(440)), AT, 1500, 1380, RATE);
  t.ok(splice.by >= 1380 && splice.by <= 1500);
  const periods = (splice.by * 440) / RATE;
  t.ok(Math.abs(periods - Math.round(periods)) < 0.02, `${splice.by} frames`);
});

t.test('fuzz: the distance is always within what was asked for', async (t) => {
  const splice = new Splice();
  for (let seed = 1; seed <= 200; seed++) {
    const random = seeded(seed);
    const buffer = filled(() => 2 * random() - 1);
    const longest = 1 + Math.floor(random() * 1500);
    const least = Math.floor(random() * longest);
    const sign = random() < 0.5 ? 1 : -1;
    splice.find(buffer, AT, sign * longest, least, RATE);
    const by = splice.by * sign;
    if (!(by >= Math.max(1, least) && by <= longest)) t.fail(`seed ${seed}: ${splice.by} of ${least} to ${longest}`);
    if (!(Math.abs(splice.likeness) <= 1.0001)) t.fail(`seed ${seed}: likeness ${splice.likeness}`);
  }
});
