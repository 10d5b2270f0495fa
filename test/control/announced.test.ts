/** Revisions, and in which order a change reaches ears, pages, disk and its author. */
import t from 'tap';
import type { Mix } from '../../src/wire/mix.js';
import { until } from '../harness/until.js';
import { ask, joinBox, joinEngineer, Link, type Message, startBox } from './support/box.js';
import { FakeEngine } from './support/fake-engine.js';

const isDelta = ({ topic }: Message) => topic.startsWith('sb/1/mix/') && topic.endsWith('/delta');

t.test('one box, its engine and three devices', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const order: string[] = [];
  const engine = new (class extends FakeEngine {
    override setMix(device: string, mix: Mix, options?: { fromNative?: boolean }): void {
      order.push(`ears of ${device}`);
      super.setMix(device, mix, options);
    }
  })();
  box.control.attachEngine(engine);
  const anna = await joinBox(box, 'Anna', 'anna');
  await joinBox(box, 'Ben', 'ben');
  const engineer = await joinEngineer(box);
  const e = await Link.open(box, engineer);
  const a = await Link.open(box, anna);
  t.teardown(() => Promise.all([e.close(), a.close()]));
  const rev = async (): Promise<number> => (await ask(box, 'GET', '/api/devices', { token: engineer.token })).body.rev;
  const revOfMix = async (uuid: string): Promise<number> =>
    (await ask(box, 'GET', `/api/devices/${uuid}/mix`, { token: engineer.token })).body.rev;

  await t.test(
    'R4 an accepted command and a newcomer raise the revision by one; what only reads does not',
    async (t) => {
      const before = await rev();
      const reply = await e.command('mix/anna', { set: [{ p: 'master', v: 0.5 }] });
      t.equal(reply.rev, before + 1);
      t.match(await e.command('mix/anna', { set: [{ p: 'master', v: -1 }] }), { ok: false });
      t.match(await e.command('snapshot/anna', {}), { ok: true });
      t.match(await e.command('ping', {}), { ok: true });
      t.equal(await rev(), before + 1, 'after a refusal, a snapshot and a ping');
      const carl = await joinBox(box, 'Carl', 'carl');
      t.equal(await rev(), before + 2, 'after a newcomer');
      const link = await Link.open(box, carl);
      await link.close();
      t.equal(await rev(), before + 2, 'after it came and went');
    },
  );

  await t.test('R5 a command that changes several mixes has one revision, and one delta for each mix', async (t) => {
    await e.command('setlist', { action: 'set', songs: [{ name: 'One' }] });
    const { songs } = (await ask(box, 'GET', '/api/setlist', { token: engineer.token })).body;
    for (const uuid of ['anna', 'ben']) {
      await e.command(`preset/${uuid}`, { action: 'save', name: 'One', song: songs[0].id });
      await e.command(`mix/${uuid}`, { set: [{ p: 'gain', ch: 0, v: 0.25 }] });
    }
    const before = new Map([
      ['anna', await revOfMix('anna')],
      ['ben', await revOfMix('ben')],
    ]);
    t.not(before.get('anna'), before.get('ben'));
    await e.subscribe('sb/1/mix/+/delta');
    const from = e.heard.length;
    const reply = await e.command('setlist', { action: 'goto', index: 0 });
    await e.command('ping', {});
    const deltas = e.heard.slice(from).filter(isDelta);
    for (const [uuid, prev] of before) {
      const own = deltas.filter(({ topic }) => topic === `sb/1/mix/${uuid}/delta`);
      t.same(
        own.map(({ body }) => [body.rev, body.prev]),
        [[reply.rev, prev]],
        uuid,
      );
      t.equal(await revOfMix(uuid), reply.rev, 'the mix has the revision of its last change');
    }
  });

  await t.test('R8 exactly what a command touched is announced; a refused one announces nothing', async (t) => {
    await e.subscribe(
      'sb/1/mix/#',
      'sb/1/history/#',
      'sb/1/presets/#',
      'sb/1/devices/#',
      'sb/1/setlist',
      'sb/1/box/panic',
    );
    // What answers the subscription comes before the reply to a later command.
    await e.command('ping', {});
    const announcedBy = async (topic: string, payload: Record<string, unknown>): Promise<string[]> => {
      const from = e.heard.length;
      await e.command(topic, payload);
      // Announcements leave before the reply; a ping after it leaves room for any that would come late.
      await e.command('ping', {});
      const said = e.heard.slice(from).filter((message) => !message.topic.startsWith('sb/1/reply/'));
      return [...new Set(said.map((message) => message.topic))].sort();
    };
    for (const [topic, payload, announced] of [
      ['mix/ben', { set: [{ p: 'gain', ch: 1, v: 1 }] }, ['sb/1/history/ben', 'sb/1/mix/ben/delta']],
      ['mix/ben', { set: [{ p: 'gain', ch: 1, v: 99 }] }, []],
      ['preset/ben', { action: 'save', name: 'Loud' }, ['sb/1/presets/ben']],
      ['device/ben', { action: 'rename', name: 'Benny' }, ['sb/1/devices/delta']],
      ['setlist', { action: 'allow', anyone: true }, ['sb/1/setlist']],
      ['panic', { level: 'dim' }, ['sb/1/box/panic']],
      ['panic', { level: 'loud' }, []],
    ] as const)
      t.same(await announcedBy(topic, payload), announced, `${topic} ${JSON.stringify(payload)}`);
    await e.command('panic', { level: 'off' });
  });

  await t.test(
    'R9 a changed mix is in the ears first, then on the pages; the reply comes when it is on disk',
    async (t) => {
      const from = e.heard.length;
      order.length = 0;
      const note = (message: Message) => {
        if (isDelta(message)) order.push('page');
        else if (message.body.op === 'ordered') order.push(message.body.durable === true ? 'reply, on disk' : 'reply');
      };
      const reply = await e.command('mix/anna', { op: 'ordered', set: [{ p: 'gain', ch: 0, v: 0.75 }] });
      t.equal(reply.durable, true);
      await until('the delta is there', () => e.heard.slice(from).some(isDelta));
      for (const message of e.heard.slice(from)) note(message);
      t.same(order, ['ears of anna', 'page', 'reply, on disk']);
    },
  );
});
