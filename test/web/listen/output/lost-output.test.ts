import t from 'tap';
import { LostOutput } from '../../../../src/web/listen/output/lost-output.js';

interface Machine {
  readonly block: number;
  /** Frames that the hardware takes at once. */
  readonly hardware: number;
  /** How long and how often the page freezes, ms. */
  readonly stallMs: number;
  readonly everyMs: number;
  /** Blocks that are never requested. */
  readonly skipped?: readonly number[];
}

const QUANTUM = 128;

/**
 * A minute of Chromium. The node's buffer is double. The block requested at frame (n + 1)·block is heard from (n +
 * 2)·block, or from the call if that is later. The context advances by what the hardware takes, in whole quanta.
 * @returns the arguments of each call, and what was really lost.
 */
function minute({ block, hardware, stallMs, everyMs, skipped = [] }: Machine) {
  const contextAt = (ms: number) => Math.ceil((Math.floor((ms * 48) / hardware) * hardware) / QUANTUM) * QUANTUM;
  const calls: (readonly [playback: number, now: number])[] = [];
  let lateFrames = 0;
  let lateTurns = 0;
  let wasLate = false;
  for (let n = 0; (n + 1) * block < 60 * 48_000; n++) {
    if (skipped.includes(n)) continue;
    let ms = 0;
    // The hardware's turn in which the block is requested.
    for (ms = Math.floor(((n + 1) * block) / hardware) * (hardware / 48); contextAt(ms) < (n + 1) * block; )
      ms += hardware / 48;
    const into = everyMs === 0 ? stallMs : ms % everyMs;
    // At both ends the page is free.
    const now = contextAt(ms > 2000 && ms < 58_000 && into < stallMs ? ms + stallMs - into : ms);
    const lost = Math.max(0, Math.min(block, now - (n + 2) * block));
    if (lost > 0 && !wasLate) lateTurns++;
    wasLate = lost > 0;
    lateFrames += lost;
    calls.push([now + block, now]);
  }
  return { calls, lateFrames, lateTurns };
}

function found(block: number, calls: readonly (readonly [number, number])[]) {
  const finder = new LostOutput(block);
  // Browsers give seconds, and they are not exact.
  const asSeconds = (frame: number) => (frame / 48_000) * 48_000;
  const skipped = calls.reduce((sum, [at, now]) => sum + finder.observe(asSeconds(at), asSeconds(now)), 0);
  return {
    skipped: Math.round(skipped / block),
    lateFrames: Math.round(finder.lateFrames),
    lateTurns: finder.lateTurns,
  };
}

t.test('a page that is never busy loses nothing, whatever the rhythm of the hardware', async (t) => {
  for (const block of [256, 512, 1024]) {
    for (const hardware of [128, 192, 256, 441, 480, 512]) {
      const { calls, lateFrames } = minute({ block, hardware, stallMs: 0, everyMs: 0 });
      if (lateFrames > 0) continue;
      t.same(found(block, calls), { skipped: 0, lateFrames: 0, lateTurns: 0 }, `${block} on ${hardware}`);
    }
  }
});

t.test('blocks asked for late are found to the frame, and are not skips', async (t) => {
  for (const block of [512, 1024]) {
    for (const hardware of [128, 256, 480]) {
      for (const [stallMs, everyMs] of [
        [8, 200],
        [25, 210],
        [50, 313],
        [100, 390],
        [400, 1700],
      ] as const) {
        const { calls, lateFrames, lateTurns } = minute({ block, hardware, stallMs, everyMs });
        t.same(
          found(block, calls),
          { skipped: 0, lateFrames, lateTurns },
          `${stallMs} ms every ${everyMs} ms, ${block} on ${hardware}: ${lateFrames} frames`,
        );
      }
    }
  }
});

t.test('some of these are really late, else the tests above would show nothing', async (t) => {
  t.equal(minute({ block: 512, hardware: 480, stallMs: 8, everyMs: 200 }).lateFrames, 0);
  t.ok(minute({ block: 512, hardware: 480, stallMs: 50, everyMs: 313 }).lateTurns > 100);
  t.ok(minute({ block: 1024, hardware: 480, stallMs: 100, everyMs: 390 }).lateFrames > 100_000);
});

t.test('each block that is not asked for is found once, and is not late as well', async (t) => {
  for (const skipped of [[300], [300, 600, 900], [300, 301, 302, 303]]) {
    for (const block of [512, 1024]) {
      const { calls } = minute({ block, hardware: 480, stallMs: 0, everyMs: 0, skipped });
      t.match(found(block, calls), { skipped: skipped.length, lateTurns: 0 }, `${block}: ${skipped}`);
    }
  }
});

t.test('browsers that stamp a block when it is rendered: late is what is asked for after its stamp', async (t) => {
  const block = 512;
  const { calls } = minute({ block, hardware: 480, stallMs: 100, everyMs: 390 });
  // The stamp leaves room for sound in transit.
  const stamped = calls.map(([, now], n) => [(n + 4) * block, now] as const);
  const lost = stamped.map(([at, now]) => Math.max(0, Math.min(block, now - at)));
  const { skipped, lateFrames } = found(block, stamped);
  t.equal(skipped, 0);
  t.equal(
    lateFrames,
    lost.slice(0, -16).reduce((sum, frames) => sum + frames, 0),
  );
  t.ok(lateFrames > 50_000, `${lateFrames}`);
});

t.test('a first call that was late is not the measure of the others', async (t) => {
  const { calls } = minute({ block: 512, hardware: 128, stallMs: 0, everyMs: 0 });
  const late = calls.map(([at, now], n) => (n < 3 ? ([at + 384, now + 384] as const) : ([at, now] as const)));
  t.same(found(512, late), { skipped: 0, lateFrames: 0, lateTurns: 0 });
});
