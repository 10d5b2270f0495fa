import t from 'tap';
import { OPUS_LOOK_AHEAD } from '../../../../src/audio/stream/sound-form.js';
import { OpusStream } from '../../../../src/web/listen/worker/opus-stream.js';
import { seeded } from '../../../harness/seeded.js';
import { encoded, errorOf, newDecoder } from './opus-sounds.js';

/** Opus is not exact; an error of one frame in time would be 0.015. */
const NEAR = 0.01;
/** The tone's own root mean square is 0.21. */
const isLoud = (samples: Float32Array) => {
  const rms = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
  return rms > 0.07 && rms < 0.3;
};
const newStream = async () => new OpusStream(await newDecoder(), OPUS_LOOK_AHEAD);

t.test('packets in order: each sample is where it was encoded, whatever the length', async (t) => {
  for (const frames of [120, 240, 480, 960]) {
    const stream = await newStream();
    const packets = await encoded(40, frames);
    const sounds = packets.flatMap((packet, number) => stream.take(number * frames, frames, packet));
    t.equal(sounds.length, 40);
    for (const [number, { first }] of sounds.entries()) t.equal(first, number * frames - OPUS_LOOK_AHEAD);
    t.ok(errorOf(sounds, 2000) < NEAR, `${frames} frames: ${errorOf(sounds, 2000)}`);
  }
});

t.test('a lost packet is made up, in its place and length; the sound is right again soon after', async (t) => {
  const stream = await newStream();
  const packets = await encoded(60);
  const sounds = packets.flatMap((packet, number) => (number === 30 ? [] : stream.take(number * 240, 240, packet)));
  t.equal(sounds.length, 60);
  t.same(
    sounds.filter(({ made }) => made).map(({ first }) => first),
    [30 * 240 - OPUS_LOOK_AHEAD],
  );
  t.ok(isLoud(sounds[30]!.samples), 'what is made up goes on');
  t.ok(errorOf(sounds.slice(40), 0) < NEAR);
});

t.test('a packet that comes again, or after its turn, gives nothing', async (t) => {
  const stream = await newStream();
  const packets = await encoded(4);
  t.equal(stream.take(0, 240, packets[0]!).length, 1);
  t.equal(stream.take(0, 240, packets[0]!).length, 0);
  t.equal(stream.take(480, 240, packets[2]!).length, 2);
  t.equal(stream.take(240, 240, packets[1]!).length, 0);
});

t.test('a long gap is left to playout', async (t) => {
  const stream = await newStream();
  const [packet] = await encoded(1);
  stream.take(0, 240, packet!);
  t.equal(stream.take(48_000, 240, packet!).length, 1);
});

t.test('the end of the stream is made up once', async (t) => {
  const stream = await newStream();
  t.equal(stream.end(), undefined);
  const packets = await encoded(20);
  for (const [number, packet] of packets.entries()) stream.take(number * 240, 240, packet);
  const end = stream.end();
  t.equal(end?.first, 20 * 240 - OPUS_LOOK_AHEAD);
  t.equal(end?.samples.length, 2 * OPUS_LOOK_AHEAD);
  t.ok(isLoud(end!.samples));
  t.equal(stream.end(), undefined);
});

t.test('garbage in place of packets: no error, and the sound comes back', async (t) => {
  const random = seeded(5);
  const stream = await newStream();
  const packets = await encoded(200);
  const sounds = packets.flatMap((packet, number) => {
    if (number < 20 || number > 120 || random() < 0.5) return stream.take(number * 240, 240, packet);
    const junk = Uint8Array.from({ length: Math.floor(random() * 300) }, () => Math.floor(random() * 256));
    return stream.take(number * 240, 240, junk);
  });
  t.ok(errorOf(sounds.slice(-40), 0) < NEAR);
  t.ok(sounds.every(({ samples }) => samples.every((value) => Number.isFinite(value))));
});
