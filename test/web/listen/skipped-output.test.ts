import t from 'tap';
import { SkippedOutput } from '../../../src/web/listen/skipped-output.js';

/** Stamps as Chromium makes them: the context advances in hardware blocks of 480, calls are late by up to `late` frames. */
function stamps(block: number, calls: number, skipAt: readonly number[], late: (call: number) => number): number[] {
  let skipped = 0;
  return Array.from({ length: calls }, (_, call) => {
    if (skipAt.includes(call)) skipped += block;
    const due = call * block + skipped;
    return Math.ceil((due + late(call)) / 480) * 480 + block;
  });
}

function lost(block: number, frames: readonly number[]): number {
  const finder = new SkippedOutput(block);
  return frames.reduce((sum, frame) => sum + finder.observe(frame), 0);
}

t.test('hardware blocks that beat against ours are not skips', async (t) => {
  for (const block of [256, 512, 1024])
    t.equal(
      lost(
        block,
        stamps(block, 2000, [], () => 0),
      ),
      0,
    );
});

t.test('late calls are not skips', async (t) => {
  t.equal(
    lost(
      512,
      stamps(512, 2000, [], (call) => (call % 7) * 60),
    ),
    0,
  );
  t.equal(
    lost(
      512,
      stamps(512, 500, [], (call) => (call < 3 ? 0 : 200)),
    ),
    0,
    'the first calls were early ones',
  );
});

t.test('each skipped block is found once', async (t) => {
  t.equal(
    Math.round(
      lost(
        512,
        stamps(512, 500, [100, 200, 300], () => 0),
      ) / 512,
    ),
    3,
  );
  t.equal(
    Math.round(
      lost(
        1024,
        stamps(1024, 500, [100, 101, 102, 103], (call) => call % 200),
      ) / 1024,
    ),
    4,
  );
});
