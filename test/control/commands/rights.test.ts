/** Every command × role: one table, and the real box is asked for each cell. */
import t from 'tap';
import type { CommandRow, Who } from '../../../src/control/commands/command.js';
import { COMMANDS } from '../../../src/control/commands/table.js';
import { ask, CHANNELS, joinBox, joinEngineer, Link, startBox } from '../support/box.js';

type Asker = 'owner' | 'stranger' | 'engineer';

/** Who may run it, from the row's `who`; `true` = not refused as forbidden. */
const ALLOWED: Readonly<Record<Who, Readonly<Record<Asker, boolean>>>> = {
  anyone: { owner: true, stranger: true, engineer: true },
  owner: { owner: true, stranger: false, engineer: true },
  // Of a device that mirrors another: `two-phones.test.ts`.
  sharer: { owner: true, stranger: false, engineer: true },
  engineer: { owner: false, stranger: false, engineer: true },
  // `owner` made the session below.
  maker: { owner: true, stranger: false, engineer: true },
  // The setlist is not opened to all below.
  players: { owner: false, stranger: false, engineer: true },
};

/** The expected table; a new command is added here on purpose. */
const EXPECTED: Readonly<Record<string, Who>> = {
  mix: 'sharer',
  hear: 'owner',
  snapshot: 'anyone',
  ping: 'anyone',
  'history undo': 'sharer',
  'history redo': 'sharer',
  'device rename': 'owner',
  'device own': 'sharer',
  'device groups': 'sharer',
  'device ear': 'owner',
  'device clear': 'sharer',
  'device disconnect': 'engineer',
  'device forget': 'engineer',
  'device role': 'engineer',
  'device lock': 'engineer',
  'device handover': 'owner',
  'device claim': 'owner',
  'device refuse': 'owner',
  'device code': 'owner',
  'device redeem': 'owner',
  'device alone': 'owner',
  'device pass': 'owner',
  'device revoke': 'owner',
  'devices order': 'engineer',
  'devices clear': 'engineer',
  'devices forget': 'engineer',
  house: 'engineer',
  'check start': 'engineer',
  'check heard': 'anyone',
  'check close': 'engineer',
  'offer make': 'engineer',
  'offer hear': 'owner',
  'offer take': 'owner',
  'offer refuse': 'owner',
  'offer withdraw': 'engineer',
  'preset save': 'sharer',
  'preset recall': 'sharer',
  'preset rename': 'sharer',
  'preset lock': 'sharer',
  'preset delete': 'sharer',
  'preset copy': 'sharer',
  'preset import': 'sharer',
  'scene save': 'engineer',
  'scene recall': 'engineer',
  'scene undo': 'engineer',
  'scene delete': 'engineer',
  'setlist set': 'engineer',
  'setlist undo': 'engineer',
  'setlist allow': 'engineer',
  'setlist next': 'players',
  'setlist previous': 'players',
  'setlist goto': 'players',
  'session create': 'anyone',
  'session join': 'anyone',
  'session leave': 'anyone',
  'session message': 'anyone',
  'session cue': 'anyone',
  'session close': 'maker',
  'message send': 'anyone',
  'message seen': 'anyone',
  'ask ask': 'sharer',
  'ask accept': 'engineer',
  'ask decline': 'engineer',
  channel: 'engineer',
  'strip set': 'engineer',
  'strip copy': 'engineer',
  'channels order': 'engineer',
  panic: 'engineer',
};

const nameOf = ({ kind, action }: CommandRow) => (action === undefined ? kind : `${kind} ${action}`);

t.test('R3 the table of rights is as expected', async (t) => {
  t.same(Object.fromEntries(COMMANDS.map((row) => [nameOf(row), row.who])), EXPECTED);
});

