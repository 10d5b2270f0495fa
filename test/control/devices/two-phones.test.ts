/** One person's second phone: claims, answers, codes. */
import t from 'tap';
import { until } from '../../harness/until.js';
import { ask, type Device, joinBox, Link } from '../support/box.js';
import { FakeEngine } from '../support/fake-engine.js';
import { gain, mixOf, stage } from '../support/stage.js';

/** Anna's second phone is Ben's link: the box knows devices, not people. */
const seen = async (box: Parameters<typeof ask>[0], reader: Device, uuid: string) => {
  const { devices } = (await ask(box, 'GET', '/api/devices', { token: reader.token })).body;
  return devices.find((device: { uuid: string }) => device.uuid === uuid);
};

t.test('R46 a claim moves nothing until the other phone or an engineer says yes', async (t) => {
  const { box, anna, ben, a, b, e } = await stage(t);
  await a.command(`mix/${anna.uuid}`, gain(1, 0.25));
  await b.command(`mix/${ben.uuid}`, gain(1, 0.75));
  const level = async () => (await mixOf(box, ben)).channels[1].gain;

  t.match(await a.command(`device/${anna.uuid}`, { action: 'handover', to: ben.uuid }), { code: 'forbidden' });
  t.equal(await level(), 0.75, 'nobody gives their mix to somebody who did not ask: it would replace theirs');
  t.match(await b.command(`device/${ben.uuid}`, { action: 'claim', of: anna.uuid }), { ok: true });
  t.equal((await seen(box, anna, ben.uuid)).claims, anna.uuid, 'everybody sees the claim');
  t.equal(await level(), 0.75, 'and nothing has moved');
  t.match(await b.command(`device/${anna.uuid}`, { action: 'handover', to: ben.uuid }), { code: 'forbidden' });

  t.match(await a.command(`device/${anna.uuid}`, { action: 'refuse', to: ben.uuid }), { ok: true });
  t.equal((await seen(box, anna, ben.uuid)).claims, null);
  t.match(await a.command(`device/${anna.uuid}`, { action: 'handover', to: ben.uuid }), { code: 'forbidden' });

  await b.command(`device/${ben.uuid}`, { action: 'claim', of: anna.uuid });
  t.match(await a.command(`device/${anna.uuid}`, { action: 'handover', to: ben.uuid }), { ok: true });
  t.equal(await level(), 0.25);
  t.match(await seen(box, ben, ben.uuid), { displayName: 'Anna', claims: null });
  await b.command(`device/${ben.uuid}`, { action: 'claim', of: anna.uuid });
  t.match(
    await e.command(`device/${anna.uuid}`, { action: 'handover', to: ben.uuid }),
    { ok: true },
    'an engineer too',
  );
});

t.test('a claim can be taken back; one on oneself, or on nobody, is refused; a forgotten phone has none', async (t) => {
  const { box, anna, ben, a, b, e } = await stage(t);
  const claim = (of: string | null) => b.command(`device/${ben.uuid}`, { action: 'claim', of });
  t.match(await claim(ben.uuid), { code: 'bad_value', path: 'of' });
  t.match(await claim('nobody'), { code: 'no_such_device' });
  await claim(anna.uuid);
  await claim(null);
  t.equal((await seen(box, ben, ben.uuid)).claims, null);
  await claim(anna.uuid);
  await a.close();
  for (;;) {
    const reply = await e.command(`device/${anna.uuid}`, { action: 'forget' });
    if (reply.ok) break;
    t.equal(reply.code, 'connected');
  }
  t.equal((await seen(box, ben, ben.uuid)).claims, null);
});

t.test('R46 a code moves everything at once, and only once; nobody reads it from the list', async (t) => {
  const { box, anna, ben, a, b } = await stage(t);
  await a.command(`mix/${anna.uuid}`, gain(2, 0.5));
  const first = (await a.command(`device/${anna.uuid}`, { action: 'code' })).phoneCode;
  const { phoneCode, forMs } = await a.command(`device/${anna.uuid}`, { action: 'code' });
  t.match(phoneCode, /^[A-Z0-9]{8}$/);
  t.ok(forMs >= 60_000);
  t.notOk(JSON.stringify(await seen(box, ben, anna.uuid)).includes(phoneCode));
  const redeem = (code: unknown) => b.command(`device/${ben.uuid}`, { action: 'redeem', code });
  for (const wrong of ['AAAAAAAA', '', first, 7, 'x'.repeat(65)]) t.match(await redeem(wrong), { code: 'wrong_code' });
  t.match(
    await a.command(`device/${anna.uuid}`, { action: 'redeem', code: phoneCode }),
    { code: 'wrong_code' },
    'its own',
  );
  const typed = `${phoneCode.slice(0, 4)}-${phoneCode.slice(4)}`.toLowerCase();
  t.match(await redeem(typed), { ok: true, from: anna.uuid });
  t.equal((await mixOf(box, ben)).channels[2].gain, 0.5);
  t.match(await redeem(phoneCode), { code: 'wrong_code' }, 'it is used up');
});

