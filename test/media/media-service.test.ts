import { createSocket } from 'node:dgram';
import t from 'tap';
import { monotonicMs } from '../../src/base/clock.js';
import { RTP_OPUS, RTP_RED } from '../../src/wire/signal.js';
import { PATIENCE_MS } from '../harness/patience.js';
import { until } from '../harness/until.js';
import { endClients } from './rtp-client.js';
import { eachHearsItsOwn, frame, join, play, startService } from './service-rig.js';

t.teardown(endClients);

t.test('a session sends each frame of its stream, and the one before again', async (t) => {
  const rig = await startService(t);
  const { client, red, offer } = await join(t, rig, 1);
  t.equal(red, true);
  t.match(offer, /^a=candidate:\S+ 1 UDP \d+ 127\.0\.0\.1 \d+ typ host$/m);
  t.equal(offer.match(/^a=candidate:/gm)!.length, 1);
  const last = await play(rig, [7], () => client.heard.length >= 50);
  await until('the last one came', () => client.heard.some(({ timestamp }) => timestamp === last));
  t.strictSame(
    client.timestamps(),
    Array.from({ length: last / 240 + 1 }, (_, i) => i * 240),
  );
  const [head] = client.heard;
  const faulty = client.heard.filter(
    ({ payloadType, sequence, ssrc, frames }, i) =>
      payloadType !== RTP_RED ||
      ssrc !== head!.ssrc ||
      sequence !== ((head!.sequence + i) & 0xffff) ||
      frames.length !== (i === 0 ? 1 : 2) ||
      frames.some(({ timestamp, hex }) => hex !== frame(timestamp).toString('hex')),
  );
  t.strictSame(faulty, [], 'type, number, SSRC and content of every packet');
});

t.test('a browser that does not keep redundancy gets plain Opus', async (t) => {
  const rig = await startService(t);
  const { client, red } = await join(t, rig, 1, { without: /^a=(rtpmap|fmtp):63/ });
  t.equal(red, false);
  await play(rig, [7], () => client.heard.length >= 10);
  for (const { payloadType, frames } of client.heard) t.strictSame([payloadType, frames.length], [RTP_OPUS, 1]);
});

t.test('a session plays another stream, with other copies, when the box says so; timestamps wrap', async (t) => {
  const rig = await startService(t);
  const { session, client } = await join(t, rig, 1, { stream: 1, copies: 0 });
  const from = 2 ** 32 - 480;
  await play(rig, [1, 2], () => client.heard.length >= 5, from);
  t.ok(client.heard.every(({ payloadType }) => payloadType === RTP_OPUS));
  t.ok(client.timestamps().includes(0), 'it went past 2³²');
  rig.service.receive({ type: 'play', session, stream: 2, copies: 3, from: 0 });
  const before = client.heard.length;
  await play(rig, [2], () => client.heard.length >= before + 10, from + 480_000);
  t.equal(client.heard.at(-1)!.payloadType, RTP_RED);
  t.equal(client.heard.at(-1)!.frames.length, 4);
  rig.service.receive({ type: 'play', session, stream: 3, copies: 1, from: 0 });
  const { length } = client.heard;
  await play(rig, [1, 2, 3], () => client.heard.length >= length + 5, 10_000_000);
  t.ok(
    client.heard.slice(length).every(({ timestamp }) => timestamp >= 10_000_000),
    'only the stream that it plays',
  );
});

t.test(
  'a session that begins to play a stream gets the frames from there on, also those that came before',
  async (t) => {
    const rig = await startService(t);
    const { session, client } = await join(t, rig, 1, { copies: 0 });
    const other = await join(t, rig, 2, { stream: 8 });
    const last = await play(rig, [8], () => other.client.heard.length >= 5);
    rig.service.receive({ type: 'play', session, stream: 8, copies: 0, from: last - 240 });
    await play(rig, [8], () => client.heard.length >= 5, last + 240);
    t.strictSame(client.timestamps().slice(0, 4), [last - 240, last, last + 240, last + 480]);
  },
);

