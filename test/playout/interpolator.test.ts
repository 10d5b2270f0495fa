import t from 'tap';
import { HALF_TAPS, Interpolator } from '../../src/playout/interpolator.js';
import { JitterBuffer } from '../../src/playout/jitter-buffer.js';

const RATE = 48_000;

function filled(frequency: number, rate = RATE, frames = 20_000): JitterBuffer {
  const buffer = new JitterBuffer();
  const samples = new Int16Array(frames * 2);
  for (let i = 0; i < frames; i++) {
    samples[2 * i] = Math.round(24_000 * Math.sin((2 * Math.PI * frequency * i) / rate));
    samples[2 * i + 1] = i & 0x7fff;
  }
  buffer.write(0, samples, 0);
  return buffer;
}

/** Level of everything but the sine of `frequency`, relative to the sine, dB. */
function errorDb(output: Float32Array, frequency: number, rate: number): number {
  // Least squares: sine and cosine are not orthogonal over a broken number of cycles.
  let [ss, sc, cc, ys, yc, power] = [0, 0, 0, 0, 0, 0];
  const from = 1000;
  for (let i = from; i < output.length; i++) {
    const angle = (2 * Math.PI * frequency * i) / rate;
    const [sine, cosine, y] = [Math.sin(angle), Math.cos(angle), output[i]!];
    ss += sine * sine;
    sc += sine * cosine;
    cc += cosine * cosine;
    ys += y * sine;
    yc += y * cosine;
    power += y * y;
  }
  const determinant = ss * cc - sc * sc;
  const a = (ys * cc - yc * sc) / determinant;
  const b = (yc * ss - ys * sc) / determinant;
  let residue = 0;
  for (let i = from; i < output.length; i++) {
    const angle = (2 * Math.PI * frequency * i) / rate;
    residue += (output[i]! - a * Math.sin(angle) - b * Math.cos(angle)) ** 2;
  }
  return 10 * Math.log10(residue / power);
}

t.test('at step 1 on a whole frame samples pass bit by bit', async (t) => {
  const buffer = filled(997);
  const left = new Float32Array(1000);
  const right = new Float32Array(1000);
  const cursor = { position: 500, fraction: 0 };
  new Interpolator(1).read(buffer, cursor, 1, left, right, 0, 1000);
  t.same(left, buffer.left.slice(500, 1500));
  t.same(right, buffer.right.slice(500, 1500));
  t.same(cursor, { position: 1500, fraction: 0 });
});

t.test('resampling keeps a sine clean: below −80 dB at 500 ppm and from 48 to 44.1 kHz', async (t) => {
  for (const [frequency, step, outputRate] of [
    [1000, 1.0005, RATE / 1.0005],
    [10_000, 1.0005, RATE / 1.0005],
    [10_000, 0.9995, RATE / 0.9995],
    [1000, RATE / 44_100, 44_100],
    [15_000, RATE / 44_100, 44_100],
  ] as const) {
    const buffer = filled(frequency);
    const left = new Float32Array(15_000);
    const right = new Float32Array(15_000);
    const cursor = { position: HALF_TAPS, fraction: 0 };
    new Interpolator(step > 1.01 ? step : 1).read(buffer, cursor, step, left, right, 0, left.length);
    const error = errorDb(left, frequency, outputRate);
    t.ok(error < -80, `${frequency} Hz at step ${step.toFixed(4)}: ${error.toFixed(1)} dB`);
  }
});

t.test('the same frames come out in pieces or at once', async (t) => {
  const buffer = filled(3000);
  const once = [new Float32Array(4096), new Float32Array(4096)] as const;
  const pieces = [new Float32Array(4096), new Float32Array(4096)] as const;
  const interpolator = new Interpolator(1);
  interpolator.read(buffer, { position: 100, fraction: 0.25 }, 1.0003, once[0], once[1], 0, 4096);
  const cursor = { position: 100, fraction: 0.25 };
  for (let at = 0; at < 4096; at += 128) interpolator.read(buffer, cursor, 1.0003, pieces[0], pieces[1], at, 128);
  let worst = 0;
  for (let i = 0; i < 4096; i++) worst = Math.max(worst, Math.abs(once[0][i]! - pieces[0][i]!));
  t.ok(worst < 1e-6, `differs by ${worst}`);
});

t.test('available() never promises a frame whose filter needs more than there is', async (t) => {
  const buffer = filled(440, RATE, 1000);
  const interpolator = new Interpolator(1);
  t.equal(interpolator.available(buffer, { position: 0, fraction: 0 }, 1, 10_000), 1000 - HALF_TAPS);
  t.equal(interpolator.available(buffer, { position: 1000 - HALF_TAPS, fraction: 0 }, 1, 10), 0);
  t.equal(interpolator.available(buffer, { position: 0, fraction: 0.5 }, 2, 10_000), (1000 - HALF_TAPS) / 2 - 1);
  t.equal(interpolator.available(buffer, { position: 990, fraction: 0 }, 1, 5), 0);
});
