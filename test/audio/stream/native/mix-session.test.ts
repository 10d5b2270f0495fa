import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { LOOK_AHEAD } from '../../../../src/audio/shared/engine-layout.js';
import { until } from '../../../harness/until.js';
import { FakeMixer, PERIOD } from '../fake-mixer.js';
import { controlPacket } from './native-client.js';
import { Native3Ear } from './native3-client.js';

async function start(t: Test): Promise<FakeMixer> {
  const mixer = await FakeMixer.start();
  t.teardown(() => mixer.stop());
  return mixer;
}

async function join(t: Test, mixer: FakeMixer, uuid: string, audio?: Record<string, unknown>): Promise<Native3Ear> {
  const ear = await Native3Ear.join(mixer.nativePort, uuid, audio);
  t.teardown(() => ear.close());
  return ear;
}

/** Some periods, with a turn of the loop after each. */
async function play(mixer: FakeMixer, periods: number): Promise<void> {
  for (let i = 0; i < periods; i++) {
    mixer.advance();
    await sleep(1);
  }
}

t.test('the handshake says what was granted; from then on packets are of version 3', async (t) => {
  const mixer = await start(t);
  const ear = await join(t, mixer, 'app');
  t.match(ear.control[0], {
    type: 'handshake_response',
    status: 'ok',
    protocol_version: 3,
    server_version: 'test',
    persistent_id: 'app',
    is_reconnection: false,
    sample_rate: 48_000,
    epoch: 7,
    max_channels: 4,
    audio: { format: 'int16', frames: 480, transport: 'tcp', redundancy: 'none', group: 4 },
  });
  t.equal(ear.control[0]!.udp, undefined);
  ear.send({ type: 'heartbeat' });
  await ear.until('heartbeat_response');
  t.same([ear.versions[0], ...new Set(ear.versions.slice(1))], [2, 3]);
  t.match(mixer.events, [{ type: 'joined', device: 'app', mix: 'app', kind: 'native' }]);
});

for (const [format, frames] of [
  ['int16', 128],
  ['int16', 480],
  ['float32', 1920],
  ['int16', 777],
] as const) {
  t.test(`the mix arrives whole, in packets of ${frames} frames of ${format}`, async (t) => {
    const mixer = await start(t);
    const ear = await join(t, mixer, 'app', { format, frames });
    await play(mixer, 70);
    await until('sound came', () => ear.sounds.length >= Math.floor((66 * 128) / frames));
    t.same([ear.wrong, ear.twice, ear.broken], [0, 0, undefined]);
    t.same(ear.missing(), []);
    t.ok(ear.sounds.every((sound) => sound.frames === frames && sound.epoch === 7 && sound.sampleRate === 48_000));
    t.ok(
      ear.sounds.every(
        (sound) => sound.flags === (format === 'int16' ? 2 : 1) && (sound.first + LOOK_AHEAD) % frames === 0,
      ),
    );
    const [one, two] = ear.sounds;
    t.equal(two!.first - one!.first, frames);
  });
}

t.test('a packet of one period leaves with its period, and does not wait for the next', async (t) => {
  const mixer = await start(t);
  const ear = await join(t, mixer, 'app', { frames: PERIOD });
  mixer.advance();
  for (let packets = 1; packets <= 20; packets++) {
    await until(`packet ${packets} came`, () => ear.sounds.length === packets);
    t.equal(ear.sounds.at(-1)!.first + PERIOD, mixer.position);
    mixer.advance();
  }
});

t.test('settings change while it plays; impossible ones are refused by path and change nothing', async (t) => {
  const mixer = await start(t);
  const ear = await join(t, mixer, 'app', { frames: 256 });
  await play(mixer, 10);
  ear.send({ type: 'audio', frames: 300, format: 'float32' });
  t.match(await ear.until('config'), {
    audio: { frames: 300, format: 'float32', transport: 'tcp' },
    sample_rate: 48_000,
  });
  await play(mixer, 20);
  await until('packets changed', () => ear.sounds.at(-1)!.frames === 300);
  t.equal(ear.wrong, 0);
  t.same(ear.missing(), [], 'sequence numbers go on');
  let n = 0;
  for (const [audio, path] of [
    [{ frames: 127 }, 'audio.frames'],
    [{ frames: 1921 }, 'audio.frames'],
    [{ frames: 480.5 }, 'audio.frames'],
    [{ format: 'mp3' }, 'audio.format'],
    [{ transport: 'pigeon' }, 'audio.transport'],
    [{ redundancy: 3 }, 'audio.redundancy'],
    [{ group: 9 }, 'audio.group'],
    [{ transport: 'udp', format: 'int16', frames: 358 }, 'audio.frames'],
    [{ transport: 'udp', format: 'int16', frames: 174, redundancy: 'repeat' }, 'audio.frames'],
    [{ transport: 'udp', format: 'float32', frames: 128, redundancy: 'repeat' }, 'audio.redundancy'],
    [{ enabled: 0 }, 'audio.enabled'],
  ] as const) {
    ear.send({ type: 'audio', id: n, ...audio });
    t.match(await ear.until('error', n + 1), { code: 'bad_value', path, message: String, of: 'audio', id: n });
    n++;
  }
  await play(mixer, 8);
  t.equal(ear.sounds.at(-1)!.frames, 300);
  t.equal(ear.control.filter(({ type }) => type === 'config').length, 1);
});