t.test('R3 each command × role, over MQTT', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const owner = await joinBox(box, 'Owner');
  const stranger = await joinBox(box, 'Stranger');
  const engineer = await joinEngineer(box);
  const links: Record<Asker, Link> = {
    owner: await Link.open(box, owner),
    stranger: await Link.open(box, stranger),
    engineer: await Link.open(box, engineer),
  };
  t.teardown(() => Promise.all(Object.values(links).map((link) => link.close())));
  for (const row of COMMANDS) {
    for (const asker of ['stranger', 'owner', 'engineer'] as const) {
      // Sessions may be closed by an allowed cell, so each cell has its own.
      const session = row.about === 'session' ? (await links.owner.command('session', { action: 'create' })).id : '';
      const target = { device: `/${owner.uuid}`, channel: `/${CHANNELS - 1}`, session: `/${session}`, nothing: '' }[
        row.about
      ];
      // Without its fields an allowed command is refused for its payload, never for the role, and changes nothing.
      const reply = await links[asker].command(`${row.kind}${target}`, {
        ...(row.action ? { action: row.action } : {}),
      });
      t.equal(
        reply.code !== 'forbidden',
        ALLOWED[row.who][asker],
        `${nameOf(row)} by ${asker}: ${reply.ok ? 'done' : reply.code}`,
      );
      if (session !== '') await links.engineer.command(`session/${session}`, { action: 'close' });
      if (nameOf(row) === 'device disconnect' && asker === 'engineer') links.owner = await Link.open(box, owner);
    }
  }
});

t.test('R3 identity is the connection’s, never the payload’s', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const anna = await joinBox(box, 'Anna');
  const eve = await joinBox(box, 'Eve');
  const e = await Link.open(box, eve);
  t.match(
    await e.command(`mix/${anna.uuid}`, {
      uuid: anna.uuid,
      by: anna.uuid,
      role: 'engineer',
      set: [{ p: 'master', v: 0 }],
    }),
    { code: 'forbidden' },
  );
  const forged = await ask(box, 'POST', '/api/command', {
    token: eve.token,
    body: { topic: `mix/${anna.uuid}`, uuid: anna.uuid, set: [{ p: 'master', v: 0 }] },
  });
  t.equal(forged.status, 403);
  await t.rejects(Link.open(box, { uuid: anna.uuid, token: eve.token }), { code: 4 }, 'another device’s token');
  await e.close();
});

t.test('HTTP: each route without a token, as a musician, as an engineer', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const anna = await joinBox(box, 'Anna');
  const engineer = await joinEngineer(box);
  const routes: [method: string, path: string, open: number, musician: number, engineer: number][] = [
    ['GET', '/api/box', 200, 200, 200],
    ['GET', '/api/me', 401, 200, 200],
    ['GET', '/api/devices', 401, 200, 200],
    ['GET', `/api/devices/${engineer.uuid}/mix`, 401, 200, 200],
    ['GET', '/api/mixes', 401, 200, 200],
    ['GET', '/api/history', 401, 200, 200],
    ['GET', `/api/presets/${engineer.uuid}`, 401, 200, 200],
    ['GET', '/api/setlist', 401, 200, 200],
    ['GET', '/api/channels', 401, 200, 200],
    ['GET', '/api/asks', 401, 200, 200],
    ['GET', '/api/messages', 401, 200, 200],
    ['GET', '/api/stats', 401, 200, 200],
    ['GET', '/api/sessions', 401, 200, 200],
    ['GET', '/api/sessions/NONE', 404, 404, 404],
    ['GET', '/api/sessions/NONE/participants', 401, 404, 404],
    ['GET', '/api/backup', 401, 403, 200],
    ['POST', '/api/restore', 401, 403, 400],
    ['DELETE', '/api/mixes', 401, 403, 200],
    ['DELETE', `/api/mixes/${engineer.uuid}`, 401, 403, 200],
    ['DELETE', '/api/devices/nobody', 401, 403, 404],
  ];
  for (const [method, path, open, musician, byEngineer] of routes) {
    const body = method === 'POST' ? { body: {} } : {};
    t.equal((await ask(box, method, path, body)).status, open, `${method} ${path} without a token`);
    t.equal(
      (await ask(box, method, path, { token: anna.token, ...body })).status,
      musician,
      `${method} ${path} as a musician`,
    );
    t.equal(
      (await ask(box, method, path, { token: engineer.token, ...body })).status,
      byEngineer,
      `${method} ${path} as an engineer`,
    );
  }
});
