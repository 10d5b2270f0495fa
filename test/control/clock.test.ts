/**
 * A clock is set back and forth by a year, while the box runs and between its runs: order, ages and pruning stay right.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { goToSong, setSongs } from '../../src/control/band/setlist.js';
import { PRUNE_AFTER_MS, register } from '../../src/control/devices/registry.js';
import { firstMix } from '../../src/control/mix/mixes.js';
import { presetsOf, savePreset } from '../../src/control/presets/presets.js';
import type { Actor } from '../../src/control/state/draft.js';
import { Draft } from '../../src/control/state/draft.js';
import { State } from '../../src/control/state/state.js';
import { copies } from '../../src/control/store/backups.js';
import { loadState } from '../../src/control/store/loader.js';
import { Box } from '../harness/box.js';
import { Controller } from '../harness/controller.js';
import { ask, joinBox, joinEngineer, Link, newFolder, startBox } from './support/box.js';

t.setTimeout(300_000);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const YEAR = 365 * DAY;

/** A machine's clocks that a test sets, one for all runs of a box; each run's monotonic clock begins anew. */
class Machine {
  #wall = Date.UTC(2026, 5, 1);
  #monotonic = 0;

  boot() {
    const start = this.#monotonic;
    return { wall: () => this.#wall, monotonic: () => this.#monotonic - start };
  }

  pass(ms: number): void {
    this.#wall += ms;
    this.#monotonic += ms;
  }

  step(ms: number): void {
    this.#wall += ms;
  }
}

const folderFor = (t: Test): string => {
  const dataDir = newFolder();
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
};

t.test('the preset saved last is the newest for a song, whatever the clock said', async (t) => {
  const state = new State();
  loadState(state, [], () => 'epoch');
  const actor: Actor = { uuid: 'anna', name: 'Anna', role: 'engineer', source: 'web' };
  const run = <T>(at: number, change: (draft: Draft) => T): T => {
    const draft = new Draft(state, actor, { op: null, at, channels: 2 });
    const value = change(draft);
    draft.commit();
    return value;
  };
  run(1000, (draft) => {
    register(draft, { uuid: 'anna', type: 'web', name: 'Anna', tokenHash: null, address: '', userAgent: '' });
    firstMix(draft, 'anna', false);
    setSongs(draft, [{ name: 'One' }], () => 'one');
  });
  const master = (at: number, level: number, id: string) =>
    run(at, (draft) => {
      draft.put('mix', 'anna', {
        ...draft.get('mix', 'anna')!,
        mix: { ...draft.get('mix', 'anna')!.mix, master: level },
      });
      savePreset(draft, 'anna', { name: id, song: 'one' }, id);
    });
  master(1000 + 30 * MINUTE, 0.1, 'z-older');
  master(1000, 0.2, 'a-newer');
  t.same(
    presetsOf(state, 'anna').map(({ id }) => id),
    ['z-older', 'a-newer'],
  );
  run(2000, (draft) => draft.put('mix', 'anna', { ...draft.get('mix', 'anna')!, rev: draft.rev }));
  run(3000, (draft) => goToSong(draft, 0));
  t.equal(state.get('mix', 'anna')!.mix.master, 0.2);
});

for (const step of [YEAR, -YEAR]) {
  const sign = step > 0 ? '+' : '−';
  t.test(`a clock set by ${sign}1 year while the box runs`, async (t) => {
    const machine = new Machine();
    const dataDir = folderFor(t);
    const box = await startBox({ dataDir, clocks: machine.boot() });
    t.teardown(() => box.stop());
    const anna = await joinBox(box, 'Anna');
    const engineer = await joinEngineer(box);
    const a = await Link.open(box, anna);
    const set = (v: number) => a.command(`mix/${anna.uuid}`, { set: [{ p: 'gain', ch: 0, v }], gesture: 'drag' });
    const first = (await a.command('session', { action: 'create', name: 'First' })).id;
    await set(0.1);
    machine.pass(MINUTE);
    machine.step(step);
    await set(0.2);
    machine.pass(5 * MINUTE);
    const second = (await a.command('session', { action: 'create', name: 'Second' })).id;

    const get = async (path: string) => (await ask(box, 'GET', path, { token: engineer.token })).body;
    const devices = await get('/api/devices');
    for (const { name, lastSeen } of devices.devices) {
      const age = devices.now - lastSeen;
      t.ok(age >= 0 && age <= 6 * MINUTE, `${name} was here ${age} ms ago`);
    }
    const history = await get(`/api/history?mix=${anna.uuid}`);
    t.same(
      history.entries.map(({ at }: { at: number }) => history.now - at),
      [5 * MINUTE, 6 * MINUTE],
      'ages, and a drag of a minute ago is over',
    );
    const sessions = await get('/api/sessions');
    t.same(
      sessions.sessions.map(({ id }: { id: string }) => id),
      [first, second],
    );
    t.same(
      sessions.sessions.map(({ at }: { at: number }) => sessions.now - at),
      [6 * MINUTE, 0],
    );
    t.match(
      await a.command('ping', {}),
      { now: sessions.now, wall: sessions.now + step },
      'the machine’s own clock can be asked for',
    );
    t.ok(await get(`/api/devices/${anna.uuid}`), 'nobody was pruned');
    for (const path of [
      `/api/presets/${anna.uuid}`,
      '/api/asks',
      `/api/sessions/${first}/participants`,
      `/api/sessions/${first}/messages`,
    ])
      t.equal((await get(path)).now, sessions.now, path);
    await a.close();
  });

  t.test(`a clock set by ${sign}1 year between two runs`, async (t) => {
    const machine = new Machine();
    const dataDir = folderFor(t);
    const life = async <T>(use: (box: Awaited<ReturnType<typeof startBox>>) => Promise<T>): Promise<T> => {
      const box = await startBox({ dataDir, clocks: machine.boot() });
      const value = await use(box);
      machine.pass(MINUTE);
      await box.stop();
      return value;
    };
    const { anna, engineer } = await life(async (box) => {
      const anna = await joinBox(box, 'Anna');
      const engineer = await joinEngineer(box);
      const e = await Link.open(box, engineer);
      await e.command('setlist', { action: 'set', songs: [{ name: 'One' }] });
      await e.close();
      const a = await Link.open(box, anna);
      const songs = (await ask(box, 'GET', '/api/setlist', { token: anna.token })).body.songs;
      await a.command(`mix/${anna.uuid}`, { set: [{ p: 'master', v: 0.1 }] });
      await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'First', song: songs[0].id });
      await a.close();
      await joinBox(box, 'Guest', 'guest');
      t.ok(await box.control.copyNow());
      return { anna, engineer };
    });
    machine.step(step);
    await life(async (box) => {
      t.equal(
        (await ask(box, 'GET', '/api/devices/guest', { token: anna.token })).status,
        200,
        'not pruned for a step of the clock',
      );
      const { devices, now } = (await ask(box, 'GET', '/api/devices', { token: anna.token })).body;
      for (const { name, lastSeen } of devices) t.ok(now >= lastSeen, `${name}: no age below nothing`);
      const a = await Link.open(box, anna);
      const songs = (await ask(box, 'GET', '/api/setlist', { token: anna.token })).body.songs;
      await a.command(`mix/${anna.uuid}`, { set: [{ p: 'master', v: 0.2 }] });
      await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'Second', song: songs[0].id });
      await a.command(`mix/${anna.uuid}`, { set: [{ p: 'master', v: 0.3 }] });
      const e = await Link.open(box, engineer);
      t.match(await e.command('setlist', { action: 'goto', index: 0 }), { ok: true });
      const mix = (await ask(box, 'GET', `/api/mixes/${anna.uuid}`, { token: anna.token })).body;
      t.equal(mix.master, 0.2, 'the preset saved last');
      t.ok(await box.control.copyNow());
      await a.command(`mix/${anna.uuid}`, { set: [{ p: 'master', v: 0.9 }] });
      await Promise.all([a.close(), e.close()]);
    });
    machine.step(-step);
    writeFileSync(join(dataDir, 'store', 'data.mdb'), 'this is no store\n'.repeat(2000));
    await life(async (box) => {
      const mix = (await ask(box, 'GET', `/api/mixes/${anna.uuid}`, { token: anna.token })).body;
      t.equal(mix.master, 0.2, 'the copy made last is the one that opens');
    });
  });
}

