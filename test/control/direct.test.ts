/** Messages outside of sessions: who may send what to whom, who reads it, receipts, and how many are kept. */
import t from 'tap';
import { MAX_DIRECT, MAX_OWN_DIRECT } from '../../src/wire/limits.js';
import type { DirectMessage } from '../../src/wire/messages.js';
import { until } from '../harness/until.js';
import { ask, type Device, joinBox, Link } from './support/box.js';
import { stage } from './support/stage.js';

t.test('messages between engineers and musicians', async (t) => {
  const { box, anna, ben, engineer, a, b, e } = await stage(t);
  const inbox = async (of: Device): Promise<DirectMessage[]> =>
    (await ask(box, 'GET', '/api/messages', { token: of.token })).body.messages;
  const texts = async (of: Device) => (await inbox(of)).map(({ text }) => text);
  for (const [link, device] of [
    [a, anna],
    [b, ben],
    [e, engineer],
  ] as const)
    await link.subscribe(`sb/1/inbox/${device.uuid}`);

  await t.test('R45 an engineer reaches one, some and all; others read nothing of it', async (t) => {
    const atAnna = a.next((m) => m.topic === `sb/1/inbox/${anna.uuid}` && m.body.more === true);
    const { id } = await e.command('message', { action: 'send', to: [anna.uuid], text: 'More kick?' });
    t.match((await atAnna).body, {
      uuid: anna.uuid,
      messages: [{ id, by: engineer.uuid, to: [anna.uuid], text: 'More kick?', alert: false, re: null, seen: [] }],
    });
    await e.command('message', { action: 'send', to: [anna.uuid, ben.uuid], text: 'Both' });
    await e.command('message', { action: 'send', text: 'Soundcheck in 5', alert: true });
    t.same(await texts(anna), ['More kick?', 'Both', 'Soundcheck in 5']);
    t.same(await texts(ben), ['Both', 'Soundcheck in 5']);
    t.same(await texts(engineer), ['More kick?', 'Both', 'Soundcheck in 5'], 'the desk reads all');
    t.same(new Set((await inbox(ben))[1]?.to), new Set([anna.uuid, ben.uuid]), 'all are the musicians who are here');
  });

  await t.test('a musician answers the engineers, and only them', async (t) => {
    const [first] = await inbox(anna);
    const atDesk = e.next(
      (m) => m.topic === `sb/1/inbox/${engineer.uuid}` && m.body.messages[0]?.text === 'Yes please',
    );
    const reply = await a.command('message', { action: 'send', text: 'Yes please', re: first?.id });
    t.ok(reply.ok);
    t.match((await atDesk).body.messages, [{ by: anna.uuid, name: 'Anna', to: null, re: first?.id }]);
    t.notOk((await texts(ben)).includes('Yes please'));
    for (const forbidden of [{ to: [ben.uuid] }, { alert: true }, { to: [] }])
      t.match(await a.command('message', { action: 'send', text: 'hi', ...forbidden }), { code: 'forbidden' });
  });

  await t.test('a receipt says who has seen it and when, once each, and only from whom it was for', async (t) => {
    const [, both] = await inbox(anna);
    const ids = [both!.id, 'no-such-message'];
    const atDesk = e.next(
      (m) => m.topic === `sb/1/inbox/${engineer.uuid}` && m.body.messages[0]?.seen.length === 1 && m.body.more,
    );
    t.match(await a.command('message', { action: 'seen', ids }), { ok: true });
    t.match((await atDesk).body.messages, [{ id: both!.id, seen: [{ uuid: anna.uuid, at: Number }] }]);
    await a.command('message', { action: 'seen', ids });
    await b.command('message', { action: 'seen', ids: [(await inbox(anna))[0]!.id] });
    t.equal((await inbox(anna))[0]!.seen.length, 0, 'not from another');
    t.equal((await inbox(anna))[1]!.seen.length, 1, 'not twice');
    const answer = (await inbox(engineer)).at(-1)!;
    await e.command('message', { action: 'seen', ids: [answer.id] });
    t.match((await inbox(anna)).at(-1), { text: 'Yes please', seen: [{ uuid: engineer.uuid }] });
  });

  await t.test('faults are named: an unknown device, no text, nobody here', async (t) => {
    for (const [payload, expected] of [
      [{ to: ['nobody'], text: 'x' }, { code: 'no_such_device' }],
      [{ text: '' }, { code: 'bad_value', path: 'text' }],
      [
        { to: [anna.uuid, anna.uuid], text: 'x' },
        { code: 'bad_value', path: 'to' },
      ],
      [
        { to: [], text: 'x' },
        { code: 'bad_value', path: 'to' },
      ],
    ] as const)
      t.match(await e.command('message', { action: 'send', ...payload }), { ok: false, ...expected });
  });

  await t.test('nobody subscribes to another’s inbox; who becomes an engineer reads all', async (t) => {
    const eve = await joinBox(box, 'Eve');
    const link = await Link.open(box, eve);
    await link.subscribe(`sb/1/inbox/${anna.uuid}`, 'sb/1/inbox/+');
    const own = await link.find((m) => m.topic === `sb/1/inbox/${eve.uuid}`);
    t.same(own.body.messages, []);
    await e.command('message', { action: 'send', to: [anna.uuid], text: 'secret' });
    await link.command('ping', {});
    t.equal(link.heard.filter((m) => m.topic === `sb/1/inbox/${anna.uuid}`).length, 0);
    const all = link.next((m) => m.topic === `sb/1/inbox/${eve.uuid}`);
    await e.command(`device/${eve.uuid}`, { action: 'role', role: 'engineer' });
    t.ok((await all).body.messages.length > 3);
    await link.close();
    await until('Eve has gone', async () => {
      const { devices } = (await ask(box, 'GET', '/api/devices', { token: engineer.token })).body;
      return devices.find((one: { uuid: string }) => one.uuid === eve.uuid)?.active === false;
    });
    await e.command(`device/${eve.uuid}`, { action: 'forget' });
  });

  await t.test('a flood loses the flooder’s oldest, and no one else’s', async (t) => {
    const before = await texts(ben);
    for (let n = 0; n < MAX_OWN_DIRECT + 5; n++) await a.command('message', { action: 'send', text: `flood ${n}` });
    const kept = (await texts(anna)).filter((text) => text.startsWith('flood'));
    t.equal(kept.length, MAX_OWN_DIRECT);
    t.equal(kept.at(-1), `flood ${MAX_OWN_DIRECT + 4}`);
    t.same(await texts(ben), before);
    for (let n = 0; n < MAX_DIRECT; n++) await e.command('message', { action: 'send', text: `desk ${n}` });
    const all = await inbox(engineer);
    t.equal(all.length, MAX_DIRECT);
    t.equal(all.filter(({ by }) => by === anna.uuid).length, MAX_OWN_DIRECT, 'the desk gives up its own');
  });
});
