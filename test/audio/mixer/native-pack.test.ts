import t from 'tap';
import { SCRATCH_OFFSET } from '../../../src/audio/shared/engine-layout.js';
import { RING_CAPACITY } from '../../../src/audio/shared/ring-layout.js';
import { seeded } from '../../harness/seeded.js';
import type { OfflineMixer } from './offline.js';
import { noiseLoop, rig } from './rig.js';

const FLOAT = 1;
const INT16 = 0;

function pack(mixer: OfflineMixer, mask: number, format: number, position: number, frames: number): DataView {
  const bytes = mixer.kernel.packNative(mask, format, position, frames, SCRATCH_OFFSET);
  return new DataView(mixer.memory.buffer.slice(SCRATCH_OFFSET, SCRATCH_OFFSET + bytes));
}

t.test(
  'M16 raw channels of a mask, ascending, interleaved, big-endian, across the end of the ring (fuzz)',
  async (t) => {
    const loops = Array.from({ length: 32 }, (_, i) => noiseLoop(1_013, 1.2, i));
    const mixer = rig(loops);
    for (let i = 0; i < 300; i++) {
      mixer.produce(128);
      mixer.takeOut(0);
    }
    const written = 300 * 128;
    const next = seeded(3);
    for (let round = 0; round < 200; round++) {
      const frames = 1 + Math.floor(next() * 480);
      const position = written - RING_CAPACITY + Math.floor(next() * (RING_CAPACITY - frames));
      const mask = (next() * 0x1_0000_0000) >>> (next() < 0.3 ? 28 : 0);
      const channels = loops.map((_, i) => i).filter((i) => (mask >>> i) & 1);
      const float = next() < 0.5;
      const bytes = pack(mixer, mask | 0, float ? FLOAT : INT16, position, frames);
      if (bytes.byteLength !== frames * channels.length * (float ? 4 : 2)) t.fail(`round ${round}: length`);
      let at = 0;
      for (let frame = 0; frame < frames; frame++) {
        for (const channel of channels) {
          const x = loops[channel]![(position + frame) % 1_013]!;
          const wanted = float ? x : Math.max(-32_768, Math.min(32_767, x * 32_768));
          const got = float ? bytes.getFloat32(at) : bytes.getInt16(at);
          at += float ? 4 : 2;
          if (float ? got !== wanted : Math.abs(got - wanted) > 0.5) t.fail(`round ${round}: ${got} for ${wanted}`);
        }
      }
    }
  },
);

t.test('M16 an empty mask is no bytes; all 32 channels fit the scratch', async (t) => {
  const mixer = rig(Array.from({ length: 40 }, () => new Float32Array(16).fill(0.5)));
  mixer.produce(512);
  t.equal(mixer.kernel.packNative(0, INT16, 0, 480, SCRATCH_OFFSET), 0);
  t.equal(pack(mixer, -1, FLOAT, 0, 480).byteLength, 32 * 480 * 4);
});

t.test('M16 full scale is clipped, NaN and infinities are silence', async (t) => {
  const mixer = rig([Float32Array.of(1, -1, Number.NaN, Number.POSITIVE_INFINITY, -1.5, 1.5, 1e20, 0.5)]);
  mixer.produce(8);
  const ints = pack(mixer, 1, INT16, 0, 8);
  t.same(
    Array.from({ length: 8 }, (_, i) => ints.getInt16(i * 2)),
    [32_767, -32_768, 0, 0, -32_768, 32_767, 0, 16_384],
  );
  const floats = pack(mixer, 1, FLOAT, 0, 8);
  t.same(
    Array.from({ length: 8 }, (_, i) => floats.getFloat32(i * 4)),
    [1, -1, 0, 0, -1.5, 1.5, 0, 0.5],
  );
});
