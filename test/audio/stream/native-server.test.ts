import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { Mix } from '../../../src/audio/mixer/mix.js';
import { FakeMixer } from './fake-mixer.js';
import { controlPacket, handshake, NativeEar } from './native-client.js';

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 2000; i++) {
    if (condition()) return;
    await sleep(5);
  }
  throw new Error(`waited in vain until ${what}`);
}

async function start(t: Test, channels = 4): Promise<FakeMixer> {
  const mixer = await FakeMixer.start(channels);
  t.teardown(() => mixer.stop());
  return mixer;
}

/** A socket that sends what it is told and shows whether it was closed. */
async function raw(port: number, bytes: string | Buffer = ''): Promise<{ closed: () => boolean; end: () => void }> {
  const socket = connect({ port, host: '127.0.0.1' });
  let closed = false;
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
  });
  await once(socket, 'connect');
  socket.resume();
  socket.write(bytes);
  return { closed: () => closed, end: () => socket.destroy() };
}

t.test('handshake, answer, mix, in this order; a device that comes for the first time hears nothing', async (t) => {
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
    await until(() => ear.frames >= 12_000, 'sound came');
    t.equal(ear.broken, undefined);
    t.same([ear.wrong, ear.gaps], [0, 0]);
    t.equal(ear.last!.flags, format === 'int16' ? 2 : 1);
    t.equal(ear.last!.mask, 0x8000_0009);
    ear.send({ type: 'subscribe', client_id: 'phone', channels: [1], audio_format: 'int16' });
    await ear.until('subscription_confirmed', 2);
    mixer.advance(16);
    await until(() => ear.last!.mask === 2, 'the mask follows');
    t.same([ear.wrong, ear.gaps], [0, 0], 'without a gap');
    ear.socket.destroy();
  });
}

