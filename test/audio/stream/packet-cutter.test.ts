import t from 'tap';
import { EngineWord, LOOK_AHEAD } from '../../../src/audio/shared/engine-layout.js';
import { createEngineMemory, engineHeader, ringHeader } from '../../../src/audio/shared/engine-memory.js';
import { RingWord } from '../../../src/audio/shared/ring-layout.js';
import { READABLE_FRAMES } from '../../../src/audio/stream/bus-reader.js';
import { type CutFrom, PacketCutter } from '../../../src/audio/stream/packet-cutter.js';
import { StreamClock } from '../../../src/audio/stream/stream-clock.js';

const PERIOD = 128;

/** A cutter over memory that this test writes by itself. Positions begin as the mixer's do. */
function cutting(frames: number, from: CutFrom) {
  const memory = createEngineMemory();
  const header = engineHeader(memory);
  const ring = ringHeader(memory);
  Atomics.store(header, EngineWord.OUT_POS, -LOOK_AHEAD);
  const clock = new StreamClock(memory, 48_000);
  const cutter = new PacketCutter(clock, frames, from, 0);
  /** The mixer mixes one period; the cutter's thread sees it if `seen`. */
  const mix = (periods: number, seen = true) => {
    Atomics.add(ring, RingWord.WRITE_POS, periods * PERIOD);
    Atomics.add(header, EngineWord.OUT_POS, periods * PERIOD);
    if (seen) clock.refresh();
  };
  return { cutter, clock, header, mix };
}

for (const from of ['bus', 'capture'] as const) {
  t.test(`a packet from the ${from} is complete with the period that holds its last frame`, async (t) => {
    for (const frames of [128, 256, 384, 480, 777, 1920]) {
      const { cutter, mix } = cutting(frames, from);
      if (from === 'bus') cutter.begin(-LOOK_AHEAD);
      else cutter.restart();
      const behind = from === 'bus' ? LOOK_AHEAD : 0;
      for (let periods = 1; periods <= 60; periods++) {
        mix(1);
        while (cutter.due) {
          const before = cutter.queue.wholeAt;
          t.equal((cutter.queue.next + behind) % frames, 0, `${frames} frames: the boundary`);
          t.ok(periods * PERIOD - (before + behind) < PERIOD, `${frames} frames: no further period`);
          cutter.done();
        }
      }
      t.equal(cutter.queue.sent, Math.floor((60 * PERIOD) / frames), `${frames} frames: every packet`);
    }
  });
}

t.test('dueAt is where the mixer must be, for a bus and for the capture alike', async (t) => {
  for (const from of ['bus', 'capture'] as const) {
    const { cutter, clock, mix } = cutting(PERIOD, from);
    cutter.restart();
    mix(1);
    t.equal(cutter.dueAt, clock.position, from);
    t.ok(cutter.due, from);
  }
});

t.test('a bus that starts inside a packet: the packet begins before it, with silence', async (t) => {
  const { cutter, mix } = cutting(480, 'bus');
  mix(5);
  cutter.begin(5 * PERIOD - LOOK_AHEAD);
  t.equal(cutter.start, 640 - LOOK_AHEAD);
  t.equal(cutter.queue.next, 480 - LOOK_AHEAD);
});

t.test('a restart continues with the packet that is being written, and loses none by number', async (t) => {
  const { cutter, mix } = cutting(480, 'bus');
  cutter.begin(-LOOK_AHEAD);
  mix(40);
  cutter.open();
  cutter.done();
  cutter.restart(256);
  t.equal(cutter.queue.next, 40 * PERIOD - LOOK_AHEAD);
  t.equal(cutter.queue.frames, 256);
  t.equal(cutter.queue.sequence, 1);
  t.equal(cutter.queue.dropped, 0);
});

t.test('a restart reads the clock again: its thread may have slept', async (t) => {
  const { cutter, mix } = cutting(PERIOD, 'bus');
  cutter.begin(-LOOK_AHEAD);
  mix(40, false);
  cutter.restart();
  t.equal(cutter.queue.next, 40 * PERIOD - LOOK_AHEAD);
});

t.test('a gap in the capture marks one packet, the next that is handed over', async (t) => {
  const { cutter, header, mix } = cutting(PERIOD, 'bus');
  cutter.begin(-LOOK_AHEAD);
  mix(4);
  const marks: boolean[] = [];
  for (let packet = 0; packet < 4; packet++) {
    if (packet === 1) Atomics.add(header, EngineWord.DISCONTINUITIES, 1);
    cutter.open();
    marks.push(cutter.discontinuity);
    // The second is opened again, as if it was overwritten meanwhile.
    if (packet === 1) {
      cutter.open();
      marks.push(cutter.discontinuity);
    }
    cutter.done();
  }
  t.same(marks, [false, true, true, false, false]);
});

t.test('a gap while the packet is being made belongs to the next', async (t) => {
  const { cutter, header } = cutting(PERIOD, 'bus');
  cutter.open();
  Atomics.add(header, EngineWord.DISCONTINUITIES, 1);
  t.equal(cutter.discontinuity, false);
  cutter.done();
  cutter.open();
  t.equal(cutter.discontinuity, true);
});

t.test('a mark counts only where sound went before', async (t) => {
  const { cutter } = cutting(PERIOD, 'bus');
  cutter.mark();
  cutter.open();
  t.equal(cutter.discontinuity, false, 'nothing went before');
  cutter.begin(-LOOK_AHEAD);
  cutter.mark();
  cutter.open();
  t.equal(cutter.discontinuity, true);
  cutter.done();
  cutter.open();
  t.equal(cutter.discontinuity, false, 'one packet');
});

for (const from of ['bus', 'capture'] as const) {
  t.test(`${from}: a packet overwritten while it was copied is dropped`, async (t) => {
    const { cutter, mix } = cutting(PERIOD, from);
    if (from === 'bus') cutter.begin(-LOOK_AHEAD);
    else cutter.restart();
    mix(1);
    cutter.open();
    t.ok(cutter.intact());
    mix(READABLE_FRAMES / PERIOD + 1, false);
    t.notOk(cutter.intact());
    t.ok(cutter.queue.dropped > 0);
    t.ok(cutter.queue.gap, 'the next packet says so');
  });
}
