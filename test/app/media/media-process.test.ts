import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import t, { type Test } from 'tap';
import { startMedia } from '../../../src/app/media/media-process.js';
import { until } from '../../harness/until.js';
import { endClients, RtpClient } from '../../media/rtp-client.js';
import { connectLink, type LinkClient } from './link-client.js';

t.teardown(endClients);

function start(t: Test) {
  const paths: string[] = [];
  const lines: string[] = [];
  const media = startMedia(
    (path) => paths.push(path),
    (line) => lines.push(line),
  );
  t.teardown(() => media.stop());
  return { media, paths, lines };
}

async function begin(path: string): Promise<LinkClient> {
  const link = await connectLink(path);
  link.say({ type: 'begin', host: '127.0.0.1', port: 0 });
  await until('it is ready', () => link.last('ready'));
  return link;
}

t.test('it listens in a folder that only this user can enter, and the folder goes with it', async (t) => {
  const { media, paths } = start(t);
  await until('it listens', () => paths.length === 1);
  t.equal(statSync(dirname(paths[0]!)).mode & 0o777, 0o700);
  const link = await begin(paths[0]!);
  t.match(link.last('ready'), { library: /^libdatachannel \d/ });
  await until('it counts', () => link.last('counters'));
  await media.stop();
  t.notOk(existsSync(dirname(paths[0]!)));
  await until('the link is closed', () => link.closed);
});

t.test('killed again and again it is there again each time, and makes sessions', async (t) => {
  const { media, paths, lines } = start(t);
  for (let times = 1; times <= 4; times++) {
    await until('it listens', () => paths.length === times);
    const link = await begin(paths.at(-1)!);
    link.say({ type: 'want', session: 1, address: '127.0.0.1', way: 'rtp', copies: 1, stream: 1 });
    await until('it offers', () => link.last('offer'));
    process.kill(media.pid!, 'SIGKILL');
    await until('the link is closed', () => link.closed);
    await until('its end was noticed', () => media.pid === undefined || paths.length > times);
  }
  t.equal(lines.length, 1, 'the log has it once');
  t.match(lines[0], /was ended by SIGKILL/);
});

t.test('garbage on the link ends the link and its sessions, and the next box is served', async (t) => {
  const { paths, lines } = start(t);
  await until('it listens', () => paths.length === 1);
  for (const garbage of [Buffer.alloc(100, 0xff), Buffer.from('0d000000017b2274797065223a2278227d', 'hex')]) {
    const link = await begin(paths[0]!);
    link.write(garbage);
    await until('the link is closed', () => link.closed);
  }
  await begin(paths[0]!);
  t.strictSame(lines, [], 'the process itself went on');
});

t.test('a box that comes takes the place of the one before, whose sessions end', async (t) => {
  const { paths } = start(t);
  await until('it listens', () => paths.length === 1);
  const first = await begin(paths[0]!);
  first.say({ type: 'want', session: 1, address: '127.0.0.1', way: 'rtp', copies: 1, stream: 1 });
  await until('it offers', () => first.last('offer'));
  const second = await begin(paths[0]!);
  await until('the first link is closed', () => first.closed);
  await until('nothing is left of it', () => second.last('counters')?.sessions === 0);
});

t.test('two media processes live side by side, each with its own port', async (t) => {
  const rigs = [start(t), start(t)];
  await until('both listen', () => rigs.every(({ paths }) => paths.length === 1));
  const links = await Promise.all(rigs.map(({ paths }) => begin(paths[0]!)));
  const [one, two] = links.map((link) => link.last('ready')!.port);
  t.not(one, two);
  for (const link of links) {
    const client = new RtpClient();
    t.teardown(() => client.close());
    link.say({ type: 'want', session: 1, address: '127.0.0.1', way: 'rtp', copies: 1, stream: 1 });
    const offer = await until('it offers', () => link.last('offer'));
    link.say({ type: 'answer', session: 1, sdp: await client.answer(offer.sdp) });
    t.ok(await until('its session opens or is refused', () => link.last('open') ?? link.last('ended')));
  }
});
