/** The strips of the inputs as a listener of the running engine hears them. */
import t from 'tap';
import { createEngine } from '../../src/audio/engine.js';
import { describeSource } from '../../src/audio/source/describe-source.js';
import type { Mix } from '../../src/wire/mix.js';
import { FLAT_STRIP } from '../../src/wire/strip.js';
import { engineOptions, Listener, only, openDoor, peak } from './engine-rig.js';
import { wavBytes, wavFile } from './source/wav-files.js';

const TONE = 10 ** (-12 / 20) * 32_768;
/** 250 Hz below a high-pass of 400 Hz, 24 dB per octave: 1/√(1 + 1.6⁸). */
const PASSED = TONE / Math.sqrt(1 + (Math.tan((Math.PI * 400) / 48_000) / Math.tan((Math.PI * 250) / 48_000)) ** 8);

t.test('E1 a strip is heard, and the sound is as before once it is flat', async (t) => {
  const mixes = new Map<string, Mix>([['anna', only(0, 1, -1)]]);
  const engine = await createEngine(engineOptions(await describeSource('tones:2')), openDoor(mixes));
  t.teardown(() => engine.stop());
  const anna = new Listener(engine.audioPort, 'anna');
  await anna.hearUntil('the tone', ({ left }) => Math.abs(peak(left) - TONE) < 20);
  engine.setStrip(0, { ...FLAT_STRIP, hpOn: true, hpHz: 400, hpSlope: 24 });
  await anna.hearUntil('the high-pass', ({ left }) => Math.abs(peak(left) - PASSED) < 20);
  engine.setStrip(0, FLAT_STRIP);
  await anna.hearUntil('the tone again', ({ left }) => Math.abs(peak(left) - TONE) < 20);
  await anna.close();
});

t.test('E1 gate and compressor are heard, a trim makes them act, and their reductions are read', async (t) => {
  const mixes = new Map<string, Mix>([['anna', only(0, 1, -1)]]);
  const engine = await createEngine(engineOptions(await describeSource('tones:2')), openDoor(mixes));
  t.teardown(() => engine.stop());
  const anna = new Listener(engine.audioPort, 'anna');
  await anna.hearUntil('the tone', ({ left }) => Math.abs(peak(left) - TONE) < 20);
  // The tone stands at −12 dBFS: 12 dB over the threshold become 3.
  const comp = { compOn: true, compDb: -24, compRatio: 4, compKneeDb: 0, compAttackMs: 5, compReleaseMs: 400 };
  engine.setStrip(0, { ...FLAT_STRIP, ...comp });
  const down = 10 ** (-9 / 20) * TONE;
  await anna.hearUntil('the compressor', ({ left }) => Math.abs(peak(left) / down - 1) < 0.02);
  engine.reductions();
  await anna.hear(20);
  const { gate, comp: reduced } = engine.reductions();
  t.ok(gate[0] === 0 && Math.abs(reduced[0]! - 9) < 0.1, `turned down by ${reduced[0]} dB`);
  engine.setStrip(0, { ...FLAT_STRIP, gateOn: true, gateDb: -9, gateRangeDb: 20 });
  await anna.hearUntil('the closed gate', ({ left }) => Math.abs(peak(left) / (TONE / 10) - 1) < 0.02);
  engine.setStrip(0, { ...FLAT_STRIP, gateOn: true, gateDb: -9, gateRangeDb: 20 }, { trimDb: 6, partner: null });
  await anna.hearUntil('the open gate', ({ left }) => Math.abs(peak(left) - TONE) < 20);
  engine.setStrip(0, FLAT_STRIP);
  await anna.close();
});

t.test('E1 a strip stays on a source of another rate, with its filters made for that rate', async (t) => {
  const rate = 44_100;
  // 1 kHz at −20 dBFS.
  const path = wavFile(
    t,
    wavBytes(rate, (frame) => [0.1 * Math.sin((2 * Math.PI * 1000 * frame) / rate)], { channels: 1, sampleRate: rate }),
  );
  const mixes = new Map<string, Mix>([['anna', only(0, 1, -1)]]);
  const engine = await createEngine(engineOptions(await describeSource('tones:2')), openDoor(mixes));
  t.teardown(() => engine.stop());
  const anna = new Listener(engine.audioPort, 'anna');
  await anna.hear(2);
  // So narrow that a filter for the other rate would miss the tone by 8 dB and more.
  engine.setStrip(0, { ...FLAT_STRIP, eq2Hz: 1000, eq2Db: 18, eq2Q: 10 });
  await engine.switchSource(await describeSource(`wav:${path}`));
  const boosted = 0.1 * 10 ** (18 / 20) * 32_768;
  await anna.hearUntil('the boost', ({ left }) => Math.abs(peak(left) / boosted - 1) < 0.02);
  await anna.close();
});