t.test('sound stops and starts again on the same connection, its numbers continue', async (t) => {
  const mixer = await start(t);
  const ear = await join(t, mixer, 'app', { frames: 256, enabled: false });
  t.match(ear.control[0], { audio: { enabled: false } });
  await play(mixer, 20);
  ear.send({ type: 'time', t0: 1, id: 'now' });
  t.match(await ear.until('time_reply'), { id: 'now' }, 'the connection lives');
  t.equal(ear.sounds.length, 0, 'without sound');
  ear.send({ type: 'audio', enabled: true, id: 'on' });
  t.match(await ear.until('config'), { audio: { enabled: true, frames: 256 }, id: 'on' });
  await play(mixer, 20);
  await until('sound comes', () => ear.sounds.length > 5);
  t.equal(ear.sounds[0]!.flags & 0x10, 0);
  ear.send({ type: 'audio', enabled: false });
  await ear.until('config', 2);
  const had = ear.sounds.length;
  await play(mixer, 20);
  ear.send({ type: 'heartbeat', id: 7 });
  t.ok((await ear.until('heartbeat_response')).clients_connected !== undefined);
  t.equal(ear.sounds.length, had, 'and stops');
  t.match(await mixer.stats(), [{ queueAgeMs: 0, dropped: 0, stalled: false }]);
  ear.send({ type: 'audio', enabled: true });
  await ear.until('config', 3);
  await play(mixer, 20);
  await until('and comes again', () => ear.sounds.length > had + 5);
  const again = ear.sounds[had]!;
  t.ok(again.flags & 0x10, 'marked as a new beginning');
  t.equal(again.sequence, ear.sounds[had - 1]!.sequence + 1, 'no packet counts as lost');
  t.ok(again.first > ear.sounds[had - 1]!.first + 10 * 128, 'with the sound of now');
  t.same([ear.wrong, ear.broken], [0, undefined]);
});

t.test('answers carry the id of their request; an error names its type; bad JSON gets an error', async (t) => {
  const mixer = await start(t);
  const ear = await join(t, mixer, 'app');
  for (const id of ['first', 2]) ear.send({ type: 'subscribe', topics: [`sb/1/mix/app/${id}`], id });
  t.match(await ear.until('subscribed', 1), { topics: ['sb/1/mix/app/first'], id: 'first' });
  t.match(await ear.until('subscribed', 2), { topics: ['sb/1/mix/app/2'], id: 2 });
  ear.send({ type: 'publish', topic: '', payload: {}, id: 'x'.repeat(64) });
  t.match(await ear.until('error'), { code: 'bad_value', of: 'publish', id: 'x'.repeat(64) });
  for (const id of ['x'.repeat(65), true, { a: 1 }, undefined]) ear.send({ type: 'time', t0: 1, id });
  const replies = await Promise.all([1, 2, 3, 4].map((n) => ear.until('time_reply', n)));
  t.ok(
    replies.every((reply) => !('id' in reply)),
    'what is not an id is not echoed',
  );
  const packet = controlPacket({}, 3);
  packet.writeUInt32BE(3, 12);
  ear.socket.write(Buffer.concat([packet.subarray(0, 16), Buffer.from('{a}')]));
  t.match(await ear.until('error', 2), { code: 'bad_json' });
  t.notOk(ear.ended);
});

t.test('an impossible value in the handshake is refused', async (t) => {
  const mixer = await start(t);
  const ear = await join(t, mixer, 'app', { frames: 100 });
  t.match(ear.control[0], { status: 'refused', code: 'bad_value', message: /frames/ });
  await until('it was closed', () => ear.ended);
  t.equal(mixer.busesInUse, 0);
});

