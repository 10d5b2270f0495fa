/** The media process as the system's service manager starts it: with a socket that listens already. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { machineOpus } from '../../addon/opus/machine-opus.js';
import { Box } from '../../harness/box.js';
import { notifySocket } from '../../harness/notify-socket.js';
import { until } from '../../harness/until.js';
import { endClients } from '../../media/rtp-client.js';
import { RtpPage } from '../../media/rtp-page.js';
import { connectLink } from './link-client.js';

t.teardown(endClients);

const CHILD = fileURLToPath(new URL('../../../src/app/media/media-child.js', import.meta.url));
const ACTIVATE = 'systemd-socket-activate';

/** Listens as the service manager would; the first connection starts the media process, with these variables. */
function activate(t: Test, ...variables: readonly string[]): { readonly path: string; readonly process: ChildProcess } {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-socket-'));
  const path = join(folder, 'link');
  const environment = ['PATH', ...variables].flatMap((variable) => ['-E', variable]);
  const child = spawn('env', ['-u', 'NODE_OPTIONS', ACTIVATE, ...environment, '-l', path, process.execPath, CHILD], {
    stdio: 'ignore',
  });
  t.teardown(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return { path, process: child };
}

function available(): boolean {
  try {
    execFileSync(ACTIVATE, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

if (available()) {
  t.test('it takes the socket that the service manager passes on, and ends when asked to', async (t) => {
    const { path, process: child } = activate(t);
    const link = await connectLink(path);
    link.say({ type: 'begin', host: '127.0.0.1', port: 0 });
    await until('it is ready', () => link.last('ready'));
    const next = await connectLink(path);
    await until('the first link is closed', () => link.closed);
    next.say({ type: 'begin', host: '127.0.0.1', port: 0 });
    await until('it is ready for the next box', () => next.last('ready'));
    child.kill('SIGTERM');
    await until('it is gone', () => child.exitCode !== null || child.signalCode !== null);
    t.equal(child.exitCode, 0);
  });

  t.test('it is ready once a box can speak with it, and only then is the watchdog fed', async (t) => {
    const manager = await notifySocket(t);
    const { path } = activate(t, `NOTIFY_SOCKET=${manager.path}`, 'WATCHDOG_USEC=300000');
    const link = await connectLink(path);
    link.say({ type: 'begin', host: '127.0.0.1', port: 0 });
    await until('it is ready', () => link.last('ready'));
    await until('its watchdog is fed', () => manager.heard.length > 3);
    t.equal(manager.heard[0], 'READY=1');
    t.strictSame([...new Set(manager.heard.slice(1))], ['WATCHDOG=1']);
  });

  if (machineOpus() !== undefined)
    t.test('a box plays through a media process of the system’s, and goes on when that is gone', async (t) => {
      const system = activate(t);
      const flags = ['--webrtc', 'true', '--media-port', '0', '--media-socket', system.path, '--source', 'tones:2'];
      const box = await Box.start(flags);
      t.teardown(() => box.stop());
      const { uuid, token } = await box.join('Ana');
      const page = await RtpPage.open(t, box.audioPort, `device=${uuid}&token=${token}`);
      await page.play();
      await until('RTP comes', () => page.client.heard.length > 20);
      const { length } = page.signals;
      system.process.kill('SIGKILL');
      t.match(await until('it is closed', () => page.heard('closed', length)), { reason: 'gone', again: true });
      const heard = page.bySocket.length;
      await until('sound comes by WebSocket', () => page.bySocket.length > heard + 10);
    });
} else t.plan(0, `no ${ACTIVATE} on this machine`);
