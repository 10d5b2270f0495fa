import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { LOOK_AHEAD } from '../../../../src/audio/shared/engine-layout.js';
import { machineOpus } from '../../../addon/opus/machine-opus.js';
import { seededBelow } from '../../../harness/seeded.js';
import { until } from '../../../harness/until.js';
import { FakeMixer } from '../fake-mixer.js';
import { Timeline } from '../opus/timeline.js';
import { Native3Ear } from './native3-client.js';

/** Three sines without a common period. */
const tones = (n: number): number =>
  Math.round(6000 * Math.sin(n * 0.0291) + 4000 * Math.sin(n * 0.0713) + 2000 * Math.sin(n * 0.1931));

async function start(test: Test): Promise<FakeMixer> {
  const mixer = await FakeMixer.start();
  mixer.sound = tones;
  test.teardown(() => mixer.stop());
  return mixer;
}

async function join(test: Test, mixer: FakeMixer, name: string, audio: Record<string, unknown>): Promise<Native3Ear> {
  const ear = await Native3Ear.join(mixer.nativePort, name, audio);
  test.teardown(() => ear.close());
  if (audio.transport === 'udp') {
    ear.hello();
    await ear.until('transport');
  }
  return ear;
}

/** Mixes `periods` periods; then `last` must come. */
async function play(mixer: FakeMixer, periods: number, ear: Native3Ear): Promise<void> {
  for (let i = 0; i < periods; i++) {
    mixer.advance();
    await sleep(1);
  }
  await until('nearly all came', () => {
    const last = ear.sounds.at(-1);
    return last !== undefined && last.first + last.frames > mixer.position - 1920;
  });
}

