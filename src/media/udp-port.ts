/** Finds out whether the UDP port of the sessions can be used. */
import { createSocket } from 'node:dgram';

/**
 * Resolves to the port, or to a free one for 0; rejects if this process cannot bind it. The library binds it when the
 * first session begins, and says nothing of a failure.
 */
export function usablePort(host: string, port: number): Promise<number> {
  const family = host === '' || host.includes(':') ? 'udp6' : 'udp4';
  return bind(family, host, port).catch((error: NodeJS.ErrnoException) => {
    // A machine without IPv6.
    if (host === '' && (error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL')) return bind('udp4', '', port);
    throw error;
  });
}

function bind(family: 'udp4' | 'udp6', host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(family);
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ port, ...(host === '' ? {} : { address: host }), exclusive: true }, () => {
      const { port: real } = socket.address();
      socket.close(() => resolve(real));
    });
  });
}
