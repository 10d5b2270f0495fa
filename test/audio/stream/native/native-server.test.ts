import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { RING_CAPACITY } from '../../../../src/audio/shared/ring-layout.js';
import type { Mix } from '../../../../src/wire/mix.js';
import { until } from '../../../harness/until.js';
import { PERIOD } from '../fake-mixer.js';
import { Ear } from '../web/web-listener-client.js';
import { controlPacket, handshake, NativeEar } from './native-client.js';
import { raw, start } from './native-rig.js';

t.test('handshake, answer and mix come in this order; a device new to the box hears nothing', async (t) => {
  const mixer = await start(t);
  const ear = await NativeEar.join(mixer.nativePort, 'phone-1');
  t.same(
    ear.control.map((message) => message.type),
    ['handshake_response', 'mix_state'],
  );
  t.match(ear.control[0], {
    server_version: 'test',
    protocol_version: 2,
    sample_rate: 48_000,
    max_channels: 4,
    rf_mode: true,
    latency_ms: Number,
    status: 'ok',
    persistent: true,
    auto_reconnect_supported: true,
    server_blocksize: 480,
    web_controlled: true,
    state_restored: false,
    persistent_id: 'phone-1',
    is_reconnection: false,
    timestamp: Number,
  });
  t.match(ear.control[1], {
    channels: [],
    gains: { 0: 0.5, 3: 0.5 },
    pans: { 0: 0, 3: 0 },
    mutes: { 0: false },
    master_gain: 1,
  });
  mixer.advance(20);
  await sleep(50);
  t.equal(ear.packets, 0);
  t.match(mixer.events, [{ type: 'joined', device: 'phone-1', mix: 'phone-1', kind: 'native', address: '127.0.0.1' }]);
  ear.socket.destroy();
});

for (const format of ['int16', 'float32']) {
  t.test(`subscribed channels arrive raw, whole and continuous, as ${format}`, async (t) => {
    const mixer = await start(t, 33);
    const ear = await NativeEar.join(mixer.nativePort, 'phone', [3, 0, 31, 32, 99], format);
    t.same((await ear.until('subscription_confirmed')).channels, [0, 3, 31], 'what there is and fits the mask');
    for (let i = 0; i < 50; i++) {
      mixer.advance(2);
      await sleep(1);
    }
    await until('sound came', () => ear.frames >= 12_000);
    t.equal(ear.broken, undefined);
    t.same([ear.wrong, ear.gaps], [0, 0]);
    t.equal(ear.last!.flags, format === 'int16' ? 2 : 1);
    t.equal(ear.last!.mask, 0x8000_0009);
    ear.send({ type: 'subscribe', client_id: 'phone', channels: [1], audio_format: 'int16' });
    await ear.until('subscription_confirmed', 2);
    mixer.advance(16);
    await until('the mask follows', () => ear.last!.mask === 2);
    t.same([ear.wrong, ear.gaps], [0, 0], 'without a gap');
    ear.socket.destroy();
  });
}

t.test(
  'raw sound that was written over before it could be read is dropped, never sent as what it was not',
  async (t) => {
    const mixer = await start(t);
    const ear = await NativeEar.join(mixer.nativePort, 'phone', [0], 'int16');
    const other = await new Ear(mixer.audioPort, 'device=other&token=t').opened();
    mixer.advance(16);
    await until('sound came', () => ear.frames > 0 && other.frames > 0);
    mixer.captureOnly(RING_CAPACITY / PERIOD + 16);
    const before = other.frames;
    mixer.advance(16);
    await until('the mixed sound of that time came', () => other.frames > before + 960);
    mixer.advance(RING_CAPACITY / PERIOD + 16);
    const { frames } = ear;
    for (let i = 0; i < 16; i++) {
      mixer.advance(2);
      await sleep(1);
    }
    await until('it goes on', () => ear.frames > frames);
    t.equal(ear.wrong, 0);
    t.ok(ear.gaps > 0, 'what was written over is missing');
    other.socket.close();
    ear.socket.destroy();
  },
);

t.test('listeners with the same channels, others and none each get their own sound', async (t) => {
  const mixer = await start(t, 8);
  const ears = await Promise.all(
    [[0], [0], [1, 2], [0, 1, 2, 3, 4, 5, 6, 7], [7], [7]].map((channels, i) =>
      NativeEar.join(mixer.nativePort, `phone-${i}`, channels, i % 2 ? 'float32' : 'int16'),
    ),
  );
  for (let i = 0; i < 40; i++) {
    mixer.advance(3);
    await sleep(1);
  }
  await until('all heard', () => ears.every((ear) => ear.frames >= 14_400));
  for (const ear of ears) {
    t.same([ear.wrong, ear.gaps, ear.broken], [0, 0, undefined]);
    ear.socket.destroy();
  }
});

