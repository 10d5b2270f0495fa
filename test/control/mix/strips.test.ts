import t from 'tap';
import { FLAT_STRIP } from '../../../src/wire/strip.js';
import { ask, joinBox, joinEngineer, Link, startBox } from '../support/box.js';
import { FakeEngine } from '../support/fake-engine.js';

t.test('E1 an engineer sets the strip of an input: heard at once, sent to subscribers, kept', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const engineer = await joinEngineer(box);
  const link = await Link.open(box, engineer);
  await link.subscribe('sb/1/strip/2');
  await link.find(({ topic, body }) => topic === 'sb/1/strip/2' && body.strip.hpOn === false);
  t.same(engine.strips.get(2), FLAT_STRIP, 'the audio side gets every strip when it is attached');

  const told = link.next(({ topic }) => topic === 'sb/1/strip/2');
  t.match(await link.command('strip/2', { action: 'set', set: { hpOn: true, hpHz: 120, hpSlope: 24 } }), { ok: true });
  const wanted = { ...FLAT_STRIP, hpOn: true, hpHz: 120, hpSlope: 24 };
  t.same((await told).body.strip, wanted);
  t.same(engine.strips.get(2), wanted);
  await link.command('strip/2', { action: 'set', set: { eq3Db: -6.5 } });
  t.same(engine.strips.get(2), { ...wanted, eq3Db: -6.5 }, 'other parameters stay');

  const { body } = await ask(box, 'GET', '/api/strips', { token: engineer.token });
  t.same(body.strips[2].strip, { ...wanted, eq3Db: -6.5 });
  t.same(body.strips[3].strip, FLAT_STRIP);
  await link.close();
});

t.test('E1 a stereo pair is set alike, but for its polarity; a copy takes all but the polarity', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const link = await Link.open(box, await joinEngineer(box));
  await link.command('channel/4', { set: { link: 5 } });
  await link.command('strip/4', { action: 'set', set: { invert: true, eq1Db: 3 } });
  t.match(engine.strips.get(4), { invert: true, eq1Db: 3 });
  t.match(engine.strips.get(5), { invert: false, eq1Db: 3 });
  await link.command('strip/1', { action: 'copy', from: 4 });
  t.match(engine.strips.get(1), { invert: false, eq1Db: 3 });
  await link.command('strip/5', { action: 'copy', from: 0 });
  t.match(engine.strips.get(4), { ...FLAT_STRIP, invert: true }, 'the partner gets it too');
  await link.close();
});

t.test('E1 bad values are refused by name and change nothing; a musician may read, not set', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const link = await Link.open(box, await joinEngineer(box));
  const refused = async (set: object, path: string, code = 'bad_value') =>
    t.match(await link.command('strip/0', { action: 'set', set }), { ok: false, code, path }, JSON.stringify(set));
  await refused({ hpHz: 19 }, 'set.hpHz');
  await refused({ hpHz: 401 }, 'set.hpHz');
  await refused({ hpSlope: 13 }, 'set.hpSlope');
  await refused({ eq2Q: 0 }, 'set.eq2Q');
  await refused({ eq4Db: 18.1 }, 'set.eq4Db');
  await refused({ eq4Hz: '1000' }, 'set.eq4Hz');
  await refused({ invert: 1 }, 'set.invert');
  await refused({ eqOn: true, eq5Hz: 100 }, 'set.eq5Hz');
  for (const [name, bad] of [
    ['gateOn', [1, 'on', null]],
    ['gateDb', [-80.1, 0.1, '-40', Number.NaN]],
    ['gateRangeDb', [-1, 80.5]],
    ['gateAttackMs', [0, 0.09, 101]],
    ['gateHoldMs', [9, 2001]],
    ['gateReleaseMs', [9.9, 2001]],
    ['compOn', [0]],
    ['compDb', [-61, 1]],
    ['compRatio', [0.9, 21, null]],
    ['compKneeDb', [-0.1, 25]],
    ['compAttackMs', [0.05, 201]],
    ['compReleaseMs', [5, 2001]],
    ['compMakeupDb', [-1, 24.5]],
  ] as const)
    for (const value of bad) await refused({ [name]: value }, `set.${name}`);
  await refused({}, 'set', 'empty_set');
  t.match(await link.command('strip/99', { action: 'set', set: { hpOn: true } }), { code: 'no_such_channel' });
  t.match(await link.command('strip/0', { action: 'copy', from: 99 }), { code: 'no_such_channel', path: 'from' });
  t.match(await link.command('strip/0', { action: 'reset' }), { code: 'bad_command', allowed: ['set', 'copy'] });
  const musician = await Link.open(box, await joinBox(box, 'Anna'));
  t.match(await musician.command('strip/0', { action: 'set', set: { hpOn: true } }), { code: 'forbidden' });
  await musician.subscribe('sb/1/strip/+');
  t.match((await musician.find(({ topic }) => topic === 'sb/1/strip/0')).body, { strip: FLAT_STRIP });
  await Promise.all([link.close(), musician.close()]);
});

