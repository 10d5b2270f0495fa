import t from 'tap';
import { raisedCosine } from '../../src/playout/fade.js';
import { JITTER_BUFFER_FRAMES, JitterBuffer } from '../../src/playout/jitter-buffer.js';
import { seeded } from '../harness/seeded.js';

/** Interleaved frames whose left sample is the low bits of the index. */
function packet(first: number, frames: number): Int16Array {
  const samples = new Int16Array(frames * 2);
  for (let i = 0; i < frames; i++) {
    samples[2 * i] = (first + i) & 0x7fff;
    samples[2 * i + 1] = -((first + i) & 0x7fff);
  }
  return samples;
}

t.test('a sample is stored as s16/32768, exactly, at its absolute index', async (t) => {
  const buffer = new JitterBuffer();
  buffer.write(7e12, Int16Array.of(-32_768, 32_767, 1, -1), 0);
  t.equal(buffer.left[7e12 & buffer.mask], -1);
  t.equal(buffer.right[7e12 & buffer.mask], 32_767 / 32_768);
  t.equal(buffer.left[(7e12 + 1) & buffer.mask], 1 / 32_768);
  t.equal(buffer.contiguous(7e12, 100), 2);
  t.equal(buffer.end, 7e12 + 2);
});

t.test('a hole reads as zeros and is found; a late packet fills it; a duplicate changes nothing', async (t) => {
  const buffer = new JitterBuffer();
  buffer.write(0, packet(0, 100), 0);
  buffer.write(200, packet(200, 100), 0);
  t.equal(buffer.contiguous(0, 1000), 100);
  t.equal(buffer.nextPresent(100), 200);
  t.equal(buffer.left[150], 0);
  t.equal(buffer.write(100, packet(100, 100), 0), 100);
  t.equal(buffer.contiguous(0, 1000), 300);
  t.equal(buffer.write(100, packet(5000, 100), 0), 0, 'already there');
  t.equal(buffer.left[150], 150 / 32_768);
});

t.test('frames that are too late are dropped, the rest of their packet is kept', async (t) => {
  const buffer = new JitterBuffer();
  buffer.write(0, packet(0, 100), 0);
  t.equal(buffer.write(100, packet(100, 100), 150), 50);
  t.equal(buffer.contiguous(100, 10), 0);
  t.equal(buffer.contiguous(150, 100), 50);
  t.equal(buffer.write(200, packet(200, 50), 400), 0, 'wholly late');
  t.equal(buffer.nextPresent(200), 250, 'nothing is there before the end');
});

t.test('a jump by more than the ring starts over', async (t) => {
  const buffer = new JitterBuffer();
  buffer.write(0, packet(0, 100), 0);
  buffer.write(JITTER_BUFFER_FRAMES + 100, packet(0, 100), 0);
  t.equal(buffer.begin, JITTER_BUFFER_FRAMES + 100);
  t.equal(buffer.contiguous(0, 10), 0);
});

t.test('softening touches only frames around the boundary that were not played', async (t) => {
  const buffer = new JitterBuffer();
  const loud = new Int16Array(400).fill(16_384);
  buffer.write(0, loud, 0);
  buffer.write(200, loud, 0);
  buffer.soften(200, 190, raisedCosine(20));
  t.equal(buffer.left[189], 0.5);
  t.ok(buffer.left[199]! < 0.01 && buffer.left[200]! < 0.01);
  t.equal(buffer.left[220], 0.5);
});

t.test('fuzz: whatever order packets come in, what is there is right', async (t) => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = seeded(seed);
    const buffer = new JitterBuffer();
    const truth = new Set<number>();
    let wrong = 0;
    buffer.write(1000, packet(1000, 64), 0);
    for (let i = 1000; i < 1064; i++) truth.add(i);
    for (let n = 0; n < 300; n++) {
      const first = 1000 + Math.floor(random() * 20_000);
      const frames = 1 + Math.floor(random() * 300);
      buffer.write(first, packet(first, frames), 0);
      for (let i = first; i < first + frames; i++) truth.add(i);
    }
    for (let i = 1000; i < buffer.end; i++) {
      const there = buffer.contiguous(i, 1) === 1;
      if (there !== truth.has(i)) wrong++;
      if (buffer.left[i & buffer.mask] !== (there ? (i & 0x7fff) / 32_768 : 0)) wrong++;
    }
    t.equal(wrong, 0, `seed ${seed}`);
  }
});
