import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import t from 'tap';
import { loadAddon } from '../../../src/addon/index.js';
import { ROW_WORDS, RowWord } from '../../../src/addon/sockets/send-row.js';
import { until } from '../../harness/until.js';
import { builtAddon } from '../built-addon.js';

if (builtAddon()) {
  t.test('each message goes to its own socket; what a failed socket would get harms no other', async (t) => {
    const addon = loadAddon()!;
    const served: Socket[] = [];
    const server = createServer((socket) => served.push(socket)).listen(0, '127.0.0.1');
    t.teardown(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const clients = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    const got = ['', ''];
    for (const [i, client] of clients.entries()) {
      client.on('data', (bytes) => {
        got[i] += bytes.toString('latin1');
      });
      await once(client, 'connect');
      await until('it was accepted', () => served.length === i + 1);
    }
    const bytes = new TextEncoder().encode(['one', 'two', ' three'].join(''));
    const fds = served.map((socket) => addon.findConnection(port, '127.0.0.1', socket.remotePort!)!.fd);
    const rows = [
      [fds[0]!, 0, 3],
      [-1, 0, 3],
      [fds[1]!, 3, 3],
      [fds[1]!, 6, 7],
      [fds[1]!, -1, 3],
      [fds[1]!, 0, 0],
      [fds[0]!, 6, 6],
      [fds[0]!, 0, 3],
    ];
    const table = new Int32Array(rows.length * ROW_WORDS);
    for (const [i, [fd, from, length]] of rows.entries()) {
      table[i * ROW_WORDS + RowWord.FD] = fd!;
      table[i * ROW_WORDS + RowWord.FROM] = from!;
      table[i * ROW_WORDS + RowWord.LENGTH] = length!;
      table[i * ROW_WORDS + RowWord.TAKEN] = 99;
    }
    addon.sendRow(bytes, table, rows.length - 1);
    const taken = rows.map((_, i) => table[i * ROW_WORDS + RowWord.TAKEN]);
    t.same(taken, [3, 0, 3, 0, 0, 0, 6, 99], 'beyond the count or the bytes nothing is sent');
    await until('both got theirs', () => got[0] === 'one three' && got[1] === 'two');
    t.throws(() => addon.sendRow(bytes, table, rows.length + 1), { code: 'send-row' });
    t.throws(() => addon.sendRow(new Int8Array(4) as unknown as Uint8Array, table, 1), { code: 'send-row' });
    for (const socket of [...clients, ...served]) socket.destroy();
  });

  t.test('a socket that is full takes a part', async (t) => {
    const addon = loadAddon()!;
    const served: Socket[] = [];
    const server = createServer((socket) => served.push(socket)).listen(0, '127.0.0.1');
    t.teardown(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const client = connect(port, '127.0.0.1').pause();
    await until('it was accepted', () => served.length === 1);
    const { fd } = addon.findConnection(port, '127.0.0.1', served[0]!.remotePort!)!;
    const bytes = new Uint8Array(32 << 20);
    const table = Int32Array.from([fd, 0, bytes.length, 0]);
    addon.sendRow(bytes, table, 1);
    t.ok(table[RowWord.TAKEN]! > 0 && table[RowWord.TAKEN]! < bytes.length, `took ${table[RowWord.TAKEN]}`);
    for (const socket of [client, ...served]) socket.destroy();
  });
}
