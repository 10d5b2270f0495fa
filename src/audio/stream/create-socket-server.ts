/** The socket server of this machine: uWebSockets.js where its checked binary loads, else node:http with ws. */

import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { AudioError } from '../errors.js';
import type { CreateSocketServer, TlsFiles } from './socket-server.js';
import { loadUws } from './uws-binary.js';
import { UwsServer } from './uws-server.js';
import { WsServer } from './ws-server.js';

/** Throws `bad_tls` naming the file when certificate and key cannot be used. */
export const createSocketServer: CreateSocketServer = async (tls) => {
  if (tls !== undefined) checkTls(tls);
  const load = loadUws();
  return load.ok ? new UwsServer(load.uws, tls) : new WsServer(tls);
};

/** For the log: which implementation this machine gets, and why it is not the faster one. */
export function socketServerNote(): string {
  const load = loadUws();
  return load.ok ? 'uWebSockets.js' : `ws, because ${load.reason}`;
}

function checkTls(tls: TlsFiles): void {
  const read = (file: string, what: string): Buffer => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw new AudioError('bad_tls', `the TLS ${what} ${file} cannot be read: ${(error as Error).message}`);
    }
  };
  const cert = read(tls.certFile, 'certificate');
  const key = read(tls.keyFile, 'key');
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new AudioError(
      'bad_tls',
      `${tls.certFile} and ${tls.keyFile} do not work together: ${(error as Error).message}`,
    );
  }
}
