import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { EngineWord, LOOK_AHEAD } from '../../../../src/audio/shared/engine-layout.js';
import { until } from '../../../harness/until.js';
import { FakeMixer, PERIOD } from '../fake-mixer.js';
import { Ear, refusedBy } from './web-listener-client.js';

/** A listener whose bus plays. */
async function join(mixer: FakeMixer, query: string): Promise<Ear> {
  const ear = await new Ear(mixer.audioPort, query).opened();
  mixer.advance();
  return ear;
}

/** From now on the box decides about nobody, until the returned function is called. */
function undecided(mixer: FakeMixer): () => void {
  let decide = (): void => undefined;
  mixer.decided = new Promise<void>((resolve) => {
    decide = resolve;
  });
  return decide;
}

t.test('a listener gets its config, then every sample of its bus, in packets of the length it asked for', async (t) => {
  const mixer = await FakeMixer.start();
  t.teardown(() => mixer.stop());
  for (const frames of [128, 129, 480, 1920]) {
    const device = `web-${frames}`;
    const ear = await join(mixer, `device=${device}&token=t&frames=${frames}`);
    ear.keep = true;
    await until('the config came', () => ear.others.length > 0);
    t.match(ear.others[0], {
      type: 1,
      json: { sampleRate: 48_000, frames, epoch: 7, channels: 2, device, mix: device },
      heard: { epoch: 7, frames: 0, sequence: 0 },
    });
    for (let i = 0; i < 60; i++) {
      mixer.advance();
      if (i % 20 === 0) await sleep(2);
    }
    const whole = Math.floor((mixer.position + LOOK_AHEAD) / frames);
    await until(
      'all came',
      () => ear.packets.length > 0 && ear.packets.at(-1)!.first + frames === whole * frames - LOOK_AHEAD,
    );
    t.same([ear.wrong, ear.gaps], [0, 0], `${frames} frames`);
    t.same(
      ear.packets.map(({ sequence }) => sequence),
      ear.packets.map((_, i) => i),
    );
    t.ok(ear.packets.every((packet) => packet.flags === 0 && packet.frames === frames && packet.epoch === 7));
    t.ok(ear.packets.every((packet) => (packet.first + LOOK_AHEAD) % frames === 0));
    ear.socket.close();
  }
});

t.test('480 frames are the default; the capture time is that of the last frame', async (t) => {
  const mixer = await FakeMixer.start();
  t.teardown(() => mixer.stop());
  const ear = await join(mixer, 'device=a&token=t');
  ear.keep = true;
  mixer.advance(30);
  await until('packets came', () => ear.packets.length >= 7);
  t.equal(ear.packets[0]!.frames, 480);
  const apart = ear.packets[6]!.captureMs - ear.packets[5]!.captureMs;
  t.ok(Math.abs(apart - 10) < 0.01, `${apart} ms apart`);
});

t.test('a wrong address gets a status, a code and a path', async (t) => {
  const mixer = await FakeMixer.start();
  t.teardown(() => mixer.stop());
  for (const [query, status, path] of [
    ['device=a&token=t&frames=127', 400, 'frames'],
    ['device=a&token=t&frames=1921', 400, 'frames'],
    ['device=a&token=t&frames=480.5', 400, 'frames'],
    ['device=a&token=t&frames=-480', 400, 'frames'],
    ['device=a&token=t&frames=', 400, 'frames'],
    ['device=a&token=t&frames=NaN', 400, 'frames'],
    ['device=a&token=t&codec=mp3', 400, 'codec'],
    ['device=a&token=t&codec=', 400, 'codec'],
    ['device=a&token=t&adapt=yes', 400, 'adapt'],
    ['device=a&token=t&codec=opus&frames=128', 400, 'frames'],
    ['device=a&token=t&codec=opus&frames=1920', 400, 'frames'],
    ['device=a&token=t&codec=pcm&frames=120', 400, 'frames'],
    ['token=t', 400, 'device'],
    ['device=a%20b&token=t', 400, 'device'],
    [`device=${'a'.repeat(65)}&token=t`, 400, 'device'],
    ['device=a&token=t&mix=../x', 400, 'mix'],
    ['device=a', 401, 'token'],
    ['device=a&token=%00', 401, 'token'],
  ] as const) {
    const refusal = await refusedBy(mixer.audioPort, query);
    t.match(refusal, { status, error: { code: String, message: String, path } }, query);
  }
  t.match((await refusedBy(mixer.audioPort, 'device=a&token=t&codec=opus&frames=128')).error, {
    message: /120, 240, 480, 960/,
  });
  mixer.service.receive({ type: 'source', source: { ...mixer.source, sampleRate: 44_100 } });
  t.match(await refusedBy(mixer.audioPort, 'device=a&token=t&codec=opus'), {
    status: 400,
    error: { path: 'codec', message: /44100/ },
  });
  t.equal(mixer.busesInUse, 0);
});

