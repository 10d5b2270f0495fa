import t from 'tap';
import { Concealer } from '../../src/playout/concealment.js';
import { JitterBuffer } from '../../src/playout/jitter-buffer.js';

const RATE = 48_000;

function concealAfter(signal: (i: number) => number, frames = 4800): { made: Float32Array; last: number } {
  const buffer = new JitterBuffer();
  const samples = new Int16Array(frames * 2);
  for (let i = 0; i < frames; i++) samples[2 * i] = samples[2 * i + 1] = Math.round(signal(i) * 32_767);
  buffer.write(0, samples, 0);
  const last = samples[2 * frames - 1]! / 32_768;
  const concealer = new Concealer(RATE);
  concealer.start(buffer, frames, last, last);
  const made = new Float32Array(2000);
  concealer.render(made, new Float32Array(2000), 0, made.length);
  return { made, last };
}

t.test('a steady tone continues in phase and at level for 10 ms', async (t) => {
  for (const frequency of [110, 220, 331, 440]) {
    const tone = (i: number) => 0.5 * Math.sin((2 * Math.PI * frequency * i) / RATE);
    const { made } = concealAfter(tone);
    let worst = 0;
    for (let i = 0; i < 480; i++) worst = Math.max(worst, Math.abs(made[i]! - tone(4800 + i)));
    t.ok(worst < 0.06, `${frequency} Hz: off by ${worst.toFixed(3)} of 0.5`);
  }
});

t.test('no step larger than the sound itself makes, at the seam and inside', async (t) => {
  const signals: Record<string, (i: number) => number> = {
    tone: (i) => 0.5 * Math.sin((2 * Math.PI * 263 * i) / RATE),
    chord: (i) => [196, 247, 294, 370].reduce((sum, f) => sum + 0.2 * Math.sin((2 * Math.PI * f * i) / RATE), 0),
    ramp: (i) => ((i % 1000) / 1000) * 0.5,
  };
  for (const [name, signal] of Object.entries(signals)) {
    const { made, last } = concealAfter(signal);
    let natural = 0;
    for (let i = 1; i < 4800; i++) natural = Math.max(natural, Math.abs(signal(i) - signal(i - 1)));
    let worst = Math.abs(made[0]! - last);
    for (let i = 1; i < made.length; i++) worst = Math.max(worst, Math.abs(made[i]! - made[i - 1]!));
    t.ok(worst < natural + 0.02, `${name}: step ${worst.toFixed(4)}, natural ${natural.toFixed(4)}`);
  }
});

t.test('after 25 ms there is silence, for ever', async (t) => {
  const { made } = concealAfter((i) => 0.9 * Math.sin(i / 20));
  t.ok(made.slice(0, 960).some((value) => Math.abs(value) > 0.3));
  t.ok(made.slice(1200).every((value) => value === 0));
});

t.test('silence stays silence, and a gap before any sound is silence', async (t) => {
  t.ok(concealAfter(() => 0).made.every((value) => value === 0));
  t.ok(concealAfter(() => 0, 10).made.every((value) => value === 0));
});
