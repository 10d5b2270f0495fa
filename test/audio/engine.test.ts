import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import t from 'tap';
import { createEngine } from '../../src/audio/engine.js';
import { describeSource } from '../../src/audio/source/describe-source.js';
import { CodedError } from '../../src/base/errors.js';
import type { Mix } from '../../src/wire/mix.js';
import { until } from '../harness/until.js';
import { engineOptions, Listener, only, openDoor, peak } from './engine-rig.js';
import { wavBytes, wavFile } from './source/wav-files.js';
import { handshake, NativeEar } from './stream/native/native-client.js';

/** −12 dBFS as s16. */
const TONE = 10 ** (-12 / 20) * 32_768;

t.test('a listener hears its own mix and each change of it; others do not', async (t) => {
  const mixes = new Map<string, Mix>([
    ['anna', only(3, 1, -1)],
    ['bert', only(1, 0.5, 1)],
  ]);
  const engine = await createEngine(engineOptions(await describeSource('tones:8')), openDoor(mixes));
  t.teardown(() => engine.stop());
  t.ok(engine.audioPort > 0 && engine.nativePort > 0 && engine.audioPort !== engine.nativePort);
  t.equal(engine.channels.length, 8);

  const anna = new Listener(engine.audioPort, 'anna');
  const bert = new Listener(engine.audioPort, 'bert', 960);
  const near = (samples: number[], wanted: number): boolean => Math.abs(peak(samples) - wanted) <= wanted * 0.002 + 1;
  await anna.hearUntil('hard left at gain 1', ({ left, right }) => near(left, TONE) && peak(right) === 0);
  const [heard] = await anna.hear(1);
  // 1000 Hz: it repeats every 48 frames.
  t.ok(heard!.left.slice(48).every((x, i) => Math.abs(x - heard!.left[i]!) <= 1));
  await bert.hearUntil('hard right at a half', ({ left, right }) => near(right, TONE / 2) && peak(left) === 0);

  engine.setMix('anna', only(3, 0.25, 1));
  await anna.hearUntil('hard right at a quarter', ({ left, right }) => near(right, TONE / 4) && peak(left) === 0);
  t.ok(near((await bert.hear(1))[0]!.right, TONE / 2));

  engine.busMeters();
  const levels = await until('a period is metered', () => {
    const metered = engine.busMeters();
    return metered.get('anna')!.peakR > 0 && metered;
  });
  t.ok(Math.abs(levels.get('anna')!.peakR * 32_768 - TONE / 4) < 10);
  t.equal(levels.get('bert')!.reductionDb, 0);
  const meters = engine.meters();
  t.equal(meters.rms.length, 8);
  for (const [input, x] of meters.peak.entries()) t.ok(Math.abs(x - TONE / 32_768) < 1e-3, `input ${input}: ${x}`);

  const stats = await until('a hundred periods have passed', async () => {
    const seen = await engine.stats();
    return seen.latency.mix.count > 100 && seen.latency.captureToSocket.count > 10 && seen;
  });
  t.equal(stats.sourceState, 'running');
  t.equal(stats.sourceMessage, undefined);
  t.equal(stats.xruns, 0);
  t.ok(stats.periods > 100);
  t.same(stats.listeners.map(({ device, frames }) => [device, frames]).sort(), [
    ['anna', 480],
    ['bert', 960],
  ]);
  await Promise.all([anna.close(), bert.close()]);
});

t.test('a refused listener gets the authority’s answer', async (t) => {
  const engine = await createEngine(engineOptions(await describeSource('tones:2')), openDoor(new Map()));
  t.teardown(() => engine.stop());
  const stranger = new Listener(engine.audioPort, 'stranger');
  const [response] = await once(stranger.socket, 'unexpected-response').then(([, answer]) => [answer]);
  t.equal(response.statusCode, 401);
});

t.test('a 16-bit WAV comes through sample by sample, its frame numbers in a row', async (t) => {
  const frames = 70_001;
  const sample = (i: number): number => (i % 40_000) - 20_000;
  const path = wavFile(
    t,
    wavBytes(frames, (i) => [sample(i) / 32_768]),
  );
  const mixes = new Map([['anna', only(0, 1, -1)]]);
  for (const periodFrames of [64, 480]) {
    const engine = await createEngine(
      engineOptions(await describeSource(`wav:${path}`), { periodFrames }),
      openDoor(mixes),
    );
    const anna = new Listener(engine.audioPort, 'anna', 200);
    await anna.hear(60);
    let wrong = 0;
    let next: number | undefined;
    for (const { first, flags, left } of await anna.hear(300)) {
      // On a busy machine packets may be dropped, and then say so; nothing else may be missing.
      if (next !== undefined && first !== next && (flags & 2) === 0) wrong++;
      next = first + left.length;
      left.forEach((x, i) => {
        if (x !== sample((first + i) % frames)) wrong++;
      });
    }
    t.equal(wrong, 0, `period ${periodFrames}`);
    await engine.stop();
  }
});

