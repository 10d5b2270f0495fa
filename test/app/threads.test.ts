/**
 * A stalled thread is noticed, and the box ends so that it can be started again. Its listeners come back by themselves.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { Box, type Device } from '../harness/box.js';
import { INSPECTED, Inspector } from '../harness/inspector.js';
import { WebListener } from '../harness/listener.js';
import { until } from '../harness/until.js';

const LOOP = 'setTimeout(() => { for (;;); })';

/** Acts as a service manager: restarts a box that ends, on the same ports. */
async function restarting(t: Test) {
  const dataDir = mkdtempSync(join(tmpdir(), 'stagebox-threads-'));
  let box = await Box.start(['--source', 'tones:2'], { dataDir, nodeFlags: INSPECTED });
  const ports = ['--web-port', box.webPort, '--audio-port', box.audioPort].map(String);
  const ends: { code: number | null; signal: string | null }[] = [];
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      ends.push(await box.exited);
      if (!stopped) box = await Box.start(['--source', 'tones:2', ...ports], { dataDir });
    }
    // It may have been started while the test ended.
    await box.kill();
  })();
  t.teardown(async () => {
    stopped = true;
    await box.kill();
    await watching;
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { box: () => box, ends, errors: box.errors };
}

/** A web listener that reconnects by itself, as the page does. */
function faithful(t: Test, audioPort: number, device: Device) {
  let packets = 0;
  let gone = false;
  let current: WebListener | undefined;
  const codes: number[] = [];
  const listen = async () => {
    while (!gone) {
      const listener = new WebListener({ audioPort }, device);
      current = listener;
      listener.onPacket = () => packets++;
      await listener.opened.catch(() => undefined);
      codes.push(
        (await Promise.race([listener.closed, once(listener.socket, 'error').then(() => ({ code: 0 }))])).code,
      );
      await sleep(100);
    }
  };
  const over = listen();
  t.teardown(async () => {
    gone = true;
    current?.die();
    await over;
  });
  return { packets: () => packets, codes };
}

for (const worker of ['stream', 'mixer'] as const)
  t.test(
    `an endless loop in the ${worker} worker: noticed, status 1, started again, the listener is back`,
    async (t) => {
      const { box, ends, errors } = await restarting(t);
      const device = await box().join('Anna');
      const listener = faithful(t, box().audioPort, device);
      await until('it listens', () => listener.packets() > 10);
      const known = async () => ((await box().json('/api/health')) as { listeners: unknown[] }).listeners.length === 1;
      await until('the box has reported it', known);
      const inspector = await Inspector.connect(box());
      const stoodStillAt = performance.now();
      if (worker === 'stream') await inspector.runIn('stream', LOOP);
      else await stopMixer(inspector);
      const health = await until('health says it', async () => {
        const body = (await box().json('/api/health')) as {
          threads: Record<string, { progressAgeMs: number }>;
          listeners: unknown[];
        };
        return body.threads[worker]!.progressAgeMs > 1000 ? body : undefined;
      });
      t.equal(health.listeners.length, 1, 'who listened last is not forgotten');
      await until('the box ended', () => ends.length > 0);
      const before = listener.packets();
      t.same(ends, [{ code: 1, signal: null }]);
      t.match(errors.join('\n'), `the ${worker} thread stands still`);
      await until('the listener is back', () => listener.packets() > before);
      t.comment(`${Math.round(performance.now() - stoodStillAt)} ms from standing still to sound again`);
      await until('and stays', () => listener.packets() > before + 10);
      inspector.close();
    },
  );

/** The mixer reads no messages while it mixes, so a function that it calls each period is blocked. */
async function stopMixer(inspector: Inspector): Promise<void> {
  await inspector.runIn('mixer', 'Atomics.load = () => { for (;;); }');
}

t.test('a box that is stopped as a whole continues when it is resumed', async (t) => {
  const box = await Box.start(['--source', 'tones:2']);
  t.teardown(() => box.kill());
  box.process.kill('SIGSTOP');
  await sleep(12_000);
  box.process.kill('SIGCONT');
  await sleep(4000);
  t.equal(box.process.exitCode, null);
  t.match(await box.json('/api/health'), { threads: { mixer: { still: false }, stream: { still: false } } });
});

t.test('a stalled main thread stops feeding the watchdog, and the box ends with status 1', async (t) => {
  const socket = join(mkdtempSync(join(tmpdir(), 'stagebox-notify-')), 's');
  const receiver = spawn('python3', ['-uc', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => receiver.kill());
  const heard: string[] = [];
  const lines = createInterface(receiver.stdout);
  lines.on('line', (line) => heard.push(line));
  await once(lines, 'line');
  const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '600000' };
  const box = await Box.start(['--source', 'tones:2'], { env, nodeFlags: INSPECTED });
  t.teardown(() => box.kill());
  await until('the watchdog is fed', () => heard.includes('WATCHDOG=1'));
  (await Inspector.connect(box)).run('for (;;);');
  await sleep(1000);
  const fed = heard.length;
  t.same(await box.exited, { code: 1, signal: null });
  t.equal(heard.length, fed, 'not fed from then on');
  t.match(box.errors.join('\n'), /the main thread stands still for 10 s/);
});

/** Prints each datagram's first line. */
const RECEIVER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("bound")
while True: print(s.recv(4096).decode().split("\\n")[0])
`;