const addon = machineOpus();
if (addon !== undefined) {
  for (const transport of ['tcp', 'udp'] as const) {
    t.test(`Opus over ${transport}: every packet in its place, at the level of the mix`, async (t) => {
      const mixer = await start(t);
      const ear = await join(t, mixer, 'a', { codec: 'opus', frames: 240, transport });
      t.match(await ear.until('handshake_response'), {
        audio: { codec: 'opus', frames: 240, copies: 0, adapt: false },
        bitrate: 160_000,
        look_ahead: 120,
      });
      await play(mixer, 120, ear);
      t.ok(ear.sounds.every(({ flags, frames, body }) => flags === 4 && frames === 240 && body.length === 100));
      t.ok(ear.sounds.every(({ first }) => (first + LOOK_AHEAD) % 240 === 0));
      t.same(ear.missing(), []);
      const timeline = new Timeline(addon);
      for (const { first, frames, body } of ear.sounds) timeline.opus(first, frames, body);
      const [from, to] = [2400, ear.sounds.at(-1)!.first - 240];
      t.equal(timeline.missing(from, to), 0);
      t.ok(Math.abs(timeline.against(tones, from, to).levelDb) < 0.1);
      t.equal(timeline.lag(tones, from, from + 4800, 150), 0);
      t.match((await mixer.stats())[0], { transport, codec: 'opus', frames: 240, bytesPerSecond: 28_800 });
    });
  }

  for (const copies of [1, 2]) {
    t.test(`with ${copies} copies, any ${copies} datagrams in a row may be lost`, async (t) => {
      const mixer = await start(t);
      const ear = await join(t, mixer, 'a', { codec: 'opus', frames: 240, transport: 'udp', copies });
      t.match(await ear.until('handshake_response'), { audio: { copies, redundancy: 'repeat' } });
      const seed = 3;
      t.comment(`seed ${seed}`);
      const random = seededBelow(seed);
      let row = 0;
      let lost = 0;
      ear.lose = () => {
        row = row > copies ? 0 : row;
        if (row === 0 && random(3) > 0) return false;
        row++;
        if (row > copies) return false;
        lost++;
        return true;
      };
      await play(mixer, 200, ear);
      t.ok(lost > 10, `${lost} datagrams lost`);
      t.same(ear.missing(), []);
      const order = ear.sounds.map(({ sequence }) => sequence);
      t.same(
        order,
        [...order].sort((a, b) => a - b),
        'and all came in order',
      );
      t.match((await mixer.stats())[0], { copies, bytesPerSecond: 28_800 * (1 + copies) });
    });
  }

  t.test('plans change codec, length and copies while it plays: no frame is missing or comes twice', async (t) => {
    const mixer = await start(t);
    const ear = await join(t, mixer, 'a', { frames: 240, transport: 'udp', adapt: true });
    for (const plan of [
      { codec: 'opus', frames: 240, copies: 2 },
      { codec: 'opus', frames: 960, copies: 1 },
      { codec: 'opus', frames: 480, copies: 0 },
      { codec: 'pcm', frames: 240, copies: 0 },
      { codec: 'opus', frames: 120, copies: 2 },
    ] as const) {
      await play(mixer, 40, ear);
      mixer.service.receive({ type: 'plan', device: 'a', plan });
      await play(mixer, 40, ear);
      t.match(
        ear.control.findLast(({ type }) => type === 'config'),
        { audio: { ...plan, adapt: true } },
      );
      t.match((await mixer.stats())[0], { ...plan, adapt: true, transport: 'udp' });
      t.equal(ear.sounds.at(-1)!.frames, plan.frames);
    }
    const sounds = ear.sounds.toSorted((a, b) => a.sequence - b.sequence);
    t.ok(sounds.every(({ first }, i) => i === 0 || first === sounds[i - 1]!.first + sounds[i - 1]!.frames));
    for (const { flags, first, frames, body } of sounds.filter(({ flags, first }) => flags & 2 && first > 0))
      for (let i = 0; i < frames; i++)
        if (body.readInt16BE(i * 4) !== tones(first + i)) t.fail(`PCM at ${first + i}, flags ${flags}`);
  });

  t.test('settings that do not fit together are refused, and the error names the field', async (t) => {
    const mixer = await start(t);
    const ear = await join(t, mixer, 'a', { frames: 240 });
    for (const [audio, path] of [
      [{ codec: 'opus', frames: 128 }, 'audio.frames'],
      [{ codec: 'pcm', frames: 120 }, 'audio.frames'],
      [{ codec: 'mp3' }, 'audio.codec'],
      [{ codec: 'opus', redundancy: 'xor' }, 'audio.redundancy'],
      [{ codec: 'opus', copies: 3 }, 'audio.copies'],
      [{ copies: 1, redundancy: 'xor' }, 'audio.copies'],
      [{ copies: 0, redundancy: 'repeat' }, 'audio.copies'],
      [{ adapt: 1 }, 'audio.adapt'],
      [{ frames: 173, transport: 'udp', copies: 2 }, 'audio.redundancy'],
    ] as const) {
      const before = ear.control.filter(({ type }) => type === 'error').length;
      ear.send({ type: 'audio', ...audio });
      t.match(await ear.until('error', before + 1), { code: 'bad_value', path }, JSON.stringify(audio));
    }
    ear.send({ type: 'audio', codec: 'opus', copies: 1 });
    t.match(await ear.until('config'), { audio: { codec: 'opus', frames: 240, copies: 1, redundancy: 'repeat' } });
    ear.send({ type: 'audio', redundancy: 'none' });
    t.match(await ear.until('config', 2), { audio: { copies: 0, redundancy: 'none' } });
  });
}

t.test('without Opus the client is granted PCM of the same length', async (t) => {
  const mixer = await FakeMixer.start(4, false);
  t.teardown(() => mixer.stop());
  const ear = await join(t, mixer, 'a', { codec: 'opus', frames: 120 });
  t.match(await ear.until('handshake_response'), { status: 'ok', audio: { codec: 'pcm', frames: 240 } });
  await play(mixer, 30, ear);
  t.same([ear.wrong, ear.missing(), ear.sounds.at(-1)!.frames], [0, [], 240]);
});