t.test('25 sessions share one port, and each hears its own stream', async (t) => {
  const rig = await startService(t);
  const all = await Promise.all(Array.from({ length: 25 }, (_, i) => join(t, rig, i, { stream: 100 + i })));
  const ports = new Set(all.map(({ offer }) => / 127\.0\.0\.1 (\d+) typ host/.exec(offer)![1]));
  t.equal(ports.size, 1);
  await eachHearsItsOwn(t, rig, all);
  t.equal(new Set(all.map(({ client }) => client.heard[0]!.ssrc)).size, 25, 'each has its own SSRC');
});

t.test('frames that come too late from the box are left out, and counted', async (t) => {
  const rig = await startService(t);
  const { client } = await join(t, rig, 1);
  rig.service.sound({ stream: 7, first: 0, frames: 240, captureMs: monotonicMs() - 5000, data: frame(0) });
  await play(rig, [7], () => client.heard.length >= 3, 240);
  t.notOk(client.timestamps().includes(0));
  await until('it is counted', () => rig.find('counters')?.stale === 1);
});

t.test('a browser that reports no more is gone: its session ends, and no other', async (t) => {
  const rig = await startService(t, 0, { openMs: PATIENCE_MS, silenceMs: 2000 });
  const gone = await join(t, rig, 1);
  const there = await join(t, rig, 2);
  const never = await join(t, rig, 3);
  gone.client.report();
  const reports = setInterval(() => there.client.report(), 50);
  t.teardown(() => clearInterval(reports));
  t.equal((await until('its end is reported', () => rig.find('ended', gone.session))).reason, 'lost');
  const before = { gone: gone.client.heard.length, there: there.client.heard.length };
  await play(rig, [7], () => there.client.heard.length >= before.there + 5 && never.client.heard.length >= 5);
  t.equal(gone.client.heard.length, before.gone, 'it gets nothing more');
  t.notOk(rig.find('ended', there.session) ?? rig.find('ended', never.session));
});

t.test('a client that does not come in time has no session', async (t) => {
  const rig = await startService(t, 0, { openMs: 500, silenceMs: PATIENCE_MS });
  rig.service.receive({ type: 'want', session: 1, address: '127.0.0.1', way: 'rtp', copies: 1, stream: 7 });
  t.equal((await until('its end is reported', () => rig.find('ended', 1))).reason, 'late');
});

t.test('an answer that is none ends its session', async (t) => {
  const rig = await startService(t);
  for (const [session, sdp] of ['garbage', 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n', 'm=audio 0 x 111'].entries()) {
    rig.service.receive({ type: 'want', session, address: '127.0.0.1', way: 'rtp', copies: 1, stream: 7 });
    await until('it offers', () => rig.find('offer', session));
    rig.service.receive({ type: 'answer', session, sdp });
    t.equal((await until('its end is reported', () => rig.find('ended', session))).reason, 'bad-answer');
  }
});

t.test('a session that the box closes sends nothing more, and is not reported', async (t) => {
  const rig = await startService(t);
  const closed = await join(t, rig, 1);
  const other = await join(t, rig, 2);
  rig.service.receive({ type: 'close', session: closed.session });
  await play(rig, [7], () => other.client.heard.length >= 5);
  t.equal(closed.client.heard.length, 0);
  t.equal(rig.find('ended', closed.session), undefined);
});

t.test('a port that somebody else has is reported, and no session begins', async (t) => {
  const other = createSocket('udp4');
  await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
  t.teardown(() => other.close());
  const rig = await startService(t, other.address().port);
  t.match(rig.find('unusable')?.message, /EADDRINUSE/);
  rig.service.receive({ type: 'want', session: 1, address: '127.0.0.1', way: 'rtp', copies: 1, stream: 7 });
  t.equal(rig.find('ended', 1)?.reason, 'off');
});
