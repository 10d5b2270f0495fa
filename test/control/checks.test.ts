/** The check before the show: whom it rings at, who heard it, who is absent; the results stay until it is closed. */
import t from 'tap';
import { until } from '../harness/until.js';
import { ask, joinBox, joinEngineer, Link, startBox } from './support/box.js';
import { stage } from './support/stage.js';

t.test('the check before the show', async (t) => {
  const { box, anna, ben, a, b, e } = await stage(t);
  const TOPIC = 'sb/1/box/check';
  await a.subscribe(TOPIC);
  const now = async () => {
    const next = a.next((m) => m.topic === TOPIC);
    await a.subscribe(TOPIC);
    return (await next).body.check;
  };

  await t.test('rings at every musician, and notes who heard it and how', async (t) => {
    t.equal(await now(), null);
    t.match(await a.command('check', { action: 'start' }), { code: 'forbidden' });
    const rings = a.next((m) => m.topic === TOPIC && m.body.check !== null);
    const { id } = await e.command('check', { action: 'start' });
    t.match((await rings).body.check, { id, name: String });
    t.same(
      new Set((await now()).people.map((one: { uuid: string }) => one.uuid)),
      new Set([anna.uuid, ben.uuid]),
      'not at the engineer',
    );
    t.ok((await a.command('check', { action: 'heard', id, listening: true })).ok);
    t.match(
      (await now()).people.find((one: { uuid: string }) => one.uuid === anna.uuid),
      { heardAt: Number, listening: true },
    );
    t.match(
      (await now()).people.find((one: { uuid: string }) => one.uuid === ben.uuid),
      { heardAt: null, listening: false },
    );
    t.match(await b.command('check', { action: 'heard', id }), { code: 'bad_value', path: 'listening' });
    t.match(await b.command('check', { action: 'heard', id: 'old', listening: true }), { code: 'no_such_check' });
    const eve = await joinBox(box, 'Eve');
    const answer = await ask(box, 'POST', '/api/command', {
      token: eve.token,
      body: { topic: 'check', op: 'x', action: 'heard', id, listening: true },
    });
    t.equal(answer.status, 200);
    t.equal((await now()).people.length, 2, 'who was not asked is not listed');
  });

  await t.test('the absent stay listed; who is back is asked until the check is closed', async (t) => {
    await b.close();
    await until('Ben has gone', async () => {
      const { devices } = (await ask(box, 'GET', '/api/devices', { token: anna.token })).body;
      return devices.find((one: { uuid: string }) => one.uuid === ben.uuid)?.active === false;
    });
    const { id } = await e.command('check', { action: 'start' });
    t.equal((await now()).people.filter((one: { heardAt: number | null }) => one.heardAt === null).length, 3);
    t.ok((await now()).people.some((one: { uuid: string }) => one.uuid === ben.uuid));
    t.ok((await e.command('check', { action: 'close' })).ok);
    t.equal(await now(), null);
    t.match(await a.command('check', { action: 'heard', id, listening: true }), { code: 'no_such_check' });
  });
});

t.test('with nobody to ring at, it says so', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const engineer = await joinEngineer(box);
  const e = await Link.open(box, engineer);
  t.match(await e.command('check', { action: 'start' }), { code: 'bad_value', message: 'nobody is here' });
  await e.close();
});
