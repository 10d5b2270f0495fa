import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { Addon } from '../../../../src/addon/index.js';
import { LOOK_AHEAD } from '../../../../src/audio/shared/engine-layout.js';
import { machineOpus } from '../../../addon/opus/machine-opus.js';
import { until } from '../../../harness/until.js';
import { counting, FakeMixer } from '../fake-mixer.js';
import { Timeline } from '../opus/timeline.js';
import { Ear, type Heard } from './web-listener-client.js';

/** Four sines without a common period: no two frames look alike. */
function tones(n: number): number {
  return Math.round(
    5000 * Math.sin(n * 0.0291) +
      4000 * Math.sin(n * 0.0713) +
      2500 * Math.sin(n * 0.1931) +
      1200 * Math.sin(n * 0.471),
  );
}

async function start(test: Test, sound: (n: number) => number): Promise<FakeMixer> {
  const mixer = await FakeMixer.start();
  mixer.sound = sound;
  test.teardown(() => mixer.stop());
  return mixer;
}

/** A listener whose bus plays; it keeps every packet. */
async function join(mixer: FakeMixer, query: string): Promise<Ear> {
  const ear = await new Ear(mixer.audioPort, `token=t&${query}`).opened();
  ear.keep = true;
  mixer.advance();
  return ear;
}

/** Mixes `periods` periods, a few at a time, and waits until `ears` have all that is complete. */
async function play(mixer: FakeMixer, periods: number, ...ears: readonly Ear[]): Promise<void> {
  for (let i = 0; i < periods; i += 4) {
    mixer.advance(4);
    await sleep(1);
  }
  await until('everybody has heard all that is complete', () => ears.every((ear) => whole(ear, mixer.position)));
}

/** Whether it has every packet that is complete at `position`. */
function whole(ear: Ear, position: number): boolean {
  const next = ear.packets.at(-1)?.frames ?? 0;
  // On the way to another length, the next packet may be longer than the last.
  return endOf(ear) + (ear.changing ? 1920 : next) > position;
}

const endOf = (ear: Ear): number => {
  const last = ear.packets.at(-1);
  return last === undefined ? 0 : last.first + last.frames;
};

function lay(addon: Addon, packets: readonly Heard[]): Timeline {
  const timeline = new Timeline(addon);
  for (const { codec, first, frames, body } of packets) {
    if (codec === 1) timeline.opus(first, frames, body);
    else timeline.pcm(first, frames, body);
  }
  return timeline;
}