t.test('R48 a mix on two phones: both hear, set and undo it, and the second one’s own mix comes back', async (t) => {
  const { box, anna, ben, a, b } = await stage(t);
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const heard = (device: Device) => engine.mixes.get(device.uuid)?.mix.channels[1]?.gain;
  await b.command(`mix/${ben.uuid}`, gain(1, 0.125));
  await a.command(`mix/${anna.uuid}`, gain(1, 0.25));
  t.match(await b.command(`mix/${anna.uuid}`, gain(1, 1)), { code: 'forbidden' }, 'not before');
  const { phoneCode } = await a.command(`device/${anna.uuid}`, { action: 'code' });
  t.match(await b.command(`device/${ben.uuid}`, { action: 'redeem', code: phoneCode, both: 'x' }), {
    code: 'bad_value',
    path: 'both',
  });
  t.match(await b.command(`device/${ben.uuid}`, { action: 'redeem', code: phoneCode, both: true }), { ok: true });
  t.match(await seen(box, anna, ben.uuid), { mirrors: anna.uuid });
  t.equal(heard(ben), 0.25, 'at once');

  t.match(await b.command(`mix/${anna.uuid}`, gain(1, 0.5)), { ok: true });
  t.same([heard(anna), heard(ben)], [0.5, 0.5]);
  t.match(await a.command(`history/${anna.uuid}`, { action: 'undo' }), { ok: true }, 'one history: either takes back');
  t.same([heard(anna), heard(ben)], [0.25, 0.25]);
  t.match(await b.command(`history/${anna.uuid}`, { action: 'redo' }), { ok: true });
  t.match(await b.command(`preset/${anna.uuid}`, { action: 'save', name: 'both' }), { ok: true });
  t.match(await b.command(`device/${anna.uuid}`, { action: 'code' }), { code: 'forbidden' }, 'the mix, not the device');
  t.match(await b.command(`device/${ben.uuid}`, { action: 'code' }), { code: 'forbidden' }, 'nor a chain');
  await a.command(`hear/${anna.uuid}`, gain(1, 0));
  t.same([heard(anna), heard(ben)], [0, 0.5], 'each phone compares for itself');
  await a.command(`hear/${anna.uuid}`, {});

  t.equal((await mixOf(box, ben)).channels[1].gain, 0.125, 'its own mix waits');
  t.match(await b.command(`device/${ben.uuid}`, { action: 'alone' }), { ok: true });
  t.same([heard(anna), heard(ben)], [0.5, 0.125]);
  t.match(await b.command(`mix/${anna.uuid}`, gain(1, 1)), { code: 'forbidden' }, 'and it may no longer');
});

t.test('R48 the owner ends it too; a new phone takes the mirrors along; a forgotten one leaves none', async (t) => {
  const { box, anna, ben, engineer, a, b, e } = await stage(t);
  const code = async (link: typeof a, uuid: string) =>
    (await link.command(`device/${uuid}`, { action: 'code' })).phoneCode;
  const both = { action: 'redeem', both: true };
  const mirrors = async () => (await seen(box, anna, ben.uuid)).mirrors;
  await b.command(`device/${ben.uuid}`, { ...both, code: await code(a, anna.uuid) });
  await a.command(`device/${anna.uuid}`, { action: 'alone' });
  t.equal(await mirrors(), null);
  await b.command(`device/${ben.uuid}`, { ...both, code: await code(a, anna.uuid) });
  await e.command(`device/${anna.uuid}`, { action: 'handover', to: engineer.uuid });
  t.equal(await mirrors(), engineer.uuid, 'to where the mix is now');
  await e.command(`device/${engineer.uuid}`, { action: 'handover', to: ben.uuid });
  t.equal(await mirrors(), null, 'the mirror is the mix itself now');
  await b.command(`device/${ben.uuid}`, { ...both, code: await code(a, anna.uuid) });
  await a.close();
  await until('Anna is gone', async () => !(await seen(box, ben, anna.uuid)).active);
  await e.command(`device/${anna.uuid}`, { action: 'forget' });
  t.equal((await seen(box, ben, ben.uuid)).mirrors, null);
});

t.test('R48 at most four mirror one, and a code from before is none: no chain', async (t) => {
  const { box, anna, ben, a, b } = await stage(t);
  const code = async (link: typeof a, uuid: string) =>
    (await link.command(`device/${uuid}`, { action: 'code' })).phoneCode;
  const early = await code(b, ben.uuid);
  await b.command(`device/${ben.uuid}`, { action: 'redeem', both: true, code: await code(a, anna.uuid) });
  for (let n = 2; n <= 5; n++) {
    const other = await joinBox(box, `P${n}`);
    const link = await Link.open(box, other);
    t.teardown(() => link.close());
    const redeem = (text: string) => link.command(`device/${other.uuid}`, { action: 'redeem', both: true, code: text });
    t.match(await redeem(early), { code: 'wrong_code' });
    t.match(await redeem(await code(a, anna.uuid)), n <= 4 ? { ok: true } : { code: 'too_many' });
  }
  t.match(await b.command(`device/${ben.uuid}`, { action: 'pass' }), { code: 'forbidden' });
});
