/** The whole box, its media process, and pages that hear by RTP over loopback. */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { machineOpus } from '../../addon/opus/machine-opus.js';
import { Box } from '../../harness/box.js';
import { seededBelow } from '../../harness/seeded.js';
import { until } from '../../harness/until.js';
import { endClients } from '../../media/rtp-client.js';
import { RtpPage } from '../../media/rtp-page.js';

t.teardown(endClients);

const LISTENERS = 8;
const KILLS = 20;
/** What a kill usually costs at most, frames: a quarter of a second. On a busy machine some cost more. */
const USUAL_GAP = 12_000;

async function start(t: Test, ...flags: readonly string[]): Promise<Box> {
  const box = await Box.start(['--webrtc', 'true', '--media-port', '0', '--source', 'tones:2', ...flags]);
  t.teardown(() => box.stop());
  await until('the media process is ready', async () => (await media(box)).state === 'ready');
  return box;
}

async function media(box: Box): Promise<{ state: string; port: number; restarts: number; open: number }> {
  return ((await box.json('/api/health')) as { media: never }).media;
}

async function open(t: Test, box: Box, name: string): Promise<RtpPage> {
  const { uuid, token } = await box.join(name);
  return RtpPage.open(t, box.audioPort, `device=${uuid}&token=${token}&codec=opus&frames=240`);
}

/** The process of the box whose command names the media process. */
function childOf(box: Box): number {
  const children = readFileSync(`/proc/${box.process.pid}/task/${box.process.pid}/children`, 'utf8').trim().split(' ');
  return Number(children.find((pid) => commandOf(pid).includes('media-child')));
}