const addon = machineOpus();
if (addon !== undefined) {
  t.test('Opus plays at the level of its mix, late by the look-ahead that the config names', async (t) => {
    const mixer = await start(t, tones);
    for (const [frames, bitrate] of [
      [120, 160_000],
      [240, 160_000],
      [480, 128_000],
      [960, 128_000],
    ] as const) {
      const ear = await join(mixer, `device=d${frames}&codec=opus&frames=${frames}`);
      await play(mixer, 400, ear);
      const config = { codec: 'opus', frames, bitrate, lookAhead: 120, adapt: false };
      t.match(ear.others[0], { type: 1, json: config });
      t.ok(ear.packets.every(({ codec, body }) => codec === 1 && body.length === (bitrate * frames) / 48_000 / 8));
      t.ok(ear.packets.every((packet) => packet.frames === frames && (packet.first + LOOK_AHEAD) % frames === 0));
      t.same([ear.gaps, ear.packets.map(({ flags }) => flags).filter((flags) => flags > 0)], [0, []]);
      const timeline = lay(addon, ear.packets);
      const [from, to] = [ear.packets[0]!.first + 9600, ear.packets.at(-1)!.first - 960];
      t.same([timeline.damaged, timeline.missing(from, to)], [0, 0]);
      const { levelDb, snrDb } = timeline.against(tones, from, to);
      t.ok(Math.abs(levelDb) < 0.1, `${frames} frames: level ${levelDb.toFixed(3)} dB`);
      t.ok(snrDb > 20, `${frames} frames: ${snrDb.toFixed(1)} dB of signal to noise`);
      t.equal(timeline.lag(tones, from, from + 9600, 200), 0, 'every frame stands where the header says');
      t.match(
        (await mixer.stats()).find(({ device }) => device === `d${frames}`),
        {
          transport: 'websocket',
          codec: 'opus',
          frames,
          bytesPerSecond: ((ear.packets[0]!.body.length + 32) * 48_000) / frames,
        },
      );
      ear.socket.close();
    }
  });

  t.test('all who hear one mix in one length share one encoder; eight of them beside exact PCM', async (t) => {
    const mixer = await start(t, counting);
    const pcm = await join(mixer, 'device=pcm&frames=240');
    const ears: Ear[] = [];
    for (let i = 0; i < 8; i++) ears.push(await join(mixer, `device=e${i}&mix=e0&codec=opus&frames=240`));
    const alone = await join(mixer, 'device=alone&codec=opus&frames=240');
    await play(mixer, 200, pcm, alone, ...ears);
    t.same([pcm.wrong, pcm.gaps], [0, 0]);
    const { encoders, encoded } = await mixer.opus();
    t.equal(encoders, 2);
    const shared = new Set(ears.flatMap((ear) => ear.packets.map(({ first }) => first))).size;
    t.equal(encoded, shared + alone.packets.length, 'each frame was encoded once');
    const last = ears.map((ear) => ear.packets.find(({ first }) => first === ears[7]!.packets.at(-3)!.first)!.body);
    t.ok(
      last.every((body) => body.equals(last[0]!)),
      'all get the same packet',
    );
    for (const ear of [...ears, alone]) ear.socket.close();
    await until('the encoders ended', async () => (await mixer.opus()).encoders === 0);
  });

  t.test('a newcomer to a shared encoder hears clean sound from its first packets on', async (t) => {
    const mixer = await start(t, tones);
    const first = await join(mixer, 'device=a&codec=opus&frames=240');
    await play(mixer, 203, first);
    const late = await join(mixer, 'device=b&mix=a&codec=opus&frames=240');
    await play(mixer, 100, first, late);
    const timeline = lay(addon, late.packets);
    // Its first packet may begin before its bus; what is decoded of it lies before the look-ahead.
    const from = late.packets[0]!.first + 240;
    const { levelDb, snrDb } = timeline.against(tones, from, from + 960);
    t.ok(Math.abs(levelDb) < 0.1 && snrDb > 20, `level ${levelDb.toFixed(2)} dB, ${snrDb.toFixed(1)} dB`);
    const before = lay(addon, first.packets);
    const { snrDb: others } = before.against(tones, from - 960, from + 960);
    t.ok(others > 20, `those who were there hear nothing of it: ${others.toFixed(1)} dB`);
  });

  t.test(
    'plans change codec and length while it plays: no frame is missing or comes twice, PCM is exact',
    async (t) => {
      const mixer = await start(t, tones);
      const ear = await join(mixer, 'device=a&adapt=1&frames=441');
      ear.changing = true;
      const steady = await join(mixer, 'device=b&frames=441');
      const seen = new Set<string>();
      for (const [codec, frames] of [
        ['opus', 240],
        ['opus', 960],
        ['opus', 120],
        ['opus', 480],
        ['pcm', 1920],
        ['pcm', 333],
        ['opus', 960],
        ['opus', 240],
        ['pcm', 128],
      ] as const) {
        await play(mixer, 61, ear);
        mixer.service.receive({ type: 'plan', device: 'a', plan: { codec, frames, copies: 1 } });
        mixer.service.receive({ type: 'plan', device: 'b', plan: { codec, frames, copies: 1 } });
        await play(mixer, 61, ear);
        const last = ear.packets.at(-1)!;
        t.same([last.codec, last.frames], [codec === 'opus' ? 1 : 0, frames], `${codec} ${frames}`);
        t.match(ear.others.at(-1), { type: 1, json: { codec: codec === 'opus' ? 'opus' : 'pcm-s16', frames } });
        t.match(
          (await mixer.stats()).find(({ device }) => device === 'a'),
          { codec, frames, copies: 1, adapt: true },
        );
        seen.add(`${codec} ${frames}`);
      }
      t.equal(ear.gaps, 0, 'each packet begins where the one before it ended');
      t.ok(ear.packets.every(({ flags, sequence }, i) => flags === 0 && sequence === i));
      for (const { first, frames, body } of ear.packets.filter(({ codec, first }) => codec === 0 && first > 0)) {
        for (let i = 0; i < frames; i++)
          if (body.readInt16LE(i * 4) !== tones(first + i)) t.fail(`PCM at ${first + i}`);
      }
      const timeline = lay(addon, ear.packets);
      let holes = 0;
      for (const [i, { codec, first }] of ear.packets.entries()) {
        const before = ear.packets[i - 1];
        // Between Opus and PCM the look-ahead stays open: those 2.5 ms are the decoder's to make up.
        if (before?.codec === 1 && codec === 0) holes += timeline.missing(first - 120, first);
      }
      t.equal(timeline.missing(480, endOf(ear) - 960), holes, 'decoded, nothing else is missing');
      t.equal(holes % 120, 0);
      t.ok(
        steady.packets.every(({ codec, frames }) => codec === 0 && frames === 441),
        'who did not ask for it keeps what they asked for',
      );
    },
  );

  t.test('another source at 44.1 kHz turns Opus into PCM; at 48 kHz it is Opus again', async (t) => {
    const mixer = await start(t, tones);
    const ear = await join(mixer, 'device=a&codec=opus&frames=120');
    await play(mixer, 20, ear);
    mixer.service.receive({ type: 'source', source: { ...mixer.source, sampleRate: 44_100 } });
    await play(mixer, 20, ear);
    t.match(ear.others.at(-1), { json: { codec: 'pcm-s16', frames: 240, sampleRate: 44_100 } });
    t.match(ear.packets.at(-1), { codec: 0, frames: 240 });
    const late = await join(mixer, 'device=b&codec=opus&frames=240&adapt=1');
    await play(mixer, 20, late);
    t.match(late.packets.at(-1), { codec: 0, frames: 240 }, 'who lets the box choose is not refused');
    mixer.service.receive({ type: 'source', source: mixer.source });
    await play(mixer, 20, ear);
    t.match(ear.others.at(-1), { json: { codec: 'opus', frames: 120, sampleRate: 48_000 } });
    t.match(ear.packets.at(-1), { codec: 1, frames: 120 });
  });
}

t.test('without Opus the listener gets PCM of the same length, and config, log and figures say so', async (t) => {
  const mixer = await FakeMixer.start(4, false);
  t.teardown(() => mixer.stop());
  const ear = await join(mixer, 'device=a&codec=opus&frames=240');
  await play(mixer, 40, ear);
  t.match(ear.others[0], { json: { codec: 'pcm-s16', frames: 240, lookAhead: 0 } });
  t.same([ear.wrong, ear.gaps], [0, 0]);
  t.match(await mixer.opus(), { library: '', missing: String, encoders: 0 });
  t.equal(mixer.warnings.filter((line) => line.includes('no Opus')).length, 1);
});