t.test('a refused listener gets the reason; while the box decides slowly, nobody else waits', async (t) => {
  const mixer = await FakeMixer.start();
  t.teardown(() => mixer.stop());
  mixer.refuse = { ok: false, status: 403, code: 'forbidden', message: 'not your mix' };
  t.match(await refusedBy(mixer.audioPort, 'device=a&token=t&mix=b'), {
    status: 403,
    error: { code: 'forbidden', message: 'not your mix' },
  });
  mixer.refuse = undefined;
  const early = await join(mixer, 'device=early&token=t');
  const decide = undecided(mixer);
  const late = new Ear(mixer.audioPort, 'device=late&token=t');
  const before = early.frames;
  mixer.advance(40);
  await until('the other is served meanwhile', () => early.frames > before + 4000);
  t.equal(late.frames, 0);
  decide();
  await late.opened();
});

t.test('a client that leaves while the box decides leaves no bus behind', async (t) => {
  const mixer = await FakeMixer.start();
  t.teardown(() => mixer.stop());
  const decide = undecided(mixer);
  const ear = new Ear(mixer.audioPort, 'device=a&token=t');
  await until('the box is asked', () => mixer.asked === 1);
  ear.socket.terminate();
  await sleep(50);
  decide();
  await until('the bus is free', () => {
    mixer.advance(2);
    return mixer.busesInUse === 0;
  });
  t.same(mixer.events, []);
});

t.test('a newer connection of a device replaces the older: 4409, and only one is left', async (t) => {
  const mixer = await FakeMixer.start();
  t.teardown(() => mixer.stop());
  const older = await join(mixer, 'device=a&token=t');
  const newer = await join(mixer, 'device=a&token=t&frames=240');
  await until('the older was closed', () => older.closeCode !== undefined);
  t.equal(older.closeCode, 4409);
  mixer.advance(30);
  await until('the newer plays', () => newer.frames > 3000);
  t.equal(mixer.busesInUse, 1);
  t.equal((await mixer.stats()).length, 1);
  t.match(mixer.events, [
    { type: 'joined', device: 'a', mix: 'a', kind: 'web', address: '127.0.0.1' },
    { type: 'left', device: 'a', reason: 'replaced' },
    { type: 'joined', device: 'a' },
  ]);
});

t.test('closing, dying and being disconnected each give the bus back and are reported', async (t) => {
  const mixer = await FakeMixer.start();
  t.teardown(() => mixer.stop());
  const closing = await join(mixer, 'device=closing&token=t');
  const dying = await join(mixer, 'device=dying&token=t');
  const kicked = await join(mixer, 'device=kicked&token=t');
  t.equal(mixer.busesInUse, 3);
  closing.socket.close();
  dying.socket.terminate();
  mixer.service.receive({ type: 'disconnect', device: 'kicked' });
  mixer.service.receive({ type: 'disconnect', device: 'nobody' });
  for (const [device, reason] of [
    ['closing', 'closed'],
    ['dying', 'closed'],
    ['kicked', 'kicked'],
  ]) {
    t.match(await mixer.until('left', device!), { reason });
  }
  await until('it was closed with a code', () => kicked.closeCode !== undefined);
  t.equal(kicked.closeCode, 4403);
  mixer.advance(2);
  t.equal(mixer.busesInUse, 0);
});