t.test(
  'update_mix: gains, pans and channels reach the box; a value out of range is answered with the mix that holds',
  async (t) => {
    const mixer = await start(t);
    const ear = await NativeEar.join(mixer.nativePort, 'phone', [0]);
    ear.send({ type: 'update_mix', gains: { 1: 3.98 }, pans: { 1: -1 }, channels: [1, 2] });
    await until('the change came', () => mixer.changes.length === 2);
    t.same(mixer.changes[1], { device: 'phone', change: { channels: [1, 2], gains: { 1: 3.98 }, pans: { 1: -1 } } });
    mixer.advance(8);
    await until('the mask follows', () => ear.last?.mask === 6);
    for (const bad of [
      { gains: { 1: 4.01 } },
      { gains: { 1: -0.1 } },
      { gains: { 1: '1' } },
      { gains: { 4: 1 } },
      { gains: [1] },
      { pans: { 0: 1.5 } },
      { pans: { '-1': 0 } },
      { channels: 'all' },
      { channels: [1.5] },
      {},
    ]) {
      const had = ear.control.filter(({ type }) => type === 'mix_state').length;
      ear.send({ type: 'update_mix', ...bad });
      t.match(await ear.until('mix_state', had + 1), { channels: [1, 2], gains: { 1: 3.98 } }, JSON.stringify(bad));
    }
    t.equal(mixer.changes.length, 2, 'none of them reached the box');
    mixer.refuse = { ok: false, status: 403, code: 'forbidden', message: 'no' };
    const had = ear.control.filter(({ type }) => type === 'mix_state').length;
    ear.send({ type: 'update_mix', gains: { 1: 1 } });
    t.match(await ear.until('mix_state', had + 1), { gains: { 1: 3.98 } }, 'a refusal too');
    ear.socket.destroy();
  },
);

t.test('heartbeat and get_client_state are answered; unknown types are ignored', async (t) => {
  const mixer = await start(t);
  const ear = await NativeEar.join(mixer.nativePort, 'phone');
  mixer.service.receive({ type: 'clients', connected: 7 });
  ear.send({ type: 'heartbeat' });
  t.match(await ear.until('heartbeat_response'), { clients_connected: 7, timestamp: Number });
  ear.send({ type: 'something_new', x: 1 });
  ear.send({ type: 'get_client_state' });
  await ear.until('mix_state', 2);
  await ear.until('heartbeat_response', 2);
  t.notOk(ear.ended, 'a client without sound hears from the box every second');
  ear.socket.destroy();
});

t.test('A6 a quiet client whose program is stopped is kept: its kernel acknowledges', async (t) => {
  const mixer = await start(t);
  const ear = await NativeEar.join(mixer.nativePort, 'phone', []);
  ear.socket.pause();
  await sleep(2_500);
  t.same(
    mixer.events.map(({ type }) => type),
    ['joined'],
  );
  t.match(await mixer.stats(), [{ device: 'phone', stalled: false }]);
  ear.socket.resume();
  await ear.until('heartbeat_response', 2);
  ear.socket.destroy();
});

t.test('a change by somebody else sends the change, then the whole mix; mute and solo are gains of 0', async (t) => {
  const mixer = await start(t);
  const ear = await NativeEar.join(mixer.nativePort, 'phone', [0]);
  const mix: Mix = structuredClone(mixer.mixes.get('phone')!);
  mix.channels[1]!.on = true;
  mix.channels[1]!.solo = true;
  mix.channels[2]!.mute = true;
  mix.master = 0;
  const from = ear.control.length;
  mixer.service.receive({ type: 'native-mix', device: 'phone', mix });
  await ear.until('mix_state', 2);
  const told = ear.control.slice(from);
  t.match(
    told.filter(({ type }) => type === 'channel_update'),
    [{ channel: 1, active: true }],
  );
  t.match(
    told.find(({ type, channel }) => type === 'control_update' && channel === 0),
    { source: 'web', gain: 0, pan: 0, active: true, mute: false },
    'soloed away',
  );
  t.match(
    told.find(({ type }) => type === 'master_gain_update'),
    { gainDb: -60 },
  );
  t.match(told.at(-1), {
    type: 'mix_state',
    channels: [0, 1],
    gains: { 0: 0, 1: 0.5, 2: 0, 3: 0 },
    mutes: { 1: false, 2: true },
    master_gain: 0,
  });
  mixer.advance(8);
  await until('the mask follows what is on', () => ear.last?.mask === 3);
  ear.socket.destroy();
});

t.test('a second connection of the same identity takes over; being disconnected closes', async (t) => {
  const mixer = await start(t);
  const older = await NativeEar.join(mixer.nativePort, 'phone', [0]);
  const newer = await NativeEar.join(mixer.nativePort, 'phone');
  await until('the older was closed', () => older.ended);
  t.match(newer.control[0], { is_reconnection: true, state_restored: true });
  mixer.advance(8);
  await until('the newer has the mix of before', () => newer.frames > 0);
  t.match(mixer.events, [
    { type: 'joined' },
    { type: 'left', device: 'phone', reason: 'replaced' },
    { type: 'joined' },
  ]);
  mixer.service.receive({ type: 'disconnect', device: 'phone' });
  await until('it was closed', () => newer.ended);
  t.match(mixer.events.at(-1), { type: 'left', device: 'phone', reason: 'kicked' });
});

