import { once } from 'node:events';
import { connect } from 'node:net';
import mqtt from 'mqtt-packet';
import t from 'tap';
import { HeldBytes, MAX_HELD_BY_ALL } from '../../../src/control/mqtt/held-bytes.js';
import { until } from '../../harness/until.js';
import { ask, joinBox, Link, startBox } from '../support/box.js';

t.test('when connections hold too much together, the largest are closed, and as few as needed', async (t) => {
  const gone: string[] = [];
  const held = new HeldBytes<string>((holder) => gone.push(holder));
  held.set('small', 1000);
  held.set('a', MAX_HELD_BY_ALL / 2);
  held.set('b', MAX_HELD_BY_ALL / 4);
  t.same(gone, []);
  held.set('c', MAX_HELD_BY_ALL / 3);
  t.same(gone, ['a']);
  held.set('small', 0);
  t.equal(held.sum, MAX_HELD_BY_ALL / 4 + MAX_HELD_BY_ALL / 3);
  held.set('alone', 2 * MAX_HELD_BY_ALL);
  t.same(gone, ['a', 'alone'], 'itself, where it is the one');
});

t.test(
  'many clients with messages that never end hold no more together than one limit, and others play on',
  async (t) => {
    const box = await startBox();
    t.teardown(() => box.stop());
    const musician = await joinBox(box, 'Anna');
    const link = await Link.open(box, musician, 'tcp');
    const each = 900 * 1024;
    const many = Math.ceil((2 * MAX_HELD_BY_ALL) / each);
    let closed = 0;
    const sockets = [];
    for (let i = 0; i < many; i++) {
      const { uuid, token } = await joinBox(box, `Slow ${i}`);
      const socket = connect(box.control.mqttPort, '127.0.0.1');
      socket.on('error', () => {});
      socket.on('close', () => closed++);
      await once(socket, 'connect');
      socket.write(
        mqtt.generate({
          cmd: 'connect',
          clientId: uuid,
          username: uuid,
          password: Buffer.from(token),
          keepalive: 0,
          clean: true,
        }),
      );
      await once(socket, 'data');
      const whole = mqtt.generate({
        cmd: 'publish',
        topic: 'sb/1/cmd/ping',
        payload: Buffer.alloc(each, 'x'),
        qos: 0,
        dup: false,
        retain: false,
      });
      socket.write(whole.subarray(0, each));
      socket.resume();
      sockets.push(socket);
    }
    await until('half of them are let go', () => closed >= many - Math.floor(MAX_HELD_BY_ALL / each) - 1);
    t.ok(closed < many, 'and no more than needed');
    t.match(await link.command(`mix/${musician.uuid}`, { set: [{ p: 'gain', ch: 0, v: 1 }] }), { durable: true });
    t.equal((await ask(box, 'GET', '/api/me', { token: musician.token })).body.connections.mqtt, true);
    for (const socket of sockets) socket.destroy();
    await link.close();
  },
);
