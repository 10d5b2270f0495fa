import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { loadAddon } from '../../../src/addon/index.js';
import { SdNotify } from '../../../src/app/process/sd-notify.js';

/** Receives on a unix datagram socket, which Node cannot. Prints a line of JSON per message. */
const RECEIVER = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print(json.dumps("bound"), flush=True)
while True: print(json.dumps(s.recv(4096).decode()), flush=True)
`;

t.test('systemd gets READY, the watchdog while healthy, and STOPPING', async (t) => {
  const addon = loadAddon();
  if (!addon) return t.fail('the addon is not built; the tests need g++');
  const socket = join(mkdtempSync(join(tmpdir(), 'stagebox-notify-')), 's');
  const receiver = spawn('python3', ['-c', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => receiver.kill());
  const heard: string[] = [];
  const lines = createInterface(receiver.stdout);
  lines.on('line', (line) => heard.push(JSON.parse(line) as string));
  await once(lines, 'line');

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
  t.equal(heard[1], 'READY=1\nSTATUS=playing');
  t.strictSame(heard.slice(heard.indexOf('STATUS=from here') + 1), ['STOPPING=1'], 'no beat while unhealthy');
});

t.test('without a socket, or after it has gone, nothing happens', async (t) => {
  new SdNotify({}, undefined).notify('READY=1');
  t.equal(loadAddon()?.sendDatagram(join(tmpdir(), 'stagebox-no-such-socket'), 'x'), false);
  t.equal(loadAddon()?.sendDatagram('x'.repeat(200), 'x'), false);
});
