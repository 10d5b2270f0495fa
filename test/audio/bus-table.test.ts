import t from 'tap';
import { BusTable } from '../../src/audio/bus-table.js';
import { MAX_BUSES } from '../../src/audio/format.js';
import { BusState, BusWord } from '../../src/audio/shared/engine-layout.js';
import { busHeader, createEngineMemory } from '../../src/audio/shared/engine-memory.js';
import { BusReader } from '../../src/audio/stream/bus-reader.js';
import { defaultMix } from '../../src/wire/mix.js';
import { rig } from './mixer/rig.js';

const grant = (device: string) => ({ ok: true as const, device, mix: device });
const mix = defaultMix(4);

t.test('while no mixer runs, listeners come and go without end, and each finds a bus', async (t) => {
  const memory = createEngineMemory();
  const table = new BusTable(memory, 4);
  const stays = table.start(grant('stays'), mix)!;
  for (let round = 0; round < 3 * MAX_BUSES; round++) {
    const bus = table.start(grant(`device ${round}`), mix);
    if (bus === undefined || bus === stays) t.fail(`round ${round}: ${bus}`);
    else new BusReader(memory, bus).leave();
  }
  t.equal(Atomics.load(busHeader(memory, stays), BusWord.STATE), BusState.starting, 'who stays keeps theirs');
});

t.test('there are as many listeners as buses; leaving makes room', async (t) => {
  const memory = createEngineMemory();
  const table = new BusTable(memory, 4);
  const buses = Array.from({ length: MAX_BUSES }, (_, i) => table.start(grant(`device ${i}`), mix));
  t.equal(new Set(buses).size, MAX_BUSES);
  t.equal(table.start(grant('late'), mix), undefined);
  new BusReader(memory, buses[40]!).leave();
  t.equal(table.start(grant('late'), mix), 40);
  t.equal(table.start(grant('later'), mix), undefined);
});

t.test('a mixer that meets a bus which was given to another listener frees nothing', async (t) => {
  const mixer = rig([new Float32Array(64).fill(0.5)]);
  const table = new BusTable(mixer.memory, 1);
  for (let bus = 0; bus < MAX_BUSES; bus++) table.start(grant(`device ${bus}`), defaultMix(1));
  mixer.play(30);
  new BusReader(mixer.memory, 5).leave();
  t.equal(table.start(grant('next'), defaultMix(1)), 5);
  mixer.play(1);
  t.equal(busHeader(mixer.memory, 5)[BusWord.STATE], BusState.playing);
  t.ok(table.levels().has('next'));
});
