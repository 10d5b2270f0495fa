import t from 'tap';
import { loadAddon } from '../../../src/addon/index.js';
import { EngineWord } from '../../../src/audio/shared/engine-layout.js';
import { createEngineMemory, engineHeader } from '../../../src/audio/shared/engine-memory.js';
import { streamWaker } from '../../../src/audio/shared/stream-waker.js';

t.test('it wakes once OUT_POS has reached WAKE_AT, not before, also across the wrap of positions', async (t) => {
  const memory = createEngineMemory();
  const header = engineHeader(memory);
  const waker = streamWaker(memory);
  const table: [number, number, boolean][] = [
    [0, 128, false],
    [127, 128, false],
    [128, 128, true],
    [500, 128, true],
    [0x7fff_fff0, -0x7fff_fff0, false],
    [-0x7fff_fff0, 0x7fff_fff0, true],
  ];
  for (const [reached, wanted, wakes] of table) {
    header[EngineWord.OUT_POS] = reached;
    header[EngineWord.WAKE_AT] = wanted;
    const before = header[EngineWord.WAKE_COUNT]!;
    waker.wake();
    t.equal(header[EngineWord.WAKE_COUNT]! - before, wakes ? 1 : 0, `at ${reached}, wanted at ${wanted}`);
  }
});

t.test('WAKE_COUNT wakes the thread that waits for it', async (t) => {
  const memory = createEngineMemory();
  const header = engineHeader(memory);
  header[EngineWord.OUT_POS] = 0;
  const waiting = Atomics.waitAsync(header, EngineWord.WAKE_COUNT, 0, 5_000);
  const keptAlive = setTimeout(() => {}, 5_000);
  streamWaker(memory).wake();
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
  let woken: () => void = () => {};
  const heard = new Promise<void>((resolve) => {
    woken = resolve;
  });
  const handle = addon.createWaker(() => woken());
  header[EngineWord.WAKER] = handle;
  const waker = streamWaker(memory);
  const keptAlive = setTimeout(() => {}, 5_000);
  waker.wake();
  await heard;
  clearTimeout(keptAlive);
  t.equal(header[EngineWord.WAKE_COUNT], 0);
  addon.closeWaker(handle);
  waker.wake();
  t.equal(header[EngineWord.WAKE_COUNT], 1);
});
