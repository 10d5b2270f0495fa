/** Explains to people why a port could not be opened. */
import { AudioError } from '../base/errors.js';

/** Puts `EADDRINUSE` and similar codes into words, with address and port. The code stays readable for programs. */
export function listenError(host: string, port: number, code: string | undefined): AudioError {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return new AudioError('port_in_use', `${where} is in use by another program`);
    case 'EACCES':
    case 'EPERM':
      return new AudioError('port_not_permitted', `${where} may not be opened by this user`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EINVAL':
      return new AudioError('bad_address', `${where} is not an address of this machine`);
    default:
      return new AudioError('port_failed', `${where} cannot be opened${code === undefined ? '' : ` (${code})`}`);
  }
}