t.test('copies of earlier software dated next year: tonight’s copy is kept, and opens after damage', async (t) => {
  const dataDir = folderFor(t);
  let box = await startBox({ dataDir });
  const anna = await joinBox(box, 'Anna');
  for (let day = 1; day <= 5; day++) {
    const made = await box.control.copyNow();
    renameSync(made!, join(dataDir, 'backups', `2099-01-0${day}T20-00-00-000Z`));
  }
  const link = await Link.open(box, anna);
  await link.command(`mix/${anna.uuid}`, { set: [{ p: 'master', v: 0.7 }] });
  await link.close();
  const tonight = await box.control.copyNow();
  t.equal(copies(join(dataDir, 'backups'))[0], tonight);
  await box.stop();
  rmSync(join(dataDir, 'store'), { recursive: true });
  box = await startBox({ dataDir });
  t.teardown(() => box.stop());
  t.equal((await ask(box, 'GET', `/api/mixes/${anna.uuid}`, { token: anna.token })).body.master, 0.7);
});

t.test('a device unseen for 30 days of running is pruned, however the days are spread over runs', async (t) => {
  const machine = new Machine();
  const dataDir = folderFor(t);
  const run = async (days: number): Promise<number> => {
    const box = await startBox({ dataDir, clocks: machine.boot() });
    const anna = await joinBox(box, 'Anna', days === 0 ? 'guest' : undefined);
    const { status } = await ask(box, 'GET', '/api/devices/guest', { token: anna.token });
    machine.pass(days * DAY);
    await joinBox(box, 'Somebody');
    await box.stop();
    machine.step(days % 2 ? YEAR : -YEAR);
    return status;
  };
  t.equal(PRUNE_AFTER_MS, 30 * DAY);
  t.same([await run(0), await run(10), await run(11), await run(10), await run(1)], [200, 200, 200, 200, 404]);
});

