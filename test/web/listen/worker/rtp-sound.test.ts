import t from 'tap';
import { opusFrames, type RtpMap, RtpSound, readMap } from '../../../../src/web/listen/worker/rtp-sound.js';
import { seeded } from '../../../harness/seeded.js';
import { encoded } from './opus-sounds.js';

const MAP: RtpMap = { epoch: 3, rtp: 1000, first: 48_000, captureMs: 500, frames: 240, flags: 4 };

/** RFC 2198 around the packets; each `back` frames before the last. */
function red(packets: readonly { readonly back: number; readonly data: Uint8Array }[]): Uint8Array {
  const heads = packets.slice(0, -1).flatMap(({ back, data }) => {
    const word = (back << 10) | data.length;
    return [0x80 | 111, (word >> 16) & 255, (word >> 8) & 255, word & 255];
  });
  return Uint8Array.from([...heads, 111, ...packets.flatMap(({ data }) => [...data])]);
}

t.test('the length of a packet is read from its first byte', async (t) => {
  for (const frames of [120, 240, 480, 960]) {
    const [packet] = await encoded(1, frames);
    t.equal(opusFrames(packet!), frames);
  }
  t.equal(opusFrames(new Uint8Array(0)), 0);
  t.equal(opusFrames(Uint8Array.of(0)), 0, 'speech');
  t.equal(opusFrames(Uint8Array.of(0xf9)), 0, 'two frames in a packet');
});

t.test('a map gives each timestamp its place and its time, across the wrap of 32 bits', async (t) => {
  const [packet] = await encoded(1);
  const sound = new RtpSound();
  sound.setMap({ ...MAP, rtp: 0xffff_ff00 });
  t.match(sound.take(111, 0xffff_ff00, packet!), [{ epoch: 3, first: 48_000, frames: 240, captureMs: 500, flags: 4 }]);
  t.match(sound.take(111, 480 - 256, packet!), [{ first: 48_480, captureMs: 510, again: false }]);
  t.match(sound.take(111, 0xffff_ff00 - 240, packet!), [{ first: 47_760, captureMs: 495 }]);
});

t.test('with redundancy the older frames come first', async (t) => {
  const packets = await encoded(3);
  const sound = new RtpSound();
  sound.setMap(MAP);
  const payload = red([
    { back: 480, data: packets[0]! },
    { back: 240, data: packets[1]! },
    { back: 0, data: packets[2]! },
  ]);
  const units = sound.take(63, 1480, payload);
  t.same(
    units.map(({ first, again }) => [first, again]),
    [
      [48_000, true],
      [48_240, true],
      [48_480, false],
    ],
  );
  for (const [i, unit] of units.entries()) t.same(unit.payload, packets[i]);
  t.same(
    units.map(({ captureMs }) => captureMs),
    [500, 505, 510],
  );
});

t.test('what comes before the first map waits for it', async (t) => {
  const [packet] = await encoded(1);
  const sound = new RtpSound();
  t.same(sound.take(111, 1240, packet!), []);
  t.match(sound.setMap(MAP), [{ first: 48_240 }]);
  t.match(sound.take(111, 1480, packet!), [{ first: 48_480 }]);
  sound.restart();
  t.same(sound.take(111, 1240, packet!), []);
});

t.test('a map with a field that is no number is none', async (t) => {
  t.same(readMap({ type: 'map', ...MAP }), { type: 'map', ...MAP });
  t.equal(readMap({ ...MAP }), undefined);
  for (const name of Object.keys(MAP)) t.equal(readMap({ type: 'map', ...MAP, [name]: null }), undefined, name);
  t.equal(readMap({ type: 'map', ...MAP, frames: 0 }), undefined);
});

t.test('any bytes: no error, and every frame has a length and a place', async (t) => {
  const random = seeded(11);
  const sound = new RtpSound();
  sound.setMap(MAP);
  for (let i = 0; i < 20_000; i++) {
    const payload = Uint8Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256));
    for (const { frames, first } of sound.take(random() < 0.7 ? 63 : 111, Math.floor(random() * 2 ** 32), payload)) {
      if (![120, 240, 480, 960].includes(frames) || !(first >= 0)) t.fail(`${frames} ${first}`);
    }
  }
  t.pass('all were taken');
});
