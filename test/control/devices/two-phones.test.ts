/** One person's second phone: claims, answers, codes. */
import t from 'tap';
import { ask, type Device } from '../support/box.js';
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
