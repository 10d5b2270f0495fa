/** Creates a socket server. If it has a certificate, that is checked first. */

import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { CodedError } from '../base/errors.js';
import type { SocketServer, SocketServerOptions, TlsFiles } from './socket-server.js';
import { WsServer } from './ws-server.js';

/** Throws `bad_tls` with the file's name if certificate and key cannot be used. */
export function createSocketServer(options: SocketServerOptions = {}): SocketServer {
  if (options.tls !== undefined) checkTls(options.tls);
  return new WsServer(options);
}

function checkTls(tls: TlsFiles): void {
  const read = (file: string, what: string): Buffer => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw new CodedError('bad_tls', `the TLS ${what} ${file} cannot be read: ${(error as Error).message}`);
    }
  };
  const cert = read(tls.certFile, 'certificate');
  const key = read(tls.keyFile, 'key');
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new CodedError(
      'bad_tls',
      `${tls.certFile} and ${tls.keyFile} do not work together: ${(error as Error).message}`,
    );
  }
}
