import t from 'tap';
import type { PlayoutPacket } from '../../../../src/playout/playout-types.js';
import { ChirpOverlay } from '../../../../src/web/listen/ear/chirp-overlay.js';
import { CHIRPS, chirpAt, chirpsValue, WHOLE_MS } from '../../../../src/web/listen/ear/chirps.js';
import { seededBelow } from '../../../harness/seeded.js';

const MUSIC = 0.25;

/** A packet of a stream whose frame 0 was captured at 1000 ms. */
function packet(first: number, frames: number, sampleRate: number, floats: boolean, epoch = 1): PlayoutPacket {
  const samples = floats ? new Float32Array(frames * 2).fill(MUSIC) : new Int16Array(frames * 2).fill(MUSIC * 32_768);
  return { epoch, first, sampleRate, flags: 0, captureMs: 1000 + ((first + frames - 1) * 1000) / sampleRate, samples };
}

for (const [name, floats] of [
  ['floats', true],
  ['s16', false],
] as const)
  t.test(`${name}: packets of any length get the chirps at the frames whose capture times are given`, async (t) => {
    for (let seed = 1; seed <= 20; seed++) {
      const below = seededBelow(seed);
      const rate = seed % 3 === 0 ? 44_100 : 48_000;
      const begin = below(1_000_000);
      const overlay = new ChirpOverlay();
      const left: number[] = [];
      for (let first = begin; !overlay.ended; ) {
        const frames = 120 + below(900);
        const each = packet(first, frames, rate, floats);
        overlay.into(each);
        for (let i = 0; i < frames; i++) {
          left.push(each.samples[2 * i]! / (floats ? 1 : 32_768));
          if (each.samples[2 * i] !== each.samples[2 * i + 1]) t.fail('both sides are alike');
        }
        first += frames;
      }
      overlay.captureMs.forEach((ms, i) => {
        const wanted = 1000 + (begin * 1000) / rate + chirpAt(i);
        if (!(Math.abs(ms - wanted) < 1e-6)) t.fail(`seed ${seed}: chirp ${i} at ${ms}, not at ${wanted}`);
      });
      const wrong = left.findIndex((value, i) => {
        const ms = (i * 1000) / rate;
        return ms > 30 && ms < WHOLE_MS - 30 && Math.abs(value - chirpsValue(ms)) > 1 / 32_768;
      });
      t.equal(wrong, -1, `seed ${seed}`);
      t.equal(left[0], MUSIC);
      t.equal(left.at(-1), MUSIC);
    }
  });

t.test(
  'a chirp whose packet never came has no capture time; a packet that comes late still gets its part',
  async (t) => {
    const overlay = new ChirpOverlay();
    const second = 48_000;
    overlay.into(packet(0, 480, second, true));
    // Chirps 0, 1 and 2 begin at 400, 1200 and 2000 ms.
    const third = packet(96_000, 480, second, true);
    overlay.into(third);
    const late = packet(57_600, 480, second, true);
    overlay.into(late);
    overlay.into(packet(48 * WHOLE_MS, 480, second, true));
    t.equal(overlay.ended, true);
    t.same(
      overlay.captureMs.map((ms) => (Number.isNaN(ms) ? null : Math.round(ms))),
      [null, 2200, 3000, null, null, null],
    );
    t.equal(overlay.captureMs.length, CHIRPS);
    for (const { samples } of [third, late]) t.ok(Math.max(...samples) > 0.05 && !samples.includes(MUSIC));
  },
);

t.test('another stream ends it, and is left as it is', async (t) => {
  const overlay = new ChirpOverlay();
  overlay.into(packet(0, 480, 48_000, true));
  const other = packet(24_000, 480, 48_000, true, 2);
  overlay.into(other);
  t.equal(overlay.ended, true);
  t.ok(other.samples.every((value) => value === MUSIC));
  t.ok(overlay.captureMs.every(Number.isNaN));
});
