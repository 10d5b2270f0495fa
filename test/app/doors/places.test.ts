/**
 * Places of sound are scarce. A crowd that fills them all keeps no musician out, and only
 * members of the crowd are displaced.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { MAX_LISTENERS } from '../../../src/audio/format.js';
import { Box, type Device } from '../../harness/box.js';
import { Controller } from '../../harness/controller.js';
import { CountingJudge, countingWav } from '../../harness/counting.js';
import { type Packet, WebListener } from '../../harness/listener.js';
import { NativeListener } from '../../harness/native-listener.js';
import { until } from '../../harness/until.js';

/** No address may hold more than 64 connections, so it takes two to fill all places. */
const CROWD = '127.0.0.2';
const SECOND_CROWD = '127.0.0.3';

/** Those of a crowd take long packets: else reading them all takes most of the test's own time. */
async function listen(box: Box, device: Device, from?: string): Promise<WebListener> {
  const listener = new WebListener(box, device, { from, ...(from !== undefined && { frames: 960 }) });
  await listener.opened;
  return listener;
}

async function setFader(box: Box, device: Device): Promise<void> {
  const controller = await Controller.connect(box, device);
  const set = [
    { p: 'gain', ch: 0, v: 1 },
    { p: 'pan', ch: 0, v: -1 },
    { p: 'on', ch: 1, v: false },
  ];
  t.ok((await controller.set(set)).ok);
  await controller.end();
}

async function health(box: Box): Promise<{ listeners: unknown[]; xruns: number }> {
  return (await box.json('/api/health')) as { listeners: unknown[]; xruns: number };
}

t.test(
  'a crowd fills every place by all ways; the musician who comes back, the engineer and a device with a history get theirs at once',
  { timeout: 240_000 },
  async (t) => {
    const wav = `${t.testdir()}/counting.wav`;
    countingWav(wav);
    const box = await Box.start(['--source', `wav:${wav}`, '--engineer-pin', '123456']);
    t.teardown(() => box.kill());
    const [musician, other, engineer, newcomer] = await Promise.all(
      ['musician', 'other', 'engineer', 'newcomer'].map((name) => box.join(name)),
    );
    await Promise.all([musician!, other!].map((device) => setFader(box, device)));
    const pin = { method: 'POST', body: JSON.stringify({ pin: '123456' }), token: engineer!.token };
    t.equal((await box.fetch('/api/engineer', pin)).status, 200);

    // The judge is one listener that stays throughout.
    const judge = new CountingJudge();
    const steady = await listen(box, other!);
    await sleep(600);
    steady.onPacket = (packet: Packet) =>
      judge.take(packet.first, packet.flags, packet.frames, (i) => packet.samples[2 * i]!);
    const first = await listen(box, musician!);

    const native = (uuid: string, from?: string) =>
      NativeListener.connect(box, { uuid, channels: [], format: 'int16' }, undefined, from);
    const silent = async (uuid: string, from: string) => {
      // Registered from elsewhere, where the box accepts any number of new devices.
      const once = await native(uuid);
      once.close();
      await once.closed;
      return until('the box has seen it go', () => native(uuid, from).catch(() => undefined));
    };
    const crowd: WebListener[] = [];
    // Only a few of them get sound: this process must keep up with all the data.
    for (let i = 0; i < 10; i++) crowd.push(await listen(box, await box.join(`stranger ${i}`), CROWD));
    const natives: NativeListener[] = [];
    for (let i = 0; crowd.length + natives.length < MAX_LISTENERS - 2; i++)
      natives.push(await silent(`made-up-${i}`, i % 2 ? CROWD : SECOND_CROWD));
    await until('all places are taken', async () => (await health(box)).listeners.length === MAX_LISTENERS);
    let gone = 0;
    const watch = (one: { closed: Promise<unknown> }) => void one.closed.then(() => gone++);
    for (const one of [...crowd, ...natives]) watch(one);

    await t.rejects(native('made-up-0', '127.0.0.4'), 'its device is not handed elsewhere');
    await t.rejects(native('made-up', CROWD), 'the crowd itself gets no more');
    t.equal(gone, 0);

    const again = await listen(box, musician!);
    t.match(await first.closed, { code: 4409 }, 'who comes back takes over');
    t.equal(gone, 0, 'and needs nobody’s place');
    again.die();
    await until('one place is free', async () => (await health(box)).listeners.length === MAX_LISTENERS - 1);
    watch(await native('made-up', CROWD));
    const back = await listen(box, musician!);
    t.ok(back, 'who has set a fader comes back though the crowd was quicker');
    await until('one of the crowd gave way', () => gone === 1);
    await listen(box, engineer!);
    await until('another for the engineer', () => gone === 2);
    await listen(box, newcomer!);
    await until('and for a newcomer from an address that holds less', () => gone === 3);
    const closes = await Promise.race([...crowd.map((one) => one.closed), sleep(0).then(() => undefined)]);
    t.equal(closes, undefined, 'those without a token went first');

    await back.record(1);
    const before = judge.frames;
    await until('the judge hears on', () => judge.frames > before + 48_000);
    t.equal(judge.wrong, 0, `${judge.firstFault}`);
    t.equal(judge.gaps, 0, `${judge.firstFault}`);
    t.equal(judge.flagged, 0);
    const { xruns, listeners } = await health(box);
    t.ok(judge.breaks <= xruns);
    t.equal(listeners.length, MAX_LISTENERS);
    t.ok(
      box.errors.concat(box.lines).some((line) => line.includes('all places of sound are taken')),
      'it is reported',
    );
    const end = await box.stop();
    t.equal(end.code, 0);
  },
);

t.test('a listener displaced by a better claim learns why', { timeout: 120_000 }, async (t) => {
  const box = await Box.start(['--source', 'tones:2', '--engineer-pin', '123456']);
  t.teardown(() => box.kill());
  const crowd: WebListener[] = [];
  for (let i = 0; i < MAX_LISTENERS; i++)
    crowd.push(await listen(box, await box.join(`stranger ${i}`), i < 50 ? CROWD : SECOND_CROWD));
  const engineer = await box.join('engineer');
  const pin = { method: 'POST', body: JSON.stringify({ pin: '123456' }), token: engineer.token };
  t.equal((await box.fetch('/api/engineer', pin)).status, 200);
  const desk = await listen(box, engineer);
  t.match(await crowd[49]!.closed, { code: 4503, reason: /all places are taken/ }, 'the newest of the larger crowd');
  await desk.record(0.2);
  // A displaced client that tries again is refused, and nobody loses a place to it.
  const retry = new WebListener(box, engineer, {});
  await retry.opened;
  t.match(await desk.closed, { code: 4409 });
  t.equal((await box.stop()).code, 0);
});
