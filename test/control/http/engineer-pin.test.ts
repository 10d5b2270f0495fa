/** Guessing the engineer's PIN is slow for each address, each device and all together, and engineers are informed. */
import { request } from 'node:http';
import t from 'tap';
import { BOX_TRIES, BOX_WINDOW_MS, BoxPins } from '../../../src/control/http/box-pins.js';
import { FREE_TRIES } from '../../../src/control/http/pin-guard.js';
import type { ControlBox, Device } from '../support/box.js';
import { ask, joinBox, joinEngineer, Link, startBox } from '../support/box.js';

t.test('R19 all clients together get few tries at the PIN, and the wait grows', async (t) => {
  const pins = new BoxPins();
  let now = 0;
  for (let i = 1; i < BOX_TRIES; i++) t.equal(pins.wrong(now), 0);
  const first = pins.wrong(now);
  t.ok(first > 0);
  now += first;
  t.equal(pins.waitMs(now), 0);
  t.equal(pins.wrong(now), 2 * first);
  let tries = 0;
  const end = now + 24 * 3_600_000;
  for (now += pins.waitMs(now); now < end; now += pins.waitMs(now)) {
    pins.wrong(now);
    tries++;
  }
  t.ok(tries < 10_000, `${tries} of a million in a day`);
  now += BOX_WINDOW_MS;
  t.equal(pins.wrong(now), 0, 'ten quiet minutes forget them');
});

/** Tries a PIN from another address of this machine's network. */
const guess = (box: ControlBox, { token }: Device, pin: string, localAddress: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: box.webPort,
        localAddress,
        method: 'POST',
        path: '/api/engineer',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        agent: false,
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode!));
      },
    );
    asked.on('error', reject);
    asked.end(JSON.stringify({ pin }));
  });

t.test(
  'R19 many addresses and devices share one budget; engineers are informed, and not locked out by it',
  async (t) => {
    const box = await startBox();
    t.teardown(() => box.stop());
    const engineer = await joinEngineer(box);
    const formerEngineer = await joinEngineer(box);
    t.equal((await ask(box, 'DELETE', '/api/engineer', { token: formerEngineer.token })).status, 200);
    const link = await Link.open(box, engineer);
    await link.subscribe('sb/1/box/status');
    const guessers: Device[] = [];
    for (let i = 0; i < 100; i++) guessers.push(await joinBox(box, `Guesser ${i}`));
    const from = link.heard.length;
    const statuses: number[] = [];
    for (const [i, guesser] of guessers.entries())
      for (let k = 0; k < 2; k++) statuses.push(await guess(box, guesser, '000000', `127.0.1.${i + 1}`));
    const judged = statuses.filter((status) => status === 403).length;
    t.ok(judged >= BOX_TRIES && judged < 2 * BOX_TRIES, `${judged} of ${statuses.length} were judged`);
    t.ok(statuses.every((status) => status === 403 || status === 429));
    t.equal(await guess(box, await joinBox(box, 'New'), '123456', '127.0.2.1'), 429, 'the right one waits too');

    const { body } = await link.find(
      ({ topic, body }) =>
        topic === 'sb/1/box/status' && body.notes.some(({ code }: { code: string }) => code === 'wrong_pins'),
      undefined,
      from,
    );
    t.match(body.notes.at(-1).message, `${BOX_TRIES} wrong PINs`);
    t.ok(box.log.filter((line) => line.startsWith('wrong_pins')).length <= 4, 'logged at a bounded pace');

    t.match(await ask(box, 'GET', `/api/devices/${formerEngineer.uuid}`, { token: engineer.token }), {
      body: { role: 'musician' },
    });
    t.equal(await guess(box, formerEngineer, '111111', '127.0.3.1'), 403);
    t.equal(await guess(box, formerEngineer, '123456', '127.0.3.1'), 200, 'who has been an engineer here comes back');
    await link.close();
  },
);

t.test('a device that was an engineer’s can return even from an address that guesses', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const engineer = await joinEngineer(box);
  t.equal((await ask(box, 'DELETE', '/api/engineer', { token: engineer.token })).status, 200);
  for (let i = 0; i < FREE_TRIES; i++)
    t.equal(await guess(box, await joinBox(box, `D${i}`), '000000', '127.0.6.1'), 403);
  t.equal(await guess(box, await joinBox(box, 'Next'), '123456', '127.0.6.1'), 429, 'the others wait');
  t.equal(await guess(box, engineer, '123456', '127.0.6.1'), 200);
  t.equal((await ask(box, 'DELETE', '/api/engineer', { token: engineer.token })).status, 200);
  for (let i = 0; i < FREE_TRIES; i++) t.equal(await guess(box, engineer, '000000', '127.0.6.2'), 403);
  t.equal(await guess(box, engineer, '123456', '127.0.6.2'), 429, 'its own guesses count');
});

t.test(
  'a device is slowed down whatever its address, an address whatever its device, but for this machine’s own',
  async (t) => {
    const box = await startBox();
    t.teardown(() => box.stop());
    const device = await joinBox(box, 'One');
    for (let i = 0; i < FREE_TRIES; i++) t.equal(await guess(box, device, '000000', `127.0.1.${i + 1}`), 403);
    t.equal(await guess(box, device, '123456', '127.0.1.99'), 429, 'the device waits');
    for (let i = 0; i < FREE_TRIES; i++)
      t.equal(await guess(box, await joinBox(box, `D${i}`), '000000', '127.0.5.1'), 403);
    t.equal(await guess(box, await joinBox(box, 'Next'), '123456', '127.0.5.1'), 429, 'the address waits');
    for (let i = 0; i < 2 * FREE_TRIES; i++)
      t.equal(await guess(box, await joinBox(box, `L${i}`), '000000', '127.0.0.1'), 403, 'this machine does not');
    t.ok(box.log.some((line) => line.startsWith('wrong_pins: 5 wrong PINs in a row from “One”')));
  },
);