t.test('time, report, publish and subscribe', async (t) => {
  const mixer = await start(t);
  const ear = await join(t, mixer, 'app');
  ear.send({ type: 'time', t0: 12.5 });
  const time = (await ear.until('time_reply')) as { t0: number; t1: number; t2: number };
  t.equal(time.t0, 12.5);
  t.ok(time.t1 > 0 && time.t2 >= time.t1);
  ear.send({ type: 'report', fillMs: 30, underruns: 1, nested: [] });
  ear.send({ type: 'publish', topic: 'sb/1/cmd/mix/app', payload: { op: 'a1', set: [] } });
  t.match(await ear.until('message'), {
    topic: 'sb/1/reply/x',
    payload: { op: 'a1', ok: true, topic: 'sb/1/cmd/mix/app' },
  });
  ear.send({ type: 'subscribe', topics: ['sb/1/mix/app/delta'] });
  t.match(await ear.until('subscribed'), { topics: ['sb/1/mix/app/delta'], refused: [] });
  t.match(await mixer.stats(), [{ device: 'app', kind: 'native', report: { fillMs: 30, underruns: 1 } }]);
  let n = 0;
  for (const [bad, path] of [
    [{ type: 'publish', payload: {} }, 'topic'],
    [{ type: 'publish', topic: 'x', payload: 'y' }, 'payload'],
    [{ type: 'subscribe', topics: [] }, 'topics'],
    [{ type: 'subscribe', topics: [1] }, 'topics'],
    [{ type: 'subscribe', topics: 'sb/#' }, 'topics'],
  ] as const) {
    ear.send(bad);
    t.match(await ear.until('error', ++n), { code: 'bad_value', path });
  }
  t.notOk(ear.ended);
});

t.test(
  'a flood of messages for control is refused, however long it takes to be read; the connection lives',
  async (t) => {
    const mixer = await start(t);
    const ear = await join(t, mixer, 'app');
    const refused = () => ear.control.find(({ type }) => type === 'error');
    let sent = 0;
    const started = performance.now();
    while (refused() === undefined && performance.now() - started < 60_000) {
      // As many more as were answered, so that some always wait.
      const answered = ear.control.filter(({ type }) => type === 'message').length;
      for (; sent < answered + 200; sent++)
        ear.send({ type: 'publish', topic: 'sb/1/cmd/ping', payload: { op: sent }, id: sent });
      await sleep(5);
    }
    t.match(refused(), { code: 'busy', of: 'publish', id: Number });
    t.notOk(ear.ended);
  },
);

t.test('a time request carries a number or a short text; anything else is refused by name', async (t) => {
  const mixer = await start(t);
  const ear = await join(t, mixer, 'app');
  const good = [0, -1.5, 1e300, 'x'.repeat(64), ''];
  for (const t0 of good) ear.send({ type: 'time', t0 });
  ear.send({ type: 'time' });
  const bad = [null, true, [], {}, [[1]], 'x'.repeat(65)];
  for (const [id, t0] of bad.entries()) ear.send({ type: 'time', t0, id });
  await ear.until('error', bad.length);
  t.match(
    ear.control.filter(({ type }) => type === 'error'),
    bad.map((_, id) => ({ code: 'bad_value', path: 't0', of: 'time', id })),
  );
  t.same(
    ear.control.filter(({ type }) => type === 'time_reply').map(({ t0 }) => t0),
    [...good, undefined],
  );
});

t.test('a message nested too deep gets a refusal; the next messages work', async (t) => {
  const mixer = await start(t);
  const ear = await join(t, mixer, 'app');
  const deep = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) as unknown;
  ear.send({ type: 'publish', topic: 'sb/1/cmd/ping', payload: { op: 1, t: deep(4000) } });
  t.match(await ear.until('error', 1), { code: 'bad_json', message: /32 levels/ });
  ear.send({ type: 'time', t0: deep(2000) });
  await ear.until('error', 2);
  ear.send({ type: 'audio', audio: deep(1000) });
  await ear.until('error', 3);
  ear.send({ type: 'publish', topic: 'sb/1/cmd/ping', payload: { op: 2 } });
  t.match(await ear.until('message'), { payload: { op: 2 } });
  t.notOk(ear.ended);
});

t.test('a newer connection makes the box say bye to the older; buses are given back', async (t) => {
  const mixer = await start(t);
  const older = await join(t, mixer, 'app');
  const newer = await join(t, mixer, 'app');
  t.match(await older.until('bye'), { code: 'replaced' });
  await until('it was closed', () => older.ended);
  mixer.advance(2);
  t.equal(mixer.busesInUse, 1);
  mixer.service.receive({ type: 'disconnect', device: 'app' });
  t.match(await newer.until('bye'), { code: 'kicked' });
  mixer.advance(2);
  t.equal(mixer.busesInUse, 0);
  t.same(mixer.gone, [1, 2], 'control learns it');
});

