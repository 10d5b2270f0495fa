import t from 'tap';
import { describeSource } from '../../../src/audio/source/describe-source.js';
import { openSource } from '../../../src/audio/source/open-source.js';
import { describeTones, tonesRenderer } from '../../../src/audio/source/tones.js';
import { CodedError } from '../../../src/base/errors.js';
import { sourceContract } from './source-contract.js';

t.test('the contract of sources', async (t) => {
  const description = await describeSource('tones:3');
  await sourceContract(t, (options) => openSource(description, options));
});

t.test('16 channels at 48 kHz unless the name says how many', async (t) => {
  const description = describeTones('tones');
  t.equal(description.spec, 'tones:16');
  t.equal(description.sampleRate, 48_000);
  t.equal(description.channels.length, 16);
  t.equal(description.channels[3]!.name, '1000 Hz');
  for (const { color } of describeTones('tones:64').channels) t.match(color, /^#[0-9a-f]{6}$/);
});

t.test('1 to 64 channels; anything else is refused, naming the value and what is allowed', async (t) => {
  for (const count of [1, 64]) t.equal(describeTones(`tones:${count}`).channels.length, count);
  for (const spec of ['tones:0', 'tones:65', 'tones:-1', 'tones:x', 'tones:1.5', 'tones:', 'tones:999999']) {
    t.throws(() => describeTones(spec), { name: CodedError.name, message: new RegExp(`^${spec}: .*1 to 64`) });
  }
});

t.test('channel k is a sine of 250·(k + 1) Hz at −12 dBFS peak, always in phase', async (t) => {
  const renderer = tonesRenderer(64);
  const lanes = Array.from({ length: 64 }, () => new Float32Array(1_000));
  let worst = 0;
  let frame = 0;
  for (let round = 0; round < 300; round++) {
    renderer.render(lanes, 0, 1_000);
    for (const channel of [0, 1, 14, 63]) {
      for (let i = 0; i < 1_000; i += 7) {
        const turns = ((frame + i) * 250 * (channel + 1)) / 48_000;
        const wanted = 10 ** (-12 / 20) * Math.sin(2 * Math.PI * (turns - Math.floor(turns)));
        worst = Math.max(worst, Math.abs(lanes[channel]![i]! - wanted));
      }
    }
    frame += 1_000;
  }
  t.ok(worst < 1e-6, `${worst}`);
});