t.test('a box that stops closes with 1001', async (t) => {
  const mixer = await FakeMixer.start();
  const ear = await join(mixer, 'device=a&token=t');
  await mixer.stop();
  await until('it was closed with a code', () => ear.closeCode !== undefined);
  t.equal(ear.closeCode, 1001);
});

t.test('a time request is answered; reports are kept; junk disturbs nobody', async (t) => {
  const mixer = await FakeMixer.start();
  t.teardown(() => mixer.stop());
  const ear = await join(mixer, 'device=a&token=t');
  const neighbour = await join(mixer, 'device=b&token=t');
  ear.socket.send(JSON.stringify({ t0: 123.5, fillMs: 40, underruns: 2, mode: 'script', nested: { no: 1 }, x: null }));
  await until('the reply came', () => ear.others.some(({ type }) => type === 2));
  const reply = ear.others.find(({ type }) => type === 2)!.json as { t0: number; t1: number; t2: number };
  t.equal(reply.t0, 123.5);
  t.ok(reply.t2 >= reply.t1 && reply.t1 > 0);
  t.match((await mixer.stats())[0], { device: 'a', kind: 'web', report: { fillMs: 40, underruns: 2, mode: 'script' } });
  t.notMatch((await mixer.stats())[0]!.report, { nested: {} });
  for (const junk of ['', '{', '[]', 'null', '42', '{"t0":"1"}', '{"t0":1e999}', '\u0000', '{"__proto__":{"t0":1}}']) {
    ear.socket.send(junk);
  }
  ear.socket.send(Buffer.from([1, 2, 3]));
  for (let i = 0; i < 500; i++) ear.socket.send('x');
  mixer.advance(40);
  await until('both play on', () => ear.frames > 4000 && neighbour.frames > 4000);
  t.same([ear.wrong, ear.gaps, neighbour.wrong, neighbour.gaps], [0, 0, 0, 0]);
  t.equal(ear.others.filter(({ type }) => type === 2).length, 1);
  ear.socket.send('x'.repeat(9000));
  await until('an oversized message closes', () => ear.closeCode !== undefined);
  mixer.advance(20);
  await until('the neighbour plays on', () => neighbour.frames > 6000);
  t.equal(neighbour.gaps, 0);
});

t.test('a discontinuity is flagged once; a silent mix is flagged as muted', async (t) => {
  const mixer = await FakeMixer.start();
  t.teardown(() => mixer.stop());
  const ear = await join(mixer, 'device=a&token=t&frames=128');
  ear.keep = true;
  mixer.advance(3);
  await until('packets came', () => ear.packets.length >= 3);
  Atomics.add(mixer.header, EngineWord.DISCONTINUITIES, 1);
  mixer.advance(3);
  await until('packets came', () => ear.packets.length >= 6);
  t.equal(ear.packets.filter((packet) => packet.flags === 1).length, 1);
  t.equal(ear.packets.filter((packet) => packet.flags === 0).length, ear.packets.length - 1);
  mixer.gain = 0;
  const muted = await join(mixer, 'device=b&token=t&frames=128');
  muted.keep = true;
  mixer.advance(3);
  await until('packets came', () => muted.packets.length >= 3);
  t.ok(muted.packets.every((packet) => packet.flags === 4));
});

