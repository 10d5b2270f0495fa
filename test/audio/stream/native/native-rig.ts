/** Shared by the tests of the native server: a box on real sockets, and a raw socket. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Test } from 'tap';
import { FakeMixer } from '../fake-mixer.js';

export async function start(t: Test, channels = 4): Promise<FakeMixer> {
  const mixer = await FakeMixer.start(channels);
  t.teardown(() => mixer.stop());
  return mixer;
}

/** A socket that sends given bytes and shows whether it was closed. */
export async function raw(
  port: number,
  bytes: string | Buffer = '',
): Promise<{ closed: () => boolean; end: () => void }> {
  const socket = connect({ port, host: '127.0.0.1' });
  let closed = false;
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
  });
  await once(socket, 'connect');
  socket.resume();
  socket.write(bytes);
  return { closed: () => closed, end: () => socket.destroy() };
}
