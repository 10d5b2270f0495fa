/** Everything the box stores for people keeps room for those who play here, however many strangers fill it. */

import { rmSync } from 'node:fs';
import t from 'tap';
import { makeRequest } from '../../src/control/band/requests.js';
import { createSession, joinSession } from '../../src/control/band/sessions.js';
import { MAX_FLEETING, register } from '../../src/control/devices/registry.js';
import { standingOf } from '../../src/control/devices/standing.js';
import { firstMix } from '../../src/control/mix/mixes.js';
import { savePreset } from '../../src/control/presets/presets.js';
import type { Actor } from '../../src/control/state/draft.js';
import { Draft } from '../../src/control/state/draft.js';
import { State, type TableName } from '../../src/control/state/state.js';
import { loadState } from '../../src/control/store/loader.js';
import {
  MAX_ALL_PRESETS,
  MAX_ALL_REQUESTS,
  MAX_OWN_SESSIONS,
  MAX_PARTICIPANTS,
  MAX_PRESETS,
  MAX_REQUESTS,
  MAX_SESSIONS,
} from '../../src/wire/limits.js';
import { ask, joinBox, joinEngineer, Link, newFolder, startBox } from './support/box.js';

/** A box's tables, and drafts over them. */
class Stage {
  readonly state = new State();
  readonly here = new Set<string>();
  #at = 0;
  #id = 0;

  constructor() {
    loadState(this.state, [], () => 'epoch');
  }

  act<T>(uuid: string, change: (draft: Draft) => T): T {
    const role = this.state.get('device', uuid)?.role ?? 'box';
    const actor: Actor = { uuid, name: uuid, role, source: 'web' };
    const options = {
      op: null,
      at: ++this.#at,
      age: this.#at,
      channels: 4,
      isConnected: (one: string) => this.here.has(one),
    };
    const draft = new Draft(this.state, actor, options);
    const value = change(draft);
    draft.commit();
    return value;
  }

  join(uuid: string, address: string, role: 'musician' | 'engineer' = 'musician'): string {
    this.act('box', (draft) => {
      const device = register(draft, {
        uuid,
        type: 'web',
        name: uuid,
        tokenHash: 'x'.repeat(43),
        address,
        userAgent: '',
      });
      draft.put('device', uuid, { ...device, role });
      firstMix(draft, uuid, false);
    });
    this.here.add(uuid);
    return uuid;
  }

  /** Sets a fader. */
  touch(uuid: string): void {
    this.state.write('mix', uuid, { ...this.state.get('mix', uuid)!, touched: true });
  }

  session(uuid: string): string {
    return this.act(uuid, (draft) => createSession(draft, null, () => `S${++this.#id}`));
  }

  preset(uuid: string): void {
    this.act(uuid, (draft) => savePreset(draft, uuid, { name: 'x' }, `p${++this.#id}`));
  }

  ask(uuid: string): void {
    this.act(uuid, (draft) => makeRequest(draft, uuid, { text: 'more' }, `a${++this.#id}`));
  }

  ids(table: TableName): string[] {
    return [...this.state.rows(table)].map(([id]) => id);
  }
}

t.test('a musician has at most two sessions; a third ends the oldest without other participants', async (t) => {
  const stage = new Stage();
  const anna = stage.join('anna', '10.0.0.2');
  const ben = stage.join('ben', '10.0.0.3');
  const bens = stage.session(ben);
  const annas = Array.from({ length: MAX_SESSIONS }, () => stage.session(anna));
  t.same(stage.ids('session').sort(), [bens, ...annas.slice(-MAX_OWN_SESSIONS)].sort());
  for (const id of annas.slice(-MAX_OWN_SESSIONS)) stage.act(ben, (draft) => joinSession(draft, id, ben));
  t.throws(() => stage.session(anna), { code: 'too_many', details: { allowed: { max: MAX_OWN_SESSIONS } } });
  stage.here.delete(ben);
  t.ok(stage.session(anna));
  t.notOk(stage.state.get('session', annas.at(-2)!), 'the older of both');
});

t.test('strangers who fill all sessions keep nobody out; a session the band is in stays', async (t) => {
  const stage = new Stage();
  const anna = stage.join('anna', '10.0.0.2');
  stage.touch(anna);
  const band = stage.session(anna);
  stage.act(anna, (draft) => joinSession(draft, band, anna));
  for (let i = 0; i < MAX_SESSIONS; i++) {
    const stranger = stage.join(`s${i}`, '10.0.0.9');
    for (let n = 0; n < 2; n++) {
      try {
        const id = stage.session(stranger);
        stage.act(stranger, (draft) => joinSession(draft, id, stranger));
      } catch (error) {
        t.match(error, { code: 'too_many' });
      }
    }
  }
  t.equal(stage.ids('session').length, MAX_SESSIONS);
  t.ok(stage.session(stage.join('newcomer', '10.0.0.3')), 'a newcomer from an address that holds less');
  t.ok(stage.session(stage.join('desk', '10.0.0.9', 'engineer')), 'an engineer from wherever');
  t.ok(stage.state.get('session', band));
  t.equal(stage.ids('session').length, MAX_SESSIONS);
});

