/** Sources that come, go or fail, while people listen, join and leave. */

import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { createEngine } from '../../src/audio/engine.js';
import { MAX_LISTENERS } from '../../src/audio/format.js';
import { describeSource } from '../../src/audio/source/describe-source.js';
import type { Mix } from '../../src/wire/mix.js';
import { seededBelow } from '../harness/seeded.js';
import { engineOptions, Listener, only, openDoor, peak } from './engine-rig.js';
import { wavBytes, wavFile } from './source/wav-files.js';

const TONE = 10 ** (-12 / 20) * 32_768;

/** Opens, gets an answer of the box, and leaves. */
async function comesAndGoes(port: number, device: string): Promise<void> {
  const listener = new Listener(port, device);
  await new Promise<void>((resolve, reject) => {
    listener.socket.once('open', resolve);
    listener.socket.once('unexpected-response', (_, answer) => reject(new Error(`${device}: ${answer.statusCode}`)));
  });
  await listener.close();
}

t.test('while no source plays, listeners come and go without end; then the next source is heard', async (t) => {
  const mixes = new Map<string, Mix>([['anna', only(1, 1, -1)]]);
  const path = wavFile(
    t,
    wavBytes(480, () => [0.5, 0.5], { channels: 2 }),
  );
  const file = await describeSource(`wav:${path}`);
  const engine = await createEngine(engineOptions(file), openDoor(mixes));
  t.teardown(() => engine.stop());
  const anna = new Listener(engine.audioPort, 'anna');
  await anna.hear(2);
  rmSync(path);
  await t.rejects(engine.switchSource({ ...file, spec: 'wav:/nowhere.wav' }), { message: /no such file/ });
  t.match((await engine.stats()).sourceMessage, /no such file/);
  for (let round = 0; round * 10 < 2 * MAX_LISTENERS + 8; round++)
    await Promise.all(Array.from({ length: 10 }, (_, i) => comesAndGoes(engine.audioPort, `guest${i}`)));
  await t.rejects(engine.switchSource({ ...file, spec: 'wav:/nowhere.wav' }), { message: /no such file/ }, 'again');
  await engine.switchSource(await describeSource('tones:2'));
  t.equal((await engine.stats()).sourceMessage, undefined);
  await anna.hearUntil('the tones', ({ left }) => Math.abs(peak(left) - TONE) < 20);
  const bert = new Listener(engine.audioPort, 'bert');
  await bert.hear(2);
  await Promise.all([anna.close(), bert.close()]);
});

t.test(
  'quick switches, failures among them: no bus is lost, the last source is the one that is heard (seeded)',
  async (t) => {
    const seed = 20_260;
    t.comment(`seed ${seed}`);
    const next = seededBelow(seed);
    const path = wavFile(
      t,
      wavBytes(4_800, () => [0.125, 0.25], { channels: 2, sampleRate: 44_100 }),
    );
    const sources = await Promise.all(
      ['tones:2', 'tones:8', 'tones:4', `wav:${path}`].map((spec) => describeSource(spec)),
    );
    const missing = { ...sources[3]!, spec: 'wav:/nowhere.wav' };
    const changed = { ...sources[3]!, sampleRate: 48_000 };
    const mixes = new Map<string, Mix>(['anna', 'bert', 'carla'].map((name) => [name, only(1, 1, -1)]));
    const engine = await createEngine(engineOptions(sources[0]!), openDoor(mixes));
    t.teardown(() => engine.stop());
    const listeners = [...mixes.keys()].map((name) => new Listener(engine.audioPort, name));
    await Promise.all(listeners.map((listener) => listener.hear(1)));
    let switched = 0;
    let failed = 0;
    for (let round = 0; round < 11; round++) {
      // Several at once: each waits for the one before it.
      const asked = Array.from({ length: 1 + next(4) }, () => {
        const source = [...sources, missing, changed][next(6)]!;
        return engine.switchSource(source).then(
          () => switched++,
          (error: Error) => {
            failed++;
            t.match(error.message, /no such file|now 2 channels/);
          },
        );
      });
      const guests = Array.from({ length: 10 }, (_, i) => comesAndGoes(engine.audioPort, `guest${i}`));
      await Promise.all([...asked, ...guests]);
    }
    t.ok(switched > 5 && failed > 2, `${switched} switched, ${failed} failed`);
    await engine.switchSource(sources[1]!);
    for (const listener of listeners) {
      const heard = await listener.hearUntil('the last source', ({ left }) => Math.abs(peak(left) - TONE) < 20);
      t.equal(heard.epoch, engine.epoch);
    }
    const stats = await engine.stats();
    t.equal(stats.sourceState, 'running');
    t.same(stats.listeners.map(({ device }) => device).sort(), ['anna', 'bert', 'carla']);
    await Promise.all(listeners.map((listener) => listener.close()));
  },
);

t.test('stopped while it changes its source, the engine ends, and the change is refused or done', async (t) => {
  for (const wait of [0, 5, 30, 60]) {
    const engine = await createEngine(engineOptions(await describeSource('tones:2')), openDoor(new Map()));
    const switching = engine.switchSource(await describeSource('tones:4')).then(
      () => 'done',
      (error: Error) => error.message,
    );
    await sleep(wait);
    await engine.stop();
    t.match(await switching, /^done$|stopping$/);
  }
});
