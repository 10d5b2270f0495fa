/** Dead and stalled clients: found within about a second, without effect on others. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt-packet';
import t from 'tap';
import WebSocket from 'ws';
import type { Device } from './support/box.js';
import { joinBox, joinEngineer, Link, startBox } from './support/box.js';

const connectPacket = ({ uuid, token }: Device) =>
  mqtt.generate({
    cmd: 'connect',
    clientId: uuid,
    username: uuid,
    password: Buffer.from(token),
    keepalive: 0,
    clean: true,
  });

t.test(
  'R15 A6 a WebSocket that answers no ping is closed within about a second, and everybody learns it',
  async (t) => {
    const box = await startBox();
    t.teardown(() => box.stop());
    const anna = await joinBox(box, 'Anna', 'anna');
    const watcher = await Link.open(box, await joinBox(box, 'Watcher'));
    t.teardown(() => watcher.close());
    await watcher.subscribe('sb/1/devices/delta');
    const gone = watcher.next(
      (m) => m.topic === 'sb/1/devices/delta' && m.body.changed[0].uuid === 'anna' && !m.body.changed[0].active,
    );
    const dead = new WebSocket(`ws://127.0.0.1:${box.webPort}/mqtt`, 'mqtt', { autoPong: false });
    await once(dead, 'open');
    dead.send(connectPacket(anna));
    await once(dead, 'message');
    const started = performance.now();
    await gone;
    const took = performance.now() - started;
    t.ok(took > 500, 'not before its time');
    t.comment(`shown after ${Math.round(took)} ms`);
    dead.terminate();
  },
);

t.test('R15 a client that answers pings stays, however long it is silent', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const link = await Link.open(box, await joinBox(box, 'Quiet'));
  await sleep(1500);
  t.equal((await link.command('ping', {})).ok, true);
  await link.close();
});

t.test('a frozen process is found, although its kernel still answers', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const anna = await joinBox(box, 'Anna', 'anna');
  const watcher = await Link.open(box, await joinBox(box, 'Watcher'));
  t.teardown(() => watcher.close());
  await watcher.subscribe('sb/1/devices/delta');
  const here = watcher.next(
    (m) => m.topic === 'sb/1/devices/delta' && m.body.changed[0].uuid === 'anna' && m.body.changed[0].active,
  );
  const script = `import mqtt from 'mqtt'; mqtt.connect('ws://127.0.0.1:${box.webPort}/mqtt', { clientId: 'anna', username: 'anna', password: '${anna.token}', protocolVersion: 4 }); setInterval(() => {}, 1000);`;
  const frozen = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  t.teardown(() => frozen.kill('SIGKILL'));
  await here;
  const gone = watcher.next(
    (m) => m.topic === 'sb/1/devices/delta' && m.body.changed[0].uuid === 'anna' && !m.body.changed[0].active,
  );
  frozen.kill('SIGSTOP');
  t.match((await gone).body.changed[0], { active: false });
  const back = watcher.next(
    (m) => m.topic === 'sb/1/devices/delta' && m.body.changed[0].uuid === 'anna' && m.body.changed[0].active,
  );
  frozen.kill('SIGCONT');
  t.match(
    (await back).body.changed[0],
    { active: true, reconnections: 0 },
    'a device that was only busy is back without a new connection',
  );
});

t.test('R16 a client that reads nothing delays nobody, and is disconnected', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const engineer = await joinEngineer(box);
  const e = await Link.open(box, engineer);
  const healthy = await Link.open(box, await joinBox(box, 'Healthy'), 'tcp');
  await healthy.subscribe('sb/1/mix/+/delta');
  const zombie = connect(box.control.mqttPort, '127.0.0.1');
  zombie.on('error', () => {});
  const zombieDevice = await joinBox(box, 'Zombie');
  zombie.write(connectPacket(zombieDevice));
  await once(zombie, 'data');
  zombie.write(
    mqtt.generate({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [
        { topic: 'sb/1/mix/#', qos: 0 },
        { topic: 'sb/1/history/#', qos: 0 },
      ],
    }),
  );
  await once(zombie, 'data');
  zombie.pause();
  await e.subscribe('sb/1/devices/delta');
  const cut = e.next(
    (m) =>
      m.topic === 'sb/1/devices/delta' && m.body.changed[0].uuid === zombieDevice.uuid && !m.body.changed[0].active,
  );
  // Large deltas until the kernel’s buffers for the frozen client are full.
  const set = Array.from({ length: 16 }, (_, ch) => [
    { p: 'gain', ch, v: 1 / 3 },
    { p: 'pan', ch, v: -1 / 7 },
  ]).flat();
  const many = Array.from({ length: 30 }, () => set).flat();
  let sent = 0;
  let ended = false;
  void cut.then(() => {
    ended = true;
  });
  while (!ended) {
    const rev = (await e.command(`mix/${engineer.uuid}`, { set: many })).rev;
    sent++;
    await healthy.find((m) => m.body.rev === rev && m.topic.endsWith('/delta'));
  }
  t.match((await cut).body.changed[0], { active: false });
  t.equal(healthy.heard.filter((m) => m.topic.endsWith('/delta')).length, sent, 'the healthy one missed nothing');
  zombie.destroy();
  await Promise.all([e.close(), healthy.close()]);
});