t.test('a full session makes room: absent participants go first, then those with the weakest claim', async (t) => {
  const stage = new Stage();
  const anna = stage.join('anna', '10.0.0.2');
  const id = stage.session(anna);
  for (let i = 0; i < MAX_PARTICIPANTS; i++) {
    const stranger = stage.join(`s${i}`, '10.0.0.9');
    stage.act(stranger, (draft) => joinSession(draft, id, stranger));
  }
  stage.here.delete('s7');
  const inIt = () => stage.state.get('session', id)!.participants.map(({ uuid }) => uuid);
  stage.act(anna, (draft) => joinSession(draft, id, anna));
  t.notOk(inIt().includes('s7'));
  const ben = stage.join('ben', '10.0.0.3');
  stage.act(ben, (draft) => joinSession(draft, id, ben));
  t.notOk(inIt().includes(`s${MAX_PARTICIPANTS - 1}`), 'the newest of the crowd');
  t.equal(inIt().length, MAX_PARTICIPANTS);
});

t.test('requests are limited per musician and in all, and a crowd makes room', async (t) => {
  const stage = new Stage();
  for (let i = 0; i < MAX_ALL_REQUESTS / MAX_REQUESTS; i++) {
    const stranger = stage.join(`s${i}`, '10.0.0.9');
    for (let n = 0; n < MAX_REQUESTS; n++) stage.ask(stranger);
    t.throws(() => stage.ask(stranger), { code: 'too_many' });
  }
  t.throws(() => stage.ask(stage.join('more', '10.0.0.9')), {
    code: 'too_many',
    details: { allowed: { max: MAX_ALL_REQUESTS } },
  });
  const anna = stage.join('anna', '10.0.0.2');
  stage.ask(anna);
  t.equal(stage.ids('ask').length, MAX_ALL_REQUESTS);
  t.ok([...stage.state.rows('ask')].some(([, { uuid }]) => uuid === anna));
});

t.test('presets: a device with a history displaces those of strangers, never those of a device with one', async (t) => {
  const stage = new Stage();
  const anna = stage.join('anna', '10.0.0.2');
  stage.touch(anna);
  stage.preset(anna);
  const [, kept] = [...stage.state.rows('preset')][0]!;
  for (let n = 1; n < MAX_ALL_PRESETS; n++) {
    const uuid = `s${Math.floor(n / MAX_PRESETS)}`;
    if (n % MAX_PRESETS === 0 || n === 1) stage.join(uuid, '10.0.0.9');
    stage.state.write('preset', `${uuid}/n${n}`, { ...kept, uuid, id: `n${n}` });
  }
  t.throws(() => stage.preset(stage.join('more', '10.0.0.3')), { code: 'too_many' });
  stage.preset(anna);
  t.equal(stage.ids('preset').length, MAX_ALL_PRESETS);
  t.equal(stage.ids('preset').filter((id) => id.startsWith('anna/')).length, 2);
  for (const uuid of stage.ids('device')) if (uuid !== anna) stage.touch(uuid);
  t.throws(() => stage.preset(anna), { code: 'too_many' }, 'what others with a history keep stays');
});

t.test(
  'strangers who set one fader each and left do not fill the registry; who listened, or was named, stays',
  async (t) => {
    const stage = new Stage();
    for (const uuid of ['named', 'listened', 'guest']) stage.touch(stage.join(uuid, '10.0.0.2'));
    stage.state.write('device', 'named', { ...stage.state.get('device', 'named')!, customName: 'Bass' });
    stage.state.write('device', 'listened', { ...stage.state.get('device', 'listened')!, regular: true });
    stage.here.clear();
    for (let i = 0; i < 300; i++) {
      stage.touch(stage.join(`s${i}`, '10.0.0.9'));
      stage.here.clear();
    }
    t.ok(stage.ids('device').length <= MAX_FLEETING + 4, `${stage.ids('device').length} devices`);
    for (const uuid of ['named', 'listened', 'guest']) t.ok(stage.state.get('device', uuid), uuid);
    t.equal(stage.state.get('device', 's0'), undefined);
  },
);

