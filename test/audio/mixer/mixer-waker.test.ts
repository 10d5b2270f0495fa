import t from 'tap';
import { loadAddon } from '../../../src/addon/index.js';
import { openBell } from '../../../src/audio/mixer/mixer-waker.js';
import { EngineWord } from '../../../src/audio/shared/engine-layout.js';
import { createEngineMemory, engineHeader } from '../../../src/audio/shared/engine-memory.js';

t.test('the bell rings once OUT_POS has reached BELL_AT, not before, also across the wrap of positions', async (t) => {
  const memory = createEngineMemory();
  const header = engineHeader(memory);
  const bell = openBell(memory);
  const table: [number, number, boolean][] = [
    [0, 128, false],
    [127, 128, false],
    [128, 128, true],
    [500, 128, true],
    [0x7fff_fff0, -0x7fff_fff0, false],
    [-0x7fff_fff0, 0x7fff_fff0, true],
  ];
  for (const [reached, wanted, rings] of table) {
    header[EngineWord.OUT_POS] = reached;
    header[EngineWord.BELL_AT] = wanted;
    const before = header[EngineWord.DOORBELL]!;
    bell.ring();
    t.equal(header[EngineWord.DOORBELL]! - before, rings ? 1 : 0, `at ${reached}, wanted at ${wanted}`);
  }
});

t.test('the doorbell word wakes the thread that waits for it', async (t) => {
  const memory = createEngineMemory();
  const header = engineHeader(memory);
  header[EngineWord.OUT_POS] = 0;
  const waiting = Atomics.waitAsync(header, EngineWord.DOORBELL, 0, 5_000);
  const keptAlive = setTimeout(() => {}, 5_000);
  openBell(memory).ring();
  t.equal(await waiting.value, 'ok');
  clearTimeout(keptAlive);
});

t.test('the addon’s waker is used instead if there is one, and the word again once it has gone', async (t) => {
  const addon = loadAddon();
  if (!addon) {
    t.pass('no addon here: there is only the word');
    return;
  }
  const memory = createEngineMemory();
  const header = engineHeader(memory);
  header[EngineWord.OUT_POS] = 0;
  let rung: () => void = () => {};
  const heard = new Promise<void>((resolve) => {
    rung = resolve;
  });
  const handle = addon.createBell(() => rung());
  header[EngineWord.BELL] = handle;
  const bell = openBell(memory);
  const keptAlive = setTimeout(() => {}, 5_000);
  bell.ring();
  await heard;
  clearTimeout(keptAlive);
  t.equal(header[EngineWord.DOORBELL], 0);
  addon.closeBell(handle);
  bell.ring();
  t.equal(header[EngineWord.DOORBELL], 1);
});
