import { createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { encodeControl } from '../../src/audio/stream/native/native-packet.js';
import { SteadyLink } from '../../src/listen/steady-link.js';
import { until } from '../harness/until.js';

/** A box that answers each handshake with these messages, or with nothing. */
async function boxThatSays(t: Test, ...messages: readonly Record<string, unknown>[]) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      for (const message of messages) socket.write(encodeControl(3, 0, message));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const lost: string[] = [];
  const closed: string[] = [];
  const link = new SteadyLink(
    { host: '127.0.0.1', port, device: 'd', token: 't', giveUpMs: 300 },
    {
      sound: () => undefined,
      control: () => undefined,
      lost: (reason) => lost.push(reason),
      closed: (reason) => closed.push(reason),
    },
  );
  t.teardown(() => {
    link.close('the test is over');
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { sockets, lost, closed };
}

t.test('a silent box is given up, and tried again', async (t) => {
  const { sockets, lost, closed } = await boxThatSays(t);
  await until('it is tried again', () => sockets.length >= 2);
  t.match(lost[0], /nothing comes/);
  t.same(closed, []);
});

t.test('a box that goes down, or has no place, is tried again', async (t) => {
  for (const message of [
    { type: 'bye', code: 'stopping' },
    { type: 'bye', code: 'displaced' },
    { type: 'handshake_response', status: 'refused', code: 'box-full', message: 'all places are taken' },
  ]) {
    const { sockets, closed } = await boxThatSays(t, message);
    await until('it is tried again', () => sockets.length >= 2);
    t.same(closed, []);
  }
});

t.test('a displaced or refused client reads that all places are taken', async (t) => {
  for (const message of [
    { type: 'bye', code: 'displaced' },
    { type: 'handshake_response', status: 'refused', code: 'box-full', message: 'anything' },
  ]) {
    const { lost } = await boxThatSays(t, message);
    await until('it is reported', () => lost.length >= 1);
    t.match(lost[0], /all places of this box are taken/);
  }
});

t.test(
  'a client that was replaced, disconnected by the engineer or refused does not reconnect by itself',
  async (t) => {
    for (const message of [
      { type: 'bye', code: 'replaced' },
      { type: 'bye', code: 'kicked' },
      { type: 'handshake_response', status: 'refused', code: 'no_token', message: 'no token' },
    ]) {
      const { lost, closed } = await boxThatSays(t, message);
      await until('it is over', () => closed.length === 1);
      t.same(lost, []);
    }
  },
);
