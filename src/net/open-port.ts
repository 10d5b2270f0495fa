/** Opens a TCP port, and explains to people why that failed. */
import type { AddressInfo, Server } from 'node:net';
import { CodedError } from '../base/errors.js';

/**
 * Resolves to the port in use, which is `port` unless that is 0. A rejection is a `CodedError` that names address and
 * port. Later errors of the server, such as a connection that could not be accepted, end nothing.
 */
export function openPort(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(listenError(host, port, error.code));
    server.once('error', failed);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', failed);
      server.on('error', () => undefined);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Puts `EADDRINUSE` and similar codes into words. */
function listenError(host: string, port: number, code: string | undefined): CodedError {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return new CodedError('port_in_use', `${where} is in use by another program`);
    case 'EACCES':
    case 'EPERM':
      return new CodedError('port_not_permitted', `${where} may not be opened by this user`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EINVAL':
      return new CodedError('bad_address', `${where} is not an address of this machine`);
    default:
      return new CodedError('port_failed', `${where} cannot be opened${code === undefined ? '' : ` (${code})`}`);
  }
}