/** Empty when the process has just ended. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

if (machineOpus() !== undefined) {
  t.test('eight play while the media process is killed twenty times: each goes on and comes back', async (t) => {
    const box = await start(t);
    const pages = await Promise.all(Array.from({ length: LISTENERS }, (_, i) => open(t, box, `Player ${i}`)));
    const unaware = await open(t, box, 'By WebSocket');
    await Promise.all(pages.map((page) => page.play({ copies: 1 })));
    for (let kill = 1; kill <= KILLS; kill++) {
      const heard = pages.map(({ client }) => client.heard.length);
      await until('RTP comes to all', () => pages.every(({ client }, i) => client.heard.length > heard[i]! + 10));
      const signals = pages.map((page) => page.signals.length);
      process.kill(childOf(box), 'SIGKILL');
      await until('everybody is back on the WebSocket', () =>
        pages.every((page, i) => page.heard('closed', signals[i]) !== undefined),
      );
      await Promise.all(pages.map((page) => page.play({ copies: 1 })));
    }
    const { restarts } = await media(box);
    t.equal(restarts, KILLS);
    for (const page of pages) {
      const gaps = page.gaps().map(([from, to]) => to - from);
      const usual = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
      t.ok(usual <= USUAL_GAP, `${gaps.length} gaps, half of them of at most ${usual} frames`);
    }
    t.equal(unaware.closeCode, undefined);
  });

  t.test('25 listeners share the one port, and the media process counts them', async (t) => {
    const box = await start(t);
    const pages = await Promise.all(Array.from({ length: 25 }, (_, i) => open(t, box, `Player ${i}`)));
    // Five at a time: all 25 handshakes at once keep this process from reading its WebSockets.
    for (let i = 0; i < pages.length; i += 5)
      await Promise.all(pages.slice(i, i + 5).map((page) => page.play({ copies: 1, frames: 480 })));
    const heard = pages.map(({ client }) => client.heard.length);
    await until('RTP comes to all', () => pages.every(({ client }, i) => client.heard.length > heard[i]! + 50));
    const figures = await media(box);
    t.match(figures, { open: 25, refused: 0 });
  });

  t.test('some play by RTP and some by a data channel; health names the way of each', async (t) => {
    const box = await start(t);
    const pages = await Promise.all(Array.from({ length: 6 }, (_, i) => open(t, box, `Player ${i}`)));
    const wayOf = (i: number) => (['rtp', 'datachannel', undefined] as const)[i % 3];
    await Promise.all(pages.map((page, i) => wayOf(i) && page.play({ copies: 2, way: wayOf(i) })));
    const count = (page: RtpPage) => page.byRtp().length + page.bySocket.length;
    const heard = pages.map(count);
    await until('all hear', () => pages.every((page, i) => count(page) > heard[i]! + 100));
    const { listeners } = (await box.json('/api/health')) as { listeners: { transport: string }[] };
    t.strictSame(
      listeners.map(({ transport }) => transport).sort(),
      pages.map((_, i) => wayOf(i) ?? 'websocket').sort(),
    );
    process.kill(childOf(box), 'SIGKILL');
    await until('everybody knows', () => pages.every((page, i) => wayOf(i) === undefined || page.heard('closed')));
    for (const page of pages) {
      const { length } = page.bySocket;
      await until('it hears by WebSocket', () => page.bySocket.length > length + 10);
    }
  });

  t.test('garbage on the UDP port ends no session; a box that is killed leaves no media process behind', async (t) => {
    const box = await start(t);
    const page = await open(t, box, 'Ana');
    await page.play({ copies: 2 });
    const { port } = await media(box);
    const attacker = createSocket('udp4');
    t.teardown(() => attacker.close());
    const below = seededBelow(5104);
    const { length } = page.client.heard;
    for (let i = 0; i < 3000; i++) {
      const packet = Buffer.from(Array.from({ length: 1 + below(300) }, () => below(256)));
      // The first byte decides whether it counts as STUN, DTLS or RTP (RFC 7983).
      packet[0] = [0, 1, 20, 22, 63, 128, 200][below(7)]!;
      if (packet.length >= 20 && below(2) === 0) packet.writeUInt32BE(0x2112a442, 4);
      attacker.send(packet, port, '127.0.0.1');
      if (i % 100 === 0) await sleep(5);
    }
    await until('RTP comes', () => page.client.heard.length > length + 100);
    t.match(await media(box), { state: 'ready', restarts: 0, open: 1 });
    const child = String(childOf(box));
    await box.kill();
    await until('the media process is gone', () => commandOf(child) === '');
  });

  t.test('two boxes on one computer: the second says that the port is taken, and plays by WebSocket', async (t) => {
    const first = await start(t);
    const page = await open(t, first, 'Ana');
    await page.play();
    const { port } = await media(first);
    const second = await Box.start(['--webrtc', 'true', '--media-port', String(port), '--source', 'tones:2']);
    t.teardown(() => second.stop());
    await until('it knows', async () => (await media(second)).state === 'unusable');
    await until('its log says so', () => second.errors.concat(second.lines).some((line) => /UDP port/.test(line)));
    const other = await open(t, second, 'Bo');
    other.signal({ type: 'want' });
    t.match(await until('it is refused', () => other.heard('closed')), { reason: 'off', again: false });
    await until('it hears', () => other.bySocket.length > 10);
    page.close();
    await first.stop();
    await until('it has the port', async () => (await media(second)).state === 'ready');
    await other.play();
  });

  t.test('a box that may not, has no media process', async (t) => {
    const box = await Box.start(['--webrtc', 'false', '--source', 'tones:2']);
    t.teardown(() => box.stop());
    t.ok(Number.isNaN(childOf(box)));
    t.match(await media(box), { state: 'off' });
  });
}

t.test('without the token of a device there is no WebSocket, and so no session', async (t) => {
  const box = await start(t);
  const { uuid } = await box.join('Ana');
  for (const query of [`device=${uuid}&token=wrong`, `device=${uuid}`, '']) {
    const page = new RtpPage(box.audioPort, query);
    t.teardown(() => page.close());
    await until('it is refused', () => page.closeCode !== undefined);
    t.strictSame(page.signals, []);
  }
  t.match(await media(box), { sessions: 0 });
});