t.test('the real box, with its clock moved a year back and forth while it runs', async (t) => {
  const dataDir = folderFor(t);
  const set = join(dataDir, 'clock-is-off');
  // Replaces a person who sets the machine's clock: the file says by how much.
  const preload = `import{readFileSync}from'node:fs';const real=Date.now;Date.now=()=>{let off=0;try{off=Number(readFileSync(${JSON.stringify(set)},'utf8'))}catch{}return real()+off}`;
  const options = { dataDir, nodeFlags: ['--import', `data:text/javascript,${encodeURIComponent(preload)}`] };
  const start = async () => Box.start(['--source', 'tones'], options);
  let box = await start();
  const anna = await box.join('Anna');
  for (const off of [YEAR, -YEAR, 0]) {
    writeFileSync(set, String(off));
    const controller = await Controller.connect(box, anna);
    t.match(await controller.set([{ p: 'gain', ch: 0, v: 0.5 }]), { ok: true });
    for (const path of ['/api/devices', '/api/history']) {
      const body = (await box.json(path, { token: anna.token })) as {
        now: number;
        devices?: { lastSeen: number }[];
        entries?: { at: number }[];
      };
      const stamps = body.devices?.map(({ lastSeen }) => lastSeen) ?? body.entries!.map(({ at }) => at);
      for (const stamp of stamps)
        t.ok(body.now >= stamp && body.now - stamp < DAY, `${off}: ${body.now - stamp} ms ago`);
    }
  }
  writeFileSync(set, String(-YEAR));
  t.equal((await box.stop()).code, 0);
  box = await start();
  t.teardown(() => box.kill());
  const body = (await box.json('/api/devices', { token: anna.token })) as {
    now: number;
    devices: { lastSeen: number }[];
  };
  for (const { lastSeen } of body.devices) t.ok(body.now >= lastSeen && body.now - lastSeen < DAY, 'over a start, too');
});
