/**
 * The media process' end of the link: a Unix socket on which one box speaks at a time. Only the box can open it: its
 * folder, or the service manager, sees to that.
 */
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { MediaLibrary } from '../library/media-library.js';
import { MediaService } from '../media-service.js';
import { FrameReader, jsonFrame } from './frames.js';
import { readToMedia } from './messages.js';

/** A path on which to listen, or a socket that listens already, by its descriptor. */
export type Listen = { readonly path: string } | { readonly fd: number };

/** Resolves once a box can connect. A box that comes while another is there takes its place. */
export async function serveLink(listen: Listen, library: MediaLibrary): Promise<() => Promise<void>> {
  let present: (() => void) | undefined;
  const server = createServer((socket) => {
    present?.();
    present = serve(socket, library);
  });
  if ('path' in listen) rmSync(listen.path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen, resolve);
  });
  return () => close(server, () => present?.());
}

function serve(socket: Socket, library: MediaLibrary): () => void {
  const service = new MediaService(library, (message) => {
    if (socket.writable) socket.write(jsonFrame(message));
  });
  const reader = new FrameReader({
    json: (message) => {
      const known = readToMedia(message);
      if (known === undefined) end();
      else service.receive(known);
    },
    sound: (sound) => service.sound(sound),
  });
  function end(): void {
    service.stop();
    socket.destroy();
  }
  socket.on('data', (chunk) => {
    if (!reader.push(chunk)) end();
  });
  socket.on('error', end);
  socket.on('close', end);
  return end;
}

async function close(server: Server, endPresent: () => void): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  endPresent();
  await closed;
}
