/** A page and a box whose disk accepts nothing: the state stays as people set it when clients reconnect. */

import { once } from 'node:events';
import t from 'tap';
import WebSocket from 'ws';
import { MemoryStore } from '../../src/control/store/memory-store.js';
import { StoreError } from '../../src/control/store/store.js';
import type { SocketLike } from '../../src/web/link/mqtt-client.js';
import { BoxLink } from '../../src/web/model/box-link.js';
import { until } from '../harness/until.js';
import { ask, joinBox, joinEngineer, Link, startBox } from './support/box.js';
import { gain, mixOf } from './support/stage.js';

/** More than the box remembers of each device's commands. */
const COMMANDS = 300;

t.test('a page that reconnects while the disk is full does not repeat its evening', async (t) => {
  const store = new MemoryStore([]);
  const opening = Promise.resolve({ store, rows: [], notes: [], recovered: false, rewrite: [] });
  const box = await startBox({ opening });
  t.teardown(() => box.stop());
  const anna = await joinBox(box, 'Anna');
  const e = await Link.open(box, await joinEngineer(box));
  t.teardown(() => e.close());
  store.trouble = new StoreError('disk_full', 'the data disk is full');

  const sockets: WebSocket[] = [];
  const page = new BoxLink({
    box: (await ask(box, 'GET', '/api/box')).body,
    uuid: anna.uuid,
    token: () => anna.token,
    answers: async () => true,
    clock: { now: () => performance.now(), after: (ms, run) => void setTimeout(run, ms) },
    open: () => {
      const socket = new WebSocket(`ws://127.0.0.1:${box.webPort}/mqtt`, 'mqtt');
      sockets.push(socket);
      return socket as unknown as SocketLike;
    },
  });
  t.teardown(() => page.close());
  const troubles: (string | undefined)[] = [];
  page.onTrouble = (reply) => troubles.push(reply.code);
  const mix = page.mix(anna.uuid);
  page.connect();
  await until('the mix', () => mix.loaded.value);
  for (let i = 0; i < COMMANDS; i++) await page.command(`mix/${anna.uuid}`, gain(0, i / COMMANDS));
  t.equal(troubles.length, COMMANDS, 'each is reported as not saved');
  t.equal(page.unconfirmed, 0);
  t.match(await e.command(`mix/${anna.uuid}`, gain(0, 0.123)), { durable: false, code: 'disk_full' });

  sockets[0]!.terminate();
  await once(sockets[0]!, 'close');
  await until('a new connection', () => sockets.length > 1 && page.state.value === 'open');
  await page.command('ping', {});
  t.equal((await mixOf(box, anna)).channels[0].gain, 0.123, 'what the engineer set since is still there');
  await until('the page shows it', () => mix.gain(0).value === 0.123);

  store.trouble = undefined;
  t.match(await e.command(`mix/${anna.uuid}`, gain(1, 0.2)), { ok: true });
});
