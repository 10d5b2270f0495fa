/**
 * Entry of the media process. It speaks DTLS with anybody on the stage's network, so nothing else of the box runs in
 * it. The box starts it itself, or the system's service manager does, with a socket that listens already.
 */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadAddonOrReason } from '../../addon/index.js';
import { dataChannelLibrary } from '../../media/library/data-channel-library.js';
import { serveLink } from '../../media/link/link-server.js';
import { parentLink } from '../process/parent-link.js';
import { SdNotify } from '../process/sd-notify.js';
import type { MediaBegin } from './media-messages.js';

/** The first descriptor that a service manager passes on (`sd_listen_fds(3)`). */
const FIRST_PASSED = 3;

const library = dataChannelLibrary((line) => console.error(line));

async function end(close: () => Promise<void>): Promise<void> {
  await close();
  library.end();
}

if (process.send === undefined) {
  if (process.env.LISTEN_PID !== String(process.pid)) throw new Error('this is started by the box or by systemd only');
  const close = await serveLink({ fd: FIRST_PASSED }, library);
  const addon = loadAddonOrReason();
  const system = new SdNotify(process.env, addon.ok ? addon.addon.sendDatagram : undefined);
  system.notify('READY=1');
  system.startWatchdog(process.env, () => true);
  process.once('SIGTERM', () => void end(close).finally(() => process.exit(0)));
} else {
  let close = async (): Promise<void> => undefined;
  const { tell } = parentLink(
    (message) => {
      const { path } = message as MediaBegin;
      // A box that was killed left its folder behind.
      process.once('exit', () => rmSync(dirname(path), { recursive: true, force: true }));
      void serveLink({ path }, library).then((stop) => {
        close = stop;
        tell({ type: 'listening' });
      });
    },
    () => end(close),
  );
}
