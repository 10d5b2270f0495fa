/**
 * Passes connections on, from a socket's path to a port of this namespace.
 *
 *   far-bridge <path> <port>
 */
import { connect, createServer } from 'node:net';

const [path, port] = process.argv.slice(2);
createServer((inner) => {
  const outer = connect(Number(port), '127.0.0.1');
  inner.pipe(outer).pipe(inner);
  for (const socket of [inner, outer]) socket.on('error', () => inner.destroy() && outer.destroy());
}).listen(path!);