t.test('listeners with the same channels, others and none: each its own sound', async (t) => {
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
  await until(() => ears.every((ear) => ear.frames >= 14_400), 'all heard');
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
    await until(() => mixer.changes.length === 2, 'the change came');
    t.same(mixer.changes[1], { device: 'phone', change: { channels: [1, 2], gains: { 1: 3.98 }, pans: { 1: -1 } } });
    mixer.advance(8);
    await until(() => ear.last?.mask === 6, 'the mask follows');
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

t.test('heartbeat and get_client_state are answered; unknown types are passed over', async (t) => {
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

t.test('a change by somebody else: what changed, then the whole mix; mute and solo are gains of 0', async (t) => {
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
  await until(() => ear.last?.mask === 3, 'the mask follows what is on');
  ear.socket.destroy();
});

t.test('the same identity again takes over; being disconnected closes', async (t) => {
  const mixer = await start(t);
  const older = await NativeEar.join(mixer.nativePort, 'phone', [0]);
  const newer = await NativeEar.join(mixer.nativePort, 'phone');
  await until(() => older.ended, 'the older was closed');
  t.match(newer.control[0], { is_reconnection: true, state_restored: true });
  mixer.advance(8);
  await until(() => newer.frames > 0, 'the newer has the mix of before');
  t.match(mixer.events, [
    { type: 'joined' },
    { type: 'left', device: 'phone', reason: 'replaced' },
    { type: 'joined' },
  ]);
  mixer.service.receive({ type: 'disconnect', device: 'phone' });
  await until(() => newer.ended, 'it was closed');
  t.match(mixer.events.at(-1), { type: 'left', device: 'phone', reason: 'kicked' });
});

t.test('device_uuid is the identity where there is one', async (t) => {
  const mixer = await start(t);
  const ear = new NativeEar(mixer.nativePort);
  ear.send(handshake('process-7', { device_uuid: 'phone', device_name: 'Pixel', audio_format: 'float32' }));
  t.match(await ear.until('handshake_response'), { persistent_id: 'phone' });
  ear.socket.destroy();
});

t.test('who is refused is told why, and closed', async (t) => {
  const mixer = await start(t);
  mixer.refuse = { ok: false, status: 403, code: 'forbidden', message: 'not without a token' };
  const refused = new NativeEar(mixer.nativePort);
  refused.send(handshake('phone'));
  t.match(await refused.until('handshake_response'), { status: 'refused', code: 'forbidden' });
  await until(() => refused.ended, 'it was closed');
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
    await until(() => ear.ended, 'it was closed');
  }
  t.same(mixer.events, []);
});

t.test('garbage closes its own connection and nobody else’s', async (t) => {
  const mixer = await start(t);
  const ear = await NativeEar.join(mixer.nativePort, 'phone', [0, 1]);
  const good = controlPacket(handshake('x'));
  const control = (text: string) => {
    const packet = controlPacket({});
    packet.writeUInt32BE(text.length, 12);
    return Buffer.concat([packet.subarray(0, 16), Buffer.from(text)]);
  };
  const huge = Buffer.from(good);
  huge.writeUInt32BE(16_385, 12);
  const audio = Buffer.from(good);
  audio[6] = 1;
  const sockets = await Promise.all(
    [
      'GET / HTTP/1.1\r\nhost: x\r\n\r\n',
      Buffer.alloc(100_000, 0xff),
      huge,
      audio,
      control('no json'),
      control('[]'),
      control('{"type":"heartbeat"}'),
      Buffer.concat([controlPacket(handshake('gar')), Buffer.alloc(64)]),
      Buffer.concat([controlPacket(handshake('junk')), ...Array.from({ length: 20 }, () => control('{'))]),
    ].map((bytes) => raw(mixer.nativePort, bytes)),
  );
  mixer.run();
  await until(() => sockets.every((socket) => socket.closed()), 'all were closed');
  const before = ear.frames;
  await until(() => ear.frames > before + 4800, 'the other plays on');
  t.same([ear.wrong, ear.gaps, ear.broken], [0, 0, undefined]);
  t.same(
    mixer.events.filter(({ type }) => type === 'left').map((event) => 'reason' in event && event.reason),
    ['error', 'error'],
  );
  ear.socket.destroy();
});

t.test(
  'one that says nothing is closed after five seconds; one that introduced itself may be silent',
  { timeout: 30_000 },
  async (t) => {
    const mixer = await start(t);
    const ear = await NativeEar.join(mixer.nativePort, 'phone');
    const silent = await raw(mixer.nativePort);
    const half = await raw(mixer.nativePort, controlPacket(handshake('half')).subarray(0, 30));
    await sleep(4000);
    t.notOk(silent.closed());
    await until(() => silent.closed() && half.closed(), 'both were closed');
    t.notOk(ear.ended);
    ear.socket.destroy();
  },
);

t.test(
  'one that stops reading: whole packets dropped by age, stalled after a second, back with fresh sound, nothing cut short',
  { timeout: 60_000 },
  async (t) => {
    const mixer = await start(t, 32);
    const all = Array.from({ length: 32 }, (_, n) => n);
    mixer.run();
    const ear = await NativeEar.join(mixer.nativePort, 'slow', all, 'float32');
    const neighbour = await NativeEar.join(mixer.nativePort, 'neighbour', [0, 1]);
    await until(() => ear.frames > 4800, 'it plays');
    ear.socket.pause();
    await mixer.until('stalled', 'slow', 20_000);
    for (let gain = 0; gain < 50; gain++) {
      const mix = structuredClone(mixer.mixes.get('slow')!);
      mix.channels[0]!.gain = gain / 50;
      mixer.service.receive({ type: 'native-mix', device: 'slow', mix });
    }
    ear.socket.resume();
    await mixer.until('recovered', 'slow', 10_000);
    const at = ear.frames;
    await until(() => ear.frames > at + 9600, 'it plays again');
    t.equal(ear.broken, undefined, 'every packet was whole');
    t.equal(ear.wrong, 0);
    t.equal(ear.gaps, 1, 'one gap');
    t.equal(ear.control.filter(({ type }) => type === 'mix_state').length, 51, 'no control packet was dropped');
    t.same([neighbour.wrong, neighbour.gaps, neighbour.broken], [0, 0, undefined]);
    const late = (mixer.position - ear.last!.position) / 48;
    t.ok(late < 200, `fresh: ${late} ms`);
    ear.socket.destroy();
    neighbour.socket.destroy();
  },
);

t.test(
  'a reader of 1 kB/s, one dead, garbage, silence and 200 joins a second: the others hear every sample',
  { timeout: 60_000 },
  async (t) => {
    const mixer = await start(t, 8);
    mixer.run();
    const ears = await Promise.all(
      [[0], [0, 1], [0, 1, 2, 3, 4, 5, 6, 7], [5]].map((channels, i) =>
        NativeEar.join(mixer.nativePort, `good-${i}`, channels, i % 2 ? 'float32' : 'int16'),
      ),
    );
    const slow = connect({ port: mixer.nativePort, host: '127.0.0.1' });
    slow.on('error', () => undefined);
    slow.write(controlPacket(handshake('slow')));
    slow.write(controlPacket({ type: 'subscribe', client_id: 'slow', channels: [0, 1, 2, 3] }));
    slow.pause();
    const sip = setInterval(() => slow.read(100), 100);
    const dead = connect({ port: mixer.nativePort, host: '127.0.0.1' });
    dead.on('error', () => undefined);
    dead.write(controlPacket(handshake('dead')));
    dead.write(controlPacket({ type: 'subscribe', client_id: 'dead', channels: [0, 1, 2, 3] }));
    dead.pause();
    let churned = 0;
    const until4s = performance.now() + 4000;
    while (performance.now() < until4s) {
      for (let i = 0; i < 4; i++) {
        const socket = connect({ port: mixer.nativePort, host: '127.0.0.1' });
        socket.on('error', () => undefined);
        const kind = churned % 4;
        if (kind === 1) socket.write(Buffer.alloc(200, churned));
        if (kind === 2) socket.write(controlPacket(handshake(`churn-${churned % 50}`)));
        if (kind === 3) socket.write(controlPacket(handshake('churn')).subarray(0, 9));
        setTimeout(() => socket.destroy(), 15);
        churned++;
      }
      await sleep(18);
    }
    await mixer.until('stalled', 'dead', 20_000);
    t.match(await mixer.until('left', 'dead', 10_000), { reason: 'stalled' });
    clearInterval(sip);
    t.ok(churned > 300, `${churned} came and went`);
    for (const [i, ear] of ears.entries()) {
      t.ok(ear.frames > 4 * 48_000, `${ear.frames} frames`);
      t.same([ear.wrong, ear.gaps, ear.broken], [0, 0, undefined], `good-${i}`);
      ear.socket.destroy();
    }
    slow.destroy();
    dead.destroy();
  },
);

t.test('another source: rate and inputs are told, sound goes on', async (t) => {
  const mixer = await start(t);
  const ear = await NativeEar.join(mixer.nativePort, 'phone', [0]);
  mixer.advance(8);
  await until(() => ear.frames > 0, 'it plays');
  mixer.service.receive({ type: 'source', source: { ...mixer.source, sampleRate: 44_100 } });
  t.match(await ear.until('handshake_response', 2), { sample_rate: 44_100 });
  await ear.until('mix_state', 2);
  const before = ear.frames;
  mixer.advance(12);
  await until(() => ear.frames > before, 'it plays on');
  ear.socket.destroy();
});
