import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { loadAddon } from '../../../src/addon/index.js';
import { SdNotify } from '../../../src/app/process/sd-notify.js';
import { notifySocket } from '../../harness/notify-socket.js';

t.test('systemd gets READY, the watchdog while healthy, and STOPPING', async (t) => {
  const addon = loadAddon();
  if (!addon) return t.fail('the addon is not built; the tests need g++');
  const { path: socket, heard } = await notifySocket(t);

  let healthy = true;
  const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '60000' };
  const systemd = new SdNotify(env, (path, message) => addon.sendDatagram(path, message));
  systemd.notify('READY=1\nSTATUS=playing');
  systemd.startWatchdog(env, () => healthy);
  while (heard.filter((message) => message === 'WATCHDOG=1').length < 3) await sleep(10);
  healthy = false;
  // Datagrams keep their order: between two marks there must be no watchdog message.
  systemd.notify('STATUS=from here');
  await sleep(100);
  systemd.stop();
  while (heard.at(-1) !== 'STOPPING=1') await sleep(10);
  t.equal(heard[0], 'READY=1\nSTATUS=playing');
  t.strictSame(heard.slice(heard.indexOf('STATUS=from here') + 1), ['STOPPING=1'], 'no beat while unhealthy');
});

t.test('without a socket, or after it has gone, nothing happens', async (t) => {
  new SdNotify({}, undefined).notify('READY=1');
  t.equal(loadAddon()?.sendDatagram(join(tmpdir(), 'stagebox-no-such-socket'), 'x'), false);
  t.equal(loadAddon()?.sendDatagram('x'.repeat(200), 'x'), false);
});
