/** Sessions by a data channel: the same packets as by RTP, over the same port. */
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { monotonicMs } from '../../src/base/clock.js';
import { RTP_OPUS, RTP_RED, type SignalWay } from '../../src/wire/signal.js';
import { until } from '../harness/until.js';
import { LossyRelay } from './lossy-relay.js';
import { endClients } from './rtp-client.js';
import { eachHearsItsOwn, frame, join, play, type ServiceRig, startService } from './service-rig.js';

t.teardown(endClients);

const WAYS: readonly SignalWay[] = ['rtp', 'datachannel'];
const way = 'datachannel';
/** Bytes of a packet of 10 ms; more fills a queue sooner. */
const LONG_BYTES = 300;

const portOf = ({ find }: ServiceRig) => find('ready')!.port;

t.test('each message is the RTP packet that RTP would carry', async (t) => {
  const rig = await startService(t);
  const { client, red, offer } = await join(t, rig, 1, { way });
  t.equal(red, true);
  t.match(offer, /^m=application \d+ UDP\/DTLS\/SCTP webrtc-datachannel\r$/m);
  t.match(offer, /^a=candidate:\S+ 1 UDP \d+ 127\.0\.0\.1 \d+ typ host\r$/m);
  const last = await play(rig, [7], () => client.heard.length >= 50);
  // A machine that stands still makes the box leave packets out. It counts them.
  const leftOut = await until('all came, or were left out', () => {
    const { refused = 0, packets = 0 } = rig.find('counters') ?? {};
    return packets === last / 240 + 1 && client.heard.length === packets - refused && { refused };
  });
  t.ok(leftOut.refused < 10, `${leftOut.refused} left out`);
  t.equal(new Set(client.timestamps()).size, client.heard.length, 'none twice');
  const [head] = client.heard;
  const faulty = client.heard.filter(
    ({ payloadType, sequence, ssrc, timestamp, frames }) =>
      payloadType !== RTP_RED ||
      ssrc !== head!.ssrc ||
      sequence !== ((head!.sequence + (timestamp - head!.timestamp) / 240) & 0xffff) ||
      frames.length !== (timestamp === 0 ? 1 : 2) ||
      frames.some((one) => one.hex !== frame(one.timestamp).toString('hex')),
  );
  t.strictSame(faulty, [], 'type, number, SSRC and content of every packet');
});

t.test('without copies the packets are plain; copies can be had while it plays', async (t) => {
  const rig = await startService(t);
  const { session, client } = await join(t, rig, 1, { way, copies: 0 });
  const last = await play(rig, [7], () => client.heard.length >= 5);
  t.ok(client.heard.every(({ payloadType, frames }) => payloadType === RTP_OPUS && frames.length === 1));
  rig.service.receive({ type: 'play', session, stream: 7, copies: 3, from: 0 });
  const before = client.heard.length;
  await play(rig, [7], () => client.heard.length >= before + 10, last + 240);
  t.equal(client.heard.at(-1)!.frames.length, 4);
});

t.test('sessions of both ways share one port, and each hears its own stream', async (t) => {
  const rig = await startService(t);
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, i) => join(t, rig, i, { stream: 100 + i, way: WAYS[i % 2]! })),
  );
  const ports = new Set(all.map(({ offer }) => / 127\.0\.0\.1 (\d+) typ host/.exec(offer)![1]));
  t.strictSame([...ports], [String(portOf(rig))]);
  await eachHearsItsOwn(t, rig, all);
});

for (const way of WAYS)
  t.test(`what the network loses comes again with a later packet (${way})`, async (t) => {
    const rig = await startService(t);
    const relay = await LossyRelay.start(t, portOf(rig));
    const { client } = await join(t, rig, 1, { way, copies: 3, relay });
    let last = await play(rig, [7], () => client.heard.length >= 10);
    relay.every = 10;
    const from = last + 240;
    last = await play(rig, [7], () => relay.lost >= 30, from);
    relay.every = 0;
    const { length } = client.heard;
    last = await play(rig, [7], () => client.heard.length >= length + 10, last + 240);
    const came = new Set(client.timestamps());
    const missing: number[] = [];
    for (let at = from; at < last - 2400; at += 240) if (!came.has(at)) missing.push(at);
    t.strictSame(missing, [], `${relay.lost} packets lost`);
    const unmended = new Set(client.heard.map(({ timestamp }) => timestamp));
    t.ok(
      [...came].some((at) => !unmended.has(at)),
      'some came only as copies',
    );
  });

t.test('when nothing gets through, sound is left out at the box, and little of it comes late', async (t) => {
  const rig = await startService(t);
  const relay = await LossyRelay.start(t, portOf(rig));
  const { client } = await join(t, rig, 1, { way, copies: 0, relay });
  let first = 0;
  const send = async (enough: () => boolean) => {
    while (!enough()) {
      const data = Buffer.alloc(LONG_BYTES);
      data.writeUInt32BE(first);
      rig.service.sound({ stream: 7, first, frames: 480, captureMs: monotonicMs(), data });
      first += 480;
      await sleep(3);
    }
  };
  await send(() => client.heard.length >= 10);
  t.equal(rig.find('counters')?.refused ?? 0, 0);
  relay.mute = true;
  const begin = first;
  await send(() => (rig.find('counters')?.refused ?? 0) >= 200);
  const end = first;
  relay.mute = false;
  await send(() => client.heard.some(({ timestamp }) => timestamp > end));
  const late = client.heard.filter(({ timestamp }) => timestamp >= begin && timestamp < end);
  t.ok(late.length < 60, `${late.length} of ${(end - begin) / 480} packets came late`);
});

for (const [what, misbehave] of [
  ['sends a message', 'speak'],
  ['opens a channel of its own', 'openAnother'],
] as const)
  t.test(`a browser that ${what} has no session any more; others play on`, async (t) => {
    const rig = await startService(t);
    const bad = await join(t, rig, 1, { way });
    const good = await join(t, rig, 2, { way });
    bad.client[misbehave](Buffer.from('hello'));
    t.equal((await until('its end is reported', () => rig.find('ended', bad.session))).reason, 'lost');
    const before = good.client.heard.length;
    await play(rig, [7], () => good.client.heard.length >= before + 10);
    t.equal(rig.find('ended', good.session), undefined);
  });

t.test('a browser that leaves or never comes has no session', async (t) => {
  const rig = await startService(t, 0, { openMs: 2000, silenceMs: 60_000 });
  const { session, client } = await join(t, rig, 1, { way });
  client.close();
  t.equal((await until('its end is reported', () => rig.find('ended', session))).reason, 'lost');
  rig.service.receive({ type: 'want', session: 9, address: '127.0.0.1', way, copies: 1, stream: 7 });
  t.equal((await until('its end is reported', () => rig.find('ended', 9))).reason, 'late');
});

for (const [way, answer] of [
  ['datachannel', 'm=audio 9 UDP/TLS/RTP/SAVPF 111'],
  ['rtp', 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel'],
] as const)
  t.test(`an answer to another offer than that of ${way} ends its session`, async (t) => {
    const rig = await startService(t);
    rig.service.receive({ type: 'want', session: 1, address: '127.0.0.1', way, copies: 1, stream: 7 });
    const { sdp } = await until('it offers', () => rig.find('offer', 1));
    const foreign = sdp.replace(/^m=.*$/m, answer).replace('a=setup:actpass', 'a=setup:active');
    rig.service.receive({ type: 'answer', session: 1, sdp: foreign });
    t.equal((await until('its end is reported', () => rig.find('ended', 1))).reason, 'bad-answer');
  });