t.test('device_uuid is the identity where there is one', async (t) => {
  const mixer = await start(t);
  const ear = new NativeEar(mixer.nativePort);
  ear.send(handshake('process-7', { device_uuid: 'phone', device_name: 'Pixel', audio_format: 'float32' }));
  t.match(await ear.until('handshake_response'), { persistent_id: 'phone' });
  ear.socket.destroy();
});

t.test('a refused client gets the reason, and is closed', async (t) => {
  const mixer = await start(t);
  mixer.refuse = { ok: false, status: 403, code: 'forbidden', message: 'not without a token' };
  const refused = new NativeEar(mixer.nativePort);
  refused.send(handshake('phone'));
  t.match(await refused.until('handshake_response'), { status: 'refused', code: 'forbidden' });
  await until('it was closed', () => refused.ended);
  mixer.refuse = undefined;
  for (const bad of [
    { client_id: '' },
    { client_id: 7 },
    { device_uuid: '../x' },
    { protocol_version: 1 },
    { audio_format: 'mp3' },
  ]) {
    const ear = new NativeEar(mixer.nativePort);
    ear.send(handshake('phone', bad));
    t.match(await ear.until('handshake_response'), { status: 'refused', code: 'bad_value' }, JSON.stringify(bad));
    await until('it was closed', () => ear.ended);
  }
  t.same(mixer.events, []);
});

t.test('another source: the client gets its rate and inputs, and the sound continues', async (t) => {
  const mixer = await start(t);
  const ear = await NativeEar.join(mixer.nativePort, 'phone', [0]);
  mixer.advance(8);
  await until('it plays', () => ear.frames > 0);
  mixer.service.receive({ type: 'source', source: { ...mixer.source, sampleRate: 44_100 } });
  t.match(await ear.until('handshake_response', 2), { sample_rate: 44_100 });
  await ear.until('mix_state', 2);
  const before = ear.frames;
  mixer.advance(12);
  await until('it plays on', () => ear.frames > before);
  ear.socket.destroy();
});

t.test('a flood of messages is read later and answered whole, while the sound continues', async (t) => {
  const mixer = await start(t);
  const ear = await NativeEar.join(mixer.nativePort, 'phone', [0]);
  const other = await NativeEar.join(mixer.nativePort, 'other', [1]);
  const before = ear.control.length;
  const flood = controlPacket({ type: 'get_client_state' });
  ear.socket.write(Buffer.concat(new Array(400).fill(flood)));
  mixer.advance(8);
  await until('the other one hears', () => other.frames > 0);
  t.ok(ear.control.length - before < 400, 'before the flood was read to its end');
  await until('every message was answered', () => ear.control.length - before === 400);
  t.notOk(ear.ended);
  ear.socket.destroy();
  other.socket.destroy();
});

t.test('three hundred silent connections keep no client out, not even from their own address', async (t) => {
  const mixer = await start(t);
  const silent = await Promise.all(Array.from({ length: 300 }, () => raw(mixer.nativePort)));
  const ear = await NativeEar.join(mixer.nativePort, 'phone');
  t.match(ear.control[0], { status: 'ok' });
  ear.socket.destroy();
  for (const one of silent) one.end();
});

t.test(
  'a device without a token is not handed to another address while it answers; to its own it is, at once',
  async (t) => {
    const mixer = await start(t);
    mixer.run();
    const drummer = await NativeEar.join(mixer.nativePort, 'drummer', [0, 1]);
    for (const more of [{}, { token: 'made-up' }]) {
      const thief = new NativeEar(mixer.nativePort, '127.0.0.2');
      thief.send(handshake('x', { device_uuid: 'drummer', ...more }));
      t.match(await thief.until('handshake_response'), { status: 'refused', code: 'uuid_taken', message: /answers/ });
      await until('it was closed', () => thief.ended);
    }
    const heard = drummer.frames;
    await until('the drummer hears on', () => drummer.frames > heard + 9600);
    t.same([drummer.ended, drummer.wrong, drummer.gaps], [false, 0, 0]);

    mixer.verified.add('drummer');
    const proven = new NativeEar(mixer.nativePort, '127.0.0.3');
    proven.send(handshake('drummer', { token: 'its own' }));
    t.match(await proven.until('handshake_response'), { status: 'ok' }, 'a token is enough from anywhere');
    mixer.verified.delete('drummer');
    const again = await NativeEar.join(mixer.nativePort, 'drummer', undefined, undefined, '127.0.0.3');
    await until('the same address takes over', () => proven.ended);
    again.socket.destroy();
    drummer.socket.destroy();
  },
);

t.test(
  'a device without a token that no longer takes anything may come from another address',
  { timeout: 120_000 },
  async (t) => {
    const mixer = await start(t, 32);
    mixer.run();
    const all = Array.from({ length: 32 }, (_, n) => n);
    const lost = await NativeEar.join(mixer.nativePort, 'phone', all, 'float32');
    lost.socket.pause();
    await mixer.until('stalled', 'phone');
    const ear = await NativeEar.join(mixer.nativePort, 'phone', undefined, undefined, '127.0.0.2');
    t.match(ear.control[0], { status: 'ok' });
    ear.socket.destroy();
    lost.socket.destroy();
  },
);