t.test('E1 gate and compressor: set, paired, copied, with the trim and the partner of their input', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const link = await Link.open(box, await joinEngineer(box));
  const gate = { gateOn: true, gateDb: -42, gateRangeDb: 25, gateAttackMs: 0.5, gateHoldMs: 80, gateReleaseMs: 120 };
  const comp = { compOn: true, compDb: -18, compRatio: 4, compKneeDb: 0, compAttackMs: 30, compReleaseMs: 300 };
  const whole = { ...gate, ...comp, compMakeupDb: 4.5 };
  t.match(await link.command('strip/0', { action: 'set', set: whole }), { ok: true });
  t.same(engine.strips.get(0), { ...FLAT_STRIP, ...whole });
  await link.command('channel/0', { set: { trimDb: 6 } });
  t.same(engine.stripInputs.get(0), { trimDb: 6, partner: null }, 'thresholds follow the trim');
  await link.command('strip/5', { action: 'set', set: { invert: true } });
  await link.command('channel/5', { set: { link: 0 } });
  t.same(engine.stripInputs.get(0), { trimDb: 6, partner: 5 });
  t.same(engine.stripInputs.get(5), { trimDb: 0, partner: 0 });
  t.same(
    engine.strips.get(5),
    { ...FLAT_STRIP, ...whole, invert: true },
    'a strip nobody has set takes over the partner’s',
  );
  await link.command('strip/5', { action: 'set', set: { compRatio: 2 } });
  t.match(engine.strips.get(0), { compRatio: 2 });
  await link.command('strip/1', { action: 'set', set: { eq1Db: 3, gateDb: -30 } });
  await link.command('channel/1', { set: { link: 5 } });
  t.match(
    engine.strips.get(5),
    { eq1Db: 3, gateDb: -30, compOn: false, invert: true },
    'the input that the command names keeps its strip',
  );
  t.same(engine.stripInputs.get(0), { trimDb: 6, partner: null });
  await link.command('strip/3', { action: 'copy', from: 0 });
  t.same(engine.strips.get(3), { ...FLAT_STRIP, ...whole, compRatio: 2 });
  await link.close();
});

t.test('E1 reductions go to those who subscribe, in tenths of a decibel', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  box.control.attachEngine(new FakeEngine());
  const link = await Link.open(box, await joinEngineer(box));
  await link.subscribe('sb/1/box/reductions');
  const { body } = await link.find(({ topic }) => topic === 'sb/1/box/reductions');
  t.match(body, { t: Number, gate: [0, 40], comp: [3.1, 0] });
  t.notOk(
    link.heard.some(({ topic }) => topic === 'sb/1/box/meters'),
    'and levels do not',
  );
  await link.close();
});

t.test('E1 a backup brings strips back, makes newer ones flat, and is refused whole for a bad one', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const engineer = await joinEngineer(box);
  const { token } = engineer;
  const link = await Link.open(box, engineer);
  await link.command('strip/0', { action: 'set', set: { hpOn: true } });
  const backup = (await ask(box, 'GET', '/api/backup', { token })).body;
  await link.command('strip/0', { action: 'set', set: { hpOn: false } });
  await link.command('strip/1', { action: 'set', set: { eq1Db: 6 } });
  t.same(backup.rows['strip/0'].gateDb, FLAT_STRIP.gateDb);
  // As a box without gate and compressor wrote it.
  for (const name of Object.keys(backup.rows['strip/0']))
    if (/^gate|^comp/.test(name)) delete backup.rows['strip/0'][name];
  const bad = structuredClone(backup);
  bad.rows['strip/0'].hpHz = 5;
  t.match((await ask(box, 'POST', '/api/restore', { token, body: bad })).body, {
    error: { path: 'rows["strip/0"].hpHz' },
  });
  t.match(engine.strips.get(1), { eq1Db: 6 });
  t.equal((await ask(box, 'POST', '/api/restore', { token, body: backup })).status, 200);
  t.same(engine.strips.get(0), { ...FLAT_STRIP, hpOn: true });
  t.same(engine.strips.get(1), FLAT_STRIP);
  await link.close();
});