t.test('over UDP: nothing is sent before a hello with the right key; then all packets are', async (t) => {
  const mixer = await start(t);
  const ear = await join(t, mixer, 'app', { transport: 'udp', frames: 240 });
  t.match(ear.control[0], { audio: { transport: 'udp' }, udp: { port: Number, key: /^[0-9a-f]{32}$/ } });
  mixer.run();
  ear.hello('00'.repeat(16));
  await until('sound comes over TCP meanwhile', () => ear.sounds.length > 20);
  t.ok(ear.sounds.every(({ way }) => way === 'tcp'));
  ear.hello();
  t.match(await ear.until('transport'), { transport: 'udp' });
  await until('sound comes over UDP', () => ear.sounds.filter(({ way }) => way === 'udp').length > 50);
  t.same(ear.missing(), [], 'not one packet is lost at the change');
  t.same([ear.wrong, ear.twice, ear.broken], [0, 0, undefined]);
});

t.test('when hellos stop, the sound returns to TCP', { timeout: 600_000 }, async (t) => {
  const mixer = await start(t);
  const ear = await join(t, mixer, 'app', { transport: 'udp', frames: 240 });
  mixer.run();
  ear.hello();
  await ear.until('transport');
  t.match(await ear.until('transport', 2), { transport: 'tcp', reason: 'no-hello' });
  const count = ear.sounds.length;
  await until('sound goes on', () => ear.sounds.length > count + 10);
  t.equal(ear.sounds.at(-1)!.way, 'tcp');
  t.same(ear.missing(), []);
});

for (const redundancy of ['none', 'repeat', 'xor']) {
  t.test(`losing every 11th datagram with redundancy ${redundancy}`, { timeout: 600_000 }, async (t) => {
    const mixer = await start(t);
    const ear = await join(t, mixer, 'app', { transport: 'udp', frames: 160, redundancy, group: 5 });
    mixer.run();
    ear.hello();
    const hellos = setInterval(() => ear.hello(), 500);
    t.teardown(() => clearInterval(hellos));
    await until('UDP', () => ear.sounds.some(({ way }) => way === 'udp'));
    let n = 0;
    let lost = 0;
    ear.lose = () => {
      const lose = ++n % 11 === 0;
      if (lose) lost++;
      return lose;
    };
    await until('sound comes, and is lost', () => lost > 40 && (redundancy !== 'repeat' || ear.twice > 300));
    clearInterval(hellos);
    t.same([ear.wrong, ear.broken], [0, undefined]);
    // What was lost last may be mended yet.
    const gone = ear.missing().filter((sequence) => sequence < ear.sounds.at(-1)!.sequence - 10);
    if (redundancy === 'none') t.ok(gone.length > 20, `${gone.length} packets missing`);
    else t.same(gone, [], 'nothing is missing');
    if (redundancy === 'xor') t.ok(ear.sounds.filter(({ way }) => way === 'mended').length > 10);
  });
}

t.test(
  'a client that stops reading: packets dropped by age and flagged, never cut short',
  { timeout: 600_000 },
  async (t) => {
    const mixer = await start(t);
    mixer.run();
    const ear = await join(t, mixer, 'slow', { frames: 1920, format: 'float32' });
    await until('it plays', () => ear.sounds.length > 3);
    ear.socket.pause();
    await mixer.until('stalled', 'slow');
    ear.socket.resume();
    await mixer.until('recovered', 'slow');
    await until('the gap is flagged', () => ear.sounds.some(({ flags }) => flags & 0x20));
    t.equal(ear.broken, undefined);
    t.equal(ear.wrong, 0);
    const flagged = ear.sounds.filter(({ flags }) => flags & 0x20);
    t.ok(flagged.length >= 1);
    t.ok(ear.missing().length > 10, 'and the numbers tell how much');
  },
);

t.test(
  'a new source gives a config and a flag, and the sound continues; without sound keep-alives are sent',
  async (t) => {
    const mixer = await start(t);
    const ear = await join(t, mixer, 'app', { frames: 128 });
    await play(mixer, 6);
    mixer.service.receive({ type: 'source', source: { ...mixer.source, sampleRate: 44_100 } });
    t.match(await ear.until('config'), { sample_rate: 44_100 });
    const before = ear.sounds.length;
    await play(mixer, 6);
    await until('sound goes on', () => ear.sounds.length > before);
    t.match(ear.sounds[before], { flags: 0x12, sampleRate: 44_100 });
    t.match(await ear.until('keep_alive'), { reason: 'no-sound' });
  },
);
