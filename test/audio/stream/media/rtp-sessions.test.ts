import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { machineOpus } from '../../../addon/opus/machine-opus.js';
import { seededBelow } from '../../../harness/seeded.js';
import { until } from '../../../harness/until.js';
import { endClients } from '../../../media/rtp-client.js';
import type { RtpPage } from '../../../media/rtp-page.js';
import { startRig } from './rtp-rig.js';

t.teardown(endClients);

/** Waits until so many more RTP packets came. */
async function more(page: RtpPage, packets = 20): Promise<void> {
  const { client } = page;
  const { length } = client.heard;
  await until('RTP comes', () => client.heard.length >= length + packets);
}

/** Waits until so many more packets came by WebSocket. */
async function moreBySocket(page: RtpPage, packets = 5): Promise<void> {
  const { length } = page.bySocket;
  await until('packets come by WebSocket', () => page.bySocket.length >= length + packets);
}

if (machineOpus() !== undefined) {
  for (const [way, query] of [
    ['rtp', 'codec=opus&frames=240'],
    ['rtp', 'frames=480'],
    ['rtp', 'frames=400'],
    ['rtp', 'codec=opus&frames=960'],
    ['datachannel', 'codec=opus&frames=240'],
    ['datachannel', 'frames=400'],
  ] as const)
    t.test(`sound goes over to ${way} and back without a gap (${query})`, async (t) => {
      const rig = await startRig(t);
      const page = await rig.page(`device=a&${query}`);
      await page.play({ copies: 1, frames: 240, way });
      await more(page, 5);
      t.match((await rig.mixer.stats())[0], { transport: way, codec: 'opus', frames: 240 });
      const { length } = page.bySocket;
      await more(page);
      t.equal(page.bySocket.length, length, 'nothing by WebSocket meanwhile');
      const map = page.heard('map')!;
      t.match(map, { epoch: 7, rtp: map.first, frames: 240, flags: 0 });
      const from = page.signals.length;
      page.signal({ type: 'close' });
      t.match(await until('it is closed', () => page.heard('closed', from)), { reason: 'asked', again: true });
      await moreBySocket(page);
      t.match((await rig.mixer.stats())[0], { transport: 'websocket' });
      t.strictSame(page.gaps(), []);
      await page.play({ copies: 2, way });
      await more(page);
      t.strictSame(page.gaps(), [], 'and again');
    });

  t.test('the offer says what the page gets; the map is repeated, and says when the mix falls silent', async (t) => {
    const rig = await startRig(t);
    const page = await rig.page('device=a&codec=opus&frames=240');
    await page.play({ copies: 2, frames: 480 });
    t.match(page.heard('offer'), { frames: 480, copies: 2, lookahead: 120 });
    t.match(page.heard('open'), { red: true });
    await until('three maps came', () => page.signals.filter(({ type }) => type === 'map').length >= 3);
    await more(page, 3);
    t.equal(page.client.heard.at(-1)!.frames.length, 3);
    t.equal(page.client.heard.at(-1)!.frames.at(-1)!.hex.length / 2, 160, 'packets of 10 ms');
  });

  t.test('who share a mix get the same packets, which the box sends once; other mixes stay apart', async (t) => {
    const rig = await startRig(t);
    const pages = await Promise.all(['a', 'b', 'c'].map((device) => rig.page(`device=${device}&mix=x`)));
    const other = await rig.page('device=d');
    await Promise.all([...pages, other].map((page) => page.play({ copies: 0 })));
    await Promise.all([...pages, other].map((page) => more(page, 40)));
    const sounds = pages.map(
      (page) =>
        new Map(page.client.heard.flatMap(({ frames }) => frames.map(({ timestamp, hex }) => [timestamp, hex]))),
    );
    const shared = [...sounds[0]!.keys()].filter((at) => sounds[1]!.has(at) && sounds[2]!.has(at));
    t.ok(shared.length > 20, `${shared.length} shared`);
    t.ok(shared.every((at) => sounds[0]!.get(at) === sounds[1]!.get(at) && sounds[0]!.get(at) === sounds[2]!.get(at)));
    for (const page of [...pages, other]) t.strictSame(page.gaps(), []);
  });

  t.test('the box changes frames and copies of a listener while it plays, without a gap', async (t) => {
    const rig = await startRig(t);
    const page = await rig.page('device=a&codec=opus&frames=240&adapt=1');
    await page.play({ copies: 1 });
    await more(page);
    for (const [frames, copies] of [
      [480, 1],
      [960, 0],
      [120, 2],
      [240, 2],
    ] as const) {
      rig.mixer.service.receive({ type: 'plan', device: 'a', plan: { codec: 'opus', frames, copies } });
      await until('the map says so', () => page.heard('map')?.frames === frames);
      await more(page, 10);
      t.equal(page.client.heard.at(-1)!.frames.length, copies + 1);
    }
    t.strictSame(page.gaps(), []);
    const from = page.signals.length;
    page.signal({ type: 'close' });
    await until('it is closed', () => page.heard('closed', from));
    await page.play({ copies: 3, frames: 960 });
    t.match(page.heard('offer'), { frames: 240, copies: 2 }, 'what the box chose counts');
  });

  t.test('the media process gone: sound goes on by WebSocket, and by RTP again when the page asks', async (t) => {
    const rig = await startRig(t);
    const pages = await Promise.all(['a', 'b'].map((device) => rig.page(`device=${device}&codec=opus&frames=240`)));
    const still = await rig.page('device=c');
    for (let round = 0; round < 3; round++) {
      await Promise.all(pages.map((page) => page.play({ copies: 1 })));
      await Promise.all(pages.map((page) => more(page)));
      const from = pages.map(({ signals }) => signals.length);
      await rig.kill();
      for (const [i, page] of pages.entries()) {
        const closed = await until('it is closed', () => page.heard('closed', from[i]));
        t.match(closed, { reason: 'gone', again: true });
        await moreBySocket(page);
      }
      const asked = pages[0]!.signals.length;
      pages[0]!.signal({ type: 'want' });
      const answer = await until('the box answers', () => pages[0]!.heard('closed', asked));
      t.match(answer, { reason: 'gone', again: true }, 'no session while there is no media process');
      await rig.serve();
    }
    // What was on its way to the process is lost with it.
    for (const page of pages) for (const [from, to] of page.gaps()) t.ok(to - from < 12_000, `${to - from} frames`);
    t.strictSame(still.gaps(), [], 'a listener without RTP notices nothing');
  });

  t.test('another source ends the sessions; at another rate there are none', async (t) => {
    const rig = await startRig(t);
    const page = await rig.page('device=a&codec=opus&frames=240');
    await page.play();
    await more(page);
    const before = page.signals.length;
    rig.mixer.service.receive({ type: 'source', source: { ...rig.mixer.source, label: 'other' } });
    t.match(await until('it is closed', () => page.heard('closed', before)), { reason: 'restart', again: true });
    await moreBySocket(page);
    rig.mixer.service.receive({ type: 'source', source: { ...rig.mixer.source, sampleRate: 44_100 } });
    await until('the new rate is heard', () => page.sampleRate === 44_100);
    const from = page.signals.length;
    page.signal({ type: 'want' });
    t.match(await until('it is refused', () => page.heard('closed', from)), { reason: 'no-opus', again: false });
  });

  t.test('garbage in place of signals is junk, and costs nobody anything', async (t) => {
    const rig = await startRig(t);
    const page = await rig.page('device=a&codec=opus&frames=240');
    const witness = await rig.page('device=b');
    await page.play();
    const below = seededBelow(14);
    const pieces = [
      null,
      7,
      'want',
      [],
      {},
      { type: 'want', copies: 99 },
      { type: 'want', way: 'tcp' },
      { type: 'answer', sdp: 7 },
      { type: 'offer' },
    ];
    for (let i = 0; i < 60; i++) {
      page.signal(pieces[below(pieces.length)]);
      await sleep(60);
    }
    const [stats] = await rig.mixer.stats();
    const junk = Number((stats!.report as { junk?: number } | undefined)?.junk);
    t.ok(junk > 0, `${junk} counted`);
    page.signal({ type: 'answer', sdp: 'v=0\r\nnot an answer' });
    await more(page);
    const from = page.signals.length;
    page.signal({ type: 'want' });
    await until('it offers', () => page.heard('offer', from));
    page.signal({ type: 'answer', sdp: 'v=0\r\nnot an answer' });
    t.match(await until('it is closed', () => page.heard('closed', from)), { reason: 'bad-answer', again: true });
    await moreBySocket(page);
    t.strictSame([page.gaps(), witness.gaps()], [[], []]);
  });

  t.test('a page that asks again and again has to wait, and plays on', async (t) => {
    const rig = await startRig(t);
    const page = await rig.page('device=a');
    for (let i = 0; i < 10; i++) page.signal({ type: 'want' });
    t.match(await until('it is refused', () => page.heard('closed')), { reason: 'busy', again: true });
    await moreBySocket(page);
    t.strictSame(page.gaps(), []);
  });

  t.test('a listener that leaves takes its session with it', async (t) => {
    const rig = await startRig(t);
    const page = await rig.page('device=a');
    await page.play();
    page.socket.close();
    await rig.mixer.until('left', 'a');
    await until('the session is gone', async () => (await rig.mixer.media()).sessions === 0);
    t.match(await rig.mixer.media(), { state: 'ready', open: 0 });
  });
}

t.test('while the media process is being started, the page learns that it may ask again', async (t) => {
  if (machineOpus() === undefined) return;
  const rig = await startRig(t, { media: false });
  rig.mixer.service.receive({ type: 'media', path: undefined });
  const page = await rig.page('device=a');
  page.signal({ type: 'want' });
  t.match(await until('it is put off', () => page.heard('closed')), { reason: 'gone', again: true });
  await rig.serve();
  await until('the process is ready', async () => (await rig.mixer.media()).state === 'ready');
  await page.play();
  await more(page, 5);
});

t.test('without a media process, or without Opus, the page learns that there is no use in asking', async (t) => {
  const rigs = [
    [await startRig(t, { media: false }), 'off'],
    [await startRig(t, { opus: false }), 'no-opus'],
  ] as const;
  for (const [rig, reason] of rigs) {
    if (reason === 'off' && machineOpus() === undefined) continue;
    const page = await rig.page('device=a');
    page.signal({ type: 'want' });
    t.match(await until('it is refused', () => page.heard('closed')), { reason, again: false });
    await moreBySocket(page);
    t.strictSame(page.gaps(), []);
  }
});