t.test('another source while it runs: the connection stays, the epoch is new, the new sound plays', async (t) => {
  const mixes = new Map([['anna', only(3, 1, -1)]]);
  const engine = await createEngine(engineOptions(await describeSource('tones:4')), openDoor(mixes));
  t.teardown(() => engine.stop());
  const anna = new Listener(engine.audioPort, 'anna');
  await anna.hear(30);
  const before = engine.epoch;
  const path = wavFile(
    t,
    wavBytes(4_800, () => [0, 0, 0, 0, 0.125].slice(0, 5), { channels: 5 }),
  );
  await engine.switchSource(await describeSource(`wav:${path}`));
  t.not(engine.epoch, before);
  t.equal(engine.source.spec, `wav:${path}`);
  t.equal(engine.channels.length, 5);
  engine.setMix('anna', only(4, 1, -1));
  const heard = await anna.hearUntil('the file', ({ left }) => left.every((x) => x === 4_096));
  t.equal(heard.epoch, engine.epoch);

  const gone = await describeSource(`wav:${path}`);
  rmSync(path);
  await t.rejects(engine.switchSource({ ...gone, spec: 'wav:/nowhere.wav' }), { message: /no such file/ });
  const stats = await engine.stats();
  t.match(stats.sourceMessage, /no such file/, 'neither the new nor the old one can be had, and it says so');
  await engine.switchSource(await describeSource('tones:8'));
  await anna.hearUntil('tones, now that there is something to play', ({ left }) => Math.abs(peak(left) - TONE) < 20);
});

t.test(
  'C5 a client that mixes by itself hears of changes also when its old connection ends while it comes back',
  async (t) => {
    const door = openDoor(new Map());
    let mayAnswer = Promise.resolve();
    const engine = await createEngine(engineOptions(await describeSource('tones:4')), {
      ...door,
      authorizeNative: async (hello) => {
        const grant = await door.authorizeNative(hello);
        await mayAnswer;
        return grant;
      },
    });
    t.teardown(() => engine.stop());
    const old = await NativeEar.join(engine.nativePort, 'phone');
    mayAnswer = new Promise((resolve) => {
      engine.on((event) => {
        if (event.type === 'left') resolve();
      });
    });
    const back = new NativeEar(engine.nativePort);
    t.teardown(() => back.socket.destroy());
    const joined = new Promise<void>((resolve) => {
      engine.on((event) => {
        if (event.type === 'joined') resolve();
      });
    });
    back.send(handshake('phone'));
    old.socket.destroy();
    await back.until('mix_state');
    await joined;
    engine.setMix('phone', only(2, 0.25, 0));
    t.match(await back.until('mix_state', 2), { gains: { 2: 0.25 } });
  },
);

t.test('a port in use: the error names the setting', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.teardown(() => taken.close());
  const { port } = taken.address() as { port: number };
  const source = await describeSource('tones:2');
  for (const [setting, change] of [
    ['--audio-port', { audioPort: port }],
    ['--native-port', { nativePort: port }],
  ] as const) {
    await t.rejects(createEngine(engineOptions(source, change), openDoor(new Map())), {
      name: CodedError.name,
      message: new RegExp(`^${setting}: .*${port}`),
    });
  }
});

t.test('a source that has gone since it was described stops the start, by name', async (t) => {
  const path = wavFile(
    t,
    wavBytes(100, () => [0.5]),
  );
  const source = await describeSource(`wav:${path}`);
  rmSync(path);
  await t.rejects(createEngine(engineOptions(source), openDoor(new Map())), {
    name: CodedError.name,
    message: `${path}: no such file`,
  });
});

t.test('a stop closes all listeners; a second stop is harmless', async () => {
  const engine = await createEngine(engineOptions(await describeSource('demo')), openDoor(new Map()));
  const listeners = Array.from({ length: 5 }, (_, i) => new Listener(engine.audioPort, `d${i}`));
  await Promise.all(listeners.map((listener) => listener.hear(5)));
  const closed = Promise.all(listeners.map((listener) => once(listener.socket, 'close')));
  await engine.stop();
  await closed;
  await engine.stop();
});
