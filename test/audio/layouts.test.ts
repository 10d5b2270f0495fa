import { readFileSync } from 'node:fs';
import t from 'tap';
import { MAX_CHANNELS, MAX_LISTENERS } from '../../src/audio/format.js';
import { stripLane } from '../../src/audio/mixer/strip-plan.js';
import * as engine from '../../src/audio/shared/engine-layout.js';
import { RING_CAPACITY, RingWord } from '../../src/audio/shared/ring-layout.js';
import { FLAT_STRIP } from '../../src/wire/strip.js';

t.test('C++, the kernel and TypeScript agree on the layout of the shared memory', async (t) => {
  // By a variable path: the builder is JavaScript, outside the TypeScript project.
  const builder = new URL('../../../scripts/build/layouts.mjs', import.meta.url).href;
  const { render } = (await import(builder)) as { render(): Promise<Record<string, string>> };
  const rendered = await render();
  t.equal(Object.keys(rendered).length, 2);
  for (const [path, text] of Object.entries(rendered)) t.equal(readFileSync(path, 'utf8'), text, path);
});

t.test('a strip fills the rows of its plan, in their order', async (t) => {
  const strip = { ...FLAT_STRIP, gateOn: true, compOn: true };
  const lane = stripLane(strip, { trimDb: 20, partner: 5 }, 4, 48_000);
  const { GATE, COMP, PARTNER, LEVEL } = engine.StripRow;
  t.same([lane[GATE], lane[COMP], lane[PARTNER], lane[LEVEL]], [1, 1, 5, 10]);
  t.same(stripLane(FLAT_STRIP, { trimDb: 0, partner: null }, 4, 48_000).slice(PARTNER), [4, 1], 'alone');
  t.equal(lane.length, LEVEL + 1);
  t.ok(lane.length * 16 <= engine.STRIP_PLAN_BYTES);
});

t.test('blocks lie side by side, aligned for SIMD and float64', async (t) => {
  const { ENGINE_OFFSET, METER_OFFSET, RING_OFFSET, BUS_OFFSET, SCRATCH_OFFSET, HISTOGRAM_OFFSET } = engine;
  t.ok(ENGINE_OFFSET >= engine.KERNEL_RESERVED);
  t.ok(METER_OFFSET >= ENGINE_OFFSET + engine.ENGINE_HEADER_BYTES);
  t.ok(RING_OFFSET >= METER_OFFSET + engine.METER_BYTES);
  t.ok(SCRATCH_OFFSET >= engine.busOffset(MAX_LISTENERS - 1) + engine.BUS_STRIDE);
  for (const offset of [ENGINE_OFFSET, METER_OFFSET, RING_OFFSET, BUS_OFFSET, SCRATCH_OFFSET, HISTOGRAM_OFFSET]) {
    t.equal(offset % 64, 0);
  }
  for (const bus of [0, 1, MAX_LISTENERS - 1]) {
    t.equal(engine.busOffset(bus) % 64, 0);
    t.equal(engine.outRingOffset(bus) % 64, 0);
    t.ok(engine.outRingOffset(bus) + engine.OUT_RING_BYTES <= engine.busOffset(bus + 1));
  }
  t.equal((engine.METER_OFFSET + engine.METER_SUMS) % 8, 0);
  for (const word of [engine.EngineWord.STAMP_TIME, engine.EngineWord.STAMP_MIXED, RingWord.STAMP_TIME]) {
    t.equal(word % 2, 0, 'float64 words are even');
  }
  t.ok(engine.MEMORY_PAGES * 65_536 >= HISTOGRAM_OFFSET + engine.HISTOGRAM_BYTES);
});

t.test('blocks of 16 frames never wrap: both rings are powers of two', async (t) => {
  for (const frames of [RING_CAPACITY, engine.OUT_CAPACITY]) t.equal(frames & (frames - 1), 0);
  t.equal(engine.LOOK_AHEAD % engine.BLOCK_FRAMES, 0);
  t.equal(engine.PLAN_BYTES, MAX_CHANNELS * 8);
});