t.test(
  'a new source: the connection stays, a new config tells epoch and rate, the first packet is flagged',
  async (t) => {
    const mixer = await FakeMixer.start();
    t.teardown(() => mixer.stop());
    const ear = await join(mixer, 'device=a&token=t&frames=256');
    ear.keep = true;
    mixer.advance(6);
    await until('packets came', () => ear.packets.length >= 3);
    Atomics.store(mixer.header, EngineWord.EPOCH, 8);
    mixer.service.receive({ type: 'source', source: { ...mixer.source, sampleRate: 44_100 } });
    const before = ear.packets.length;
    mixer.advance(6);
    await until('packets came', () => ear.packets.length >= before + 2);
    t.match(ear.others.at(-1), { type: 1, json: { epoch: 8, sampleRate: 44_100 }, heard: { sampleRate: 44_100 } });
    t.match(ear.packets[before], { epoch: 8, sampleRate: 44_100, flags: 1 });
    t.match(ear.packets[before + 1], { epoch: 8, flags: 0 });
  },
);

t.test('while there is no sound, keep-alives say why', async (t) => {
  const mixer = await FakeMixer.start();
  t.teardown(() => mixer.stop());
  const ear = await join(mixer, 'device=a&token=t');
  await until('keep-alives came', () => ear.others.filter(({ type }) => type === 3).length >= 2);
  t.match(ear.others.at(-1), { type: 3, json: { reason: 'no-sound' } });
  t.notOk((await mixer.stats())[0]!.stalled, 'silence of the source is nobody’s stall');
});

t.test(
  'a reader that stands still: dropped by age, stalled after a second, closed after five; its neighbour hears all',
  {
    timeout: 600_000,
  },
  async (t) => {
    const mixer = await FakeMixer.start();
    t.teardown(() => mixer.stop());
    mixer.run();
    const neighbour = await new Ear(mixer.audioPort, 'device=b&token=t&frames=128').opened();
    // A raw socket that requests the stream and then never reads.
    const dead = connect({ port: mixer.audioPort, host: '127.0.0.1' });
    dead.on('error', () => undefined);
    dead.pause();
    dead.write(
      'GET /audio?device=dead&token=t HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: Upgrade\r\n' +
        'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n',
    );
    await mixer.until('stalled', 'dead');
    const stalled = (await mixer.stats()).find(({ device }) => device === 'dead')!;
    t.ok(stalled.stalled && stalled.dropped > 20, `${stalled.dropped} dropped`);
    t.match(await mixer.until('left', 'dead'), { reason: 'stalled' });
    mixer.pause();
    await until('the neighbour got everything', () => neighbour.frames > mixer.position - PERIOD * 40 - 48_000);
    t.same([neighbour.wrong, neighbour.gaps], [0, 0]);
    dead.destroy();
    mixer.advance(2);
    t.equal(mixer.busesInUse, 1);
  },
);

t.test(
  'a reader that pauses loses whole old packets, sees the flag, and goes on with fresh sound',
  {
    timeout: 600_000,
  },
  async (t) => {
    const mixer = await FakeMixer.start();
    t.teardown(() => mixer.stop());
    mixer.run();
    const ear = await new Ear(mixer.audioPort, 'device=slow&token=t&frames=480').opened();
    ear.keep = true;
    await until('it plays', () => ear.frames > 4800);
    ear.socket.pause();
    await mixer.until('stalled', 'slow');
    const pausedAt = ear.packets.length;
    ear.socket.resume();
    await mixer.until('recovered', 'slow');
    await until('the gap was flagged', () => ear.packets.some((packet) => packet.flags === 2));
    const at = ear.packets.findIndex((packet) => packet.flags === 2);
    const before = ear.packets[at - 1]!;
    const after = ear.packets[at]!;
    const lost = (after.first - before.first) / 480 - 1;
    t.ok(Number.isInteger(lost) && lost > 0, `${lost} packets lost`);
    t.equal(after.sequence - before.sequence, lost + 1, 'the numbers tell how many');
    t.equal(ear.wrong, 0, 'what came is right');
    t.ok(at > pausedAt);
    t.equal(ear.packets.filter((packet) => packet.flags !== 0).length, 1, 'one gap, one flag');
  },
);
