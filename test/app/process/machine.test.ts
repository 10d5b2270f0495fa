import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { busyPercent, Machine, parseTicks } from '../../../src/app/process/machine.js';

t.test('processor time of the whole computer, from the kernel’s counters', async (t) => {
  const ticks = parseTicks('cpu  100 0 50 800 50 0 0 0 7 0\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 5\n');
  t.same(ticks, { busy: 150, total: 1000 }, 'waiting for a disk is idle; guests are counted once');
  for (const wrong of ['', 'cpu', 'cpu x', 'cpu  1 2 3\n', 'cpu0 1 2 3 4 5 6 7 8\n'])
    t.equal(parseTicks(wrong), undefined, JSON.stringify(wrong));
  for (const [before, now, percent] of [
    [{ busy: 150, total: 1000 }, { busy: 200, total: 1200 }, 25],
    [{ busy: 150, total: 1000 }, { busy: 350, total: 1200 }, 100],
    [{ busy: 0, total: 0 }, { busy: 1, total: 3 }, 33.3],
    [{ busy: 150, total: 1000 }, { busy: 150, total: 1000 }, null],
    [{ busy: 150, total: 1000 }, { busy: 140, total: 1001 }, 0],
    [undefined, { busy: 150, total: 1000 }, null],
    [{ busy: 150, total: 1000 }, undefined, null],
  ] as const)
    t.equal(busyPercent(before, now), percent);
});

/** A computer that consists of files. */
function computer(t: { teardown(end: () => void): void }) {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-machine-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const put = (name: string, text: string) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const options = { dataDir: folder, procFolder: join(folder, 'proc'), thermalFolder: join(folder, 'thermal') };
  return { put, make: (more = {}) => new Machine({ ...options, everyMs: 3_600_000, ...more }) };
}

t.test('the figures of the last look', async (t) => {
  const { put, make } = computer(t);
  put('proc/stat', 'cpu  100 0 0 900 0 0 0 0 0 0\n');
  put('thermal/thermal_zone0/temp', '41234\n');
  put('thermal/thermal_zone1/temp', '58762\n');
  put('thermal/thermal_zone2/temp', '0\n');
  put('thermal/cooling_device0/temp', '99000\n');
  const machine = make();
  t.teardown(() => machine.stop());
  await machine.look();
  t.equal(machine.figures().cpuPercent, null, 'one look says nothing of a share');
  put('proc/stat', 'cpu  160 0 0 1040 0 0 0 0 0 0\n');
  await machine.look();
  const { cpuPercent, temperatureC, diskFreeBytes, diskTotalBytes, memory } = machine.figures();
  t.equal(cpuPercent, 30);
  t.equal(temperatureC, 58.8, 'the hottest zone that is on');
  t.ok(diskFreeBytes! >= 0 && diskTotalBytes! >= diskFreeBytes!);
  t.ok(memory.availableBytes > 0 && memory.totalBytes >= memory.availableBytes);
});

t.test('a figure the computer does not give is null', async (t) => {
  const { make } = computer(t);
  const machine = make({ dataDir: '/nowhere/at/all' });
  t.teardown(() => machine.stop());
  await machine.look();
  await machine.look();
  t.match(machine.figures(), { cpuPercent: null, temperatureC: null, diskFreeBytes: null, diskTotalBytes: null });
});
