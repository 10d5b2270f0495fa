import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { builtAddon } from '../built-addon.js';

const addon = builtAddon();

/** Bytes a server's connection takes into the kernel before its peer, who reads nothing, holds it up. */
async function absorbed(port: number, accepted: Promise<net.Socket>): Promise<number> {
  const client = net.connect({ port, host: '127.0.0.1' });
  client.pause();
  await once(client, 'connect');
  const server = await accepted;
  const chunk = Buffer.alloc(4096);
  for (let i = 0; i < 4096 && server.write(chunk); i++) await new Promise((resolve) => setImmediate(resolve));
  const local = addon!.findConnection(port, '127.0.0.1', client.localPort!)!;
  const bytes = addon!.unackedBytes(local.fd, local.cookie);
  client.destroy();
  server.destroy();
  return bytes;
}

async function listening(
  host = '127.0.0.1',
): Promise<{ server: net.Server; port: number; next: () => Promise<net.Socket> }> {
  const server = net.createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const next = () => once(server, 'connection').then(([socket]) => socket as net.Socket);
  return { server, port: (server.address() as net.AddressInfo).port, next };
}

if (addon) {
  t.test('node:net: connections accepted after the tuning inherit the small send buffer', async (t) => {
    const { server, port, next } = await listening();
    const before = await absorbed(port, next());
    const tuned = addon.tuneListener(port, {
      sendBuffer: 8192,
      notSentLowat: 4096,
      noDelay: true,
      dscp: 46,
      priority: 6,
    });
    t.match(tuned, { sockets: 1, sendBuffer: 16_384, refused: [] });
    const after = await absorbed(port, next());
    t.ok(after < before / 4, `${before} bytes hidden before, ${after} after`);
    server.close();
  });

  t.test('an IPv6 wildcard listener is tuned for its IPv4 clients too', async (t) => {
    const { server, port, next } = await listening('::');
    t.match(addon.tuneListener(port, { sendBuffer: 8192, dscp: 46 }), { sockets: 1, refused: [] });
    const hidden = await absorbed(port, next());
    t.ok(hidden >= 0 && hidden < 1 << 20, `${hidden} bytes`);
    server.close();
  });

  t.test('a port without a listener tunes nothing; a value that the kernel refuses is named', async (t) => {
    t.match(addon.tuneListener(0, { sendBuffer: 8192 }), { sockets: 0, refused: [] });
    const { server, port, next } = await listening();
    const accepted = next();
    const client = net.connect({ port, host: '127.0.0.1' });
    const connection = await accepted;
    t.equal(addon.tuneListener(client.localPort!, {}).sockets, 0, 'a connection is no listener');
    t.same(
      addon.tuneListener(port, { priority: 2 ** 31 - 1, dscp: 0 }).refused.filter((name) => name !== 'priority'),
      [],
    );
    client.destroy();
    connection.destroy();
    server.close();
  });

  t.test('marks are set and read back, on TCP and UDP, IPv4 and IPv6; a refused mark changes nothing', async (t) => {
    for (const [type, host] of [
      ['udp4', '127.0.0.1'],
      ['udp6', '::'],
    ] as const) {
      const socket = dgram.createSocket(type);
      socket.bind(0, host);
      await once(socket, 'listening');
      const found = addon.findDatagrams(socket.address().port)!;
      t.same(addon.mark(found.fd, found.cookie, {}), { dscp: 0, priority: 0 });
      t.same(addon.mark(found.fd, found.cookie, { dscp: 46, priority: 3 }), { dscp: 46, priority: 3 }, type);
      t.same(addon.mark(found.fd, found.cookie, { dscp: 46 })?.dscp, 46);
      const closed = once(socket, 'close');
      socket.close();
      await closed;
      t.equal(addon.mark(found.fd, found.cookie, { dscp: 46 }), undefined, 'a socket that is gone');
    }
    t.equal(addon.findDatagrams(0), undefined);
    t.equal(addon.mark(-1, 0, {}), undefined);
    const { server, port, next } = await listening();
    addon.tuneListener(port, { dscp: 46, priority: 6 });
    const accepted = next();
    const client = net.connect({ port, host: '127.0.0.1' });
    const connection = await accepted;
    const found = addon.findConnection(port, '127.0.0.1', client.localPort!)!;
    t.equal(addon.mark(found.fd, found.cookie, {})?.dscp, 46, 'inherited');
    t.same(addon.mark(found.fd, found.cookie, { priority: 6 }), { dscp: 46, priority: 6 });
    client.destroy();
    connection.destroy();
    server.close();
  });

  t.test(
    'unsent bytes count while the peer reads nothing, fall to 0 when it reads, and end with the connection',
    async (t) => {
      const { server, port, next } = await listening();
      addon.tuneListener(port, { sendBuffer: 65_536 });
      const accepted = next();
      const client = net.connect({ port, host: '127.0.0.1' });
      client.pause();
      const connection = await accepted;
      const found = addon.findConnection(port, '127.0.0.1', client.localPort!)!;
      t.same(
        addon.findConnection(port, '::ffff:127.0.0.1', client.localPort!),
        found,
        'IPv4 in IPv6 is the same address',
      );
      t.equal(addon.unsentBytes(found.fd, found.cookie), 0);
      const chunk = Buffer.alloc(65_536);
      while (connection.write(chunk)) await new Promise((resolve) => setImmediate(resolve));
      const unsent = () => addon.unsentBytes(found.fd, found.cookie);
      while (unsent() <= 0) await sleep(5);
      t.ok(addon.unackedBytes(found.fd, found.cookie) >= unsent());
      client.resume();
      while (unsent() > 0) await sleep(5);
      t.equal(unsent(), 0);
      const closed = once(connection, 'close');
      client.destroy();
      connection.destroy();
      await closed;
      t.equal(addon.unsentBytes(found.fd, found.cookie), -1);
      t.equal(addon.unsentBytes(-1, 0), -1);
      t.equal(addon.silenceMs(found.fd, found.cookie), -1);
      t.equal(addon.findConnection(port, 'nonsense', 1), undefined);
      t.equal(addon.findConnection(port, '127.0.0.1', 1), undefined);
      server.close();
    },
  );

  t.test('the measured silence grows while nothing is sent, and ends with the next acknowledgement', async (t) => {
    const { server, port, next } = await listening();
    const accepted = next();
    const client = net.connect({ port, host: '127.0.0.1' });
    const connection = await accepted;
    const found = addon.findConnection(port, '127.0.0.1', client.localPort!)!;
    const silence = () => addon.silenceMs(found.fd, found.cookie);
    while (silence() < 100) await sleep(10);
    const before = silence();
    client.resume();
    // A kernel may acknowledge late (40 ms); a program that sleeps does not keep it from doing so.
    for (let now = before; now >= before; now = silence()) {
      connection.write('x');
      await sleep(10);
    }
    t.ok(silence() >= 0);
    client.destroy();
    connection.destroy();
    server.close();
  });
}