t.test('what gives a device its claim', async (t) => {
  const stage = new Stage();
  const standing = (uuid: string) => standingOf(stage.state, uuid);
  const anna = stage.join('anna', '10.0.0.2');
  t.equal(standing('nobody'), 'unproven');
  t.equal(standing(anna), 'newcomer');
  stage.touch(anna);
  t.equal(standing(anna), 'known', 'a mix of its own');
  const set = (change: object) => stage.state.write('device', anna, { ...stage.state.get('device', anna)!, ...change });
  set({ verified: false, tokenHash: null });
  t.equal(standing(anna), 'unproven', 'without a token that proves nothing');
  set({ regular: true });
  t.equal(standing(anna), 'known');
  set({ regular: false, customName: 'Anna' });
  t.equal(standing(anna), 'known');
  set({ role: 'engineer' });
  t.equal(standing(anna), 'engineer');
});

t.test('a device that returns in another run of the box has a history', async (t) => {
  const dataDir = newFolder();
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  const first = await startBox({ dataDir });
  const anna = await joinBox(first, 'Anna');
  t.equal(first.control.authority.standingOf!(anna.uuid), 'newcomer');
  await first.stop();
  const second = await startBox({ dataDir });
  t.equal(second.control.authority.standingOf!(anna.uuid), 'newcomer', 'not before it is here');
  const link = await Link.open(second, anna);
  t.equal(second.control.authority.standingOf!(anna.uuid), 'known');
  const ben = await joinBox(second, 'Ben');
  const other = await Link.open(second, ben);
  t.equal(second.control.authority.standingOf!(ben.uuid), 'newcomer');
  await Promise.all([link.close(), other.close()]);
  await second.stop();
});

t.test('only its participants and engineers can read what is said in a session, by any route', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const [anna, ben, carl] = await Promise.all(['Anna', 'Ben', 'Carl'].map((name) => joinBox(box, name)));
  const engineer = await joinEngineer(box);
  const links = await Promise.all([anna!, ben!, carl!, engineer].map((device) => Link.open(box, device)));
  t.teardown(() => Promise.all(links.map((link) => link.close())));
  const [a, b, c, desk] = links as [Link, Link, Link, Link];
  const { id } = await a.command('session', { action: 'create' });
  for (const link of [b, c, desk]) await link.subscribe('sb/1/session/+/+', 'sb/#', `sb/1/session/${id}/message`);
  await a.command(`session/${id}`, { action: 'join' });
  await a.subscribe(`sb/1/session/${id}/messages`, `sb/1/session/${id}/message`);
  await b.command(`session/${id}`, { action: 'join' });
  await a.command(`session/${id}`, { action: 'message', text: 'secret 1' });
  const said = (link: Link) =>
    link.heard.filter(({ topic, body }) => /\/messages?$/.test(topic) && JSON.stringify(body).includes('secret'));
  for (const link of [a, b, desk]) await link.find(({ body }) => body.text === 'secret 1');
  t.ok(
    c.heard.some(({ topic }) => topic === `sb/1/session/${id}/participants`),
    'who is in is no secret among devices',
  );

  const read = (device: { token: string }) => ask(box, 'GET', `/api/sessions/${id}/messages`, { token: device.token });
  t.same(
    (await Promise.all([anna!, ben!, engineer].map(read))).map(({ status }) => status),
    [200, 200, 200],
  );
  t.match(await read(carl!), { status: 403, body: { error: { code: 'forbidden' } } });
  await c.subscribe(`sb/1/session/${id}/messages`);
  t.equal((await c.command('ping', {})).ok, true);
  t.same(said(c), [], 'neither when said, nor by subscribing later');

  await c.command(`session/${id}`, { action: 'join' });
  t.match((await c.find(({ topic }) => topic === `sb/1/session/${id}/messages`)).body, {
    messages: [{ text: 'secret 1' }],
  });
  t.equal((await read(carl!)).status, 200, 'who joins reads what was said');
  await c.command(`session/${id}`, { action: 'leave' });
  const before = said(c).length;
  await a.command(`session/${id}`, { action: 'message', text: 'secret 2' });
  await b.find(({ body }) => body.text === 'secret 2');
  t.equal((await c.command('ping', {})).ok, true);
  t.equal(said(c).length, before, 'who left does not');
});

t.test('verifying a session without a token shows that it exists, and names nobody', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const anna = await joinBox(box, 'Anna');
  const { body } = await ask(box, 'POST', '/api/sessions', { token: anna.token, body: { name: 'Friday' } });
  await ask(box, 'POST', `/api/sessions/${body.id}/join`, { token: anna.token });
  const open = await ask(box, 'GET', `/api/sessions/${body.id}`);
  t.same(open.body, { exists: true, id: body.id, name: 'Friday', count: 1 });
  const known = await ask(box, 'GET', `/api/sessions/${body.id}`, { token: anna.token });
  t.match(known.body, { exists: true, participants: [{ name: 'Anna' }] });
});
