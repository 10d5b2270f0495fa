import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { Box } from '../harness/box.js';
import { Controller } from '../harness/controller.js';
import { CountingJudge, countingWav, heardWhole, COUNTING_RATE as RATE } from '../harness/counting.js';
import { type Packet, WebListener } from '../harness/listener.js';
import { NativeListener } from '../harness/native-listener.js';
import { seeded } from '../harness/seeded.js';
import { Stillness } from '../harness/stillness.js';
import { until } from '../harness/until.js';

/** Drops everything before the end of the fade-in. */
async function afterFadeIn(): Promise<void> {
  await sleep(600);
}

/** A neighbour that joins, leaves, stalls or dies at random until it is stopped. Returns how often it joined. */
async function neighbour(box: Box, index: number, random: () => number, running: () => boolean): Promise<number> {
  const device = await box.join(`neighbour ${index}`);
  let joins = 0;
  while (running()) {
    const listener = new WebListener(box, device, { frames: [128, 240, 480, 960, 1920][Math.floor(random() * 5)]! });
    try {
      await listener.opened;
      joins++;
      const fate = random();
      if (fate < 0.3) listener.stall();
      await sleep(200 + random() * 2500);
      if (fate < 0.6) listener.die();
      else listener.close();
      await listener.closed;
    } catch {
      await sleep(50);
    }
  }
  return joins;
}

const SECONDS = 60;

t.test(
  `${SECONDS} s through WebSocket and TCP while 31 others join, leave, stall and die: not one sample missing, repeated or altered`,
  async (t) => {
    const wav = `${t.testdir()}/counting.wav`;
    countingWav(wav);
    const box = await Box.start(['--source', `wav:${wav}`]);
    t.teardown(() => box.kill());
    const device = await box.join('listener');
    const controller = await Controller.connect(box, device);
    const reply = await controller.set([
      { p: 'gain', ch: 0, v: 1 },
      { p: 'pan', ch: 0, v: -1 },
      { p: 'on', ch: 1, v: false },
    ]);
    t.ok(reply.ok, 'hard left at gain 1');

    const web = new WebListener(box, device, { frames: 480 });
    await web.opened;
    const native = await NativeListener.connect(box, { uuid: 'native-judge', channels: [0], format: 'int16' });
    await afterFadeIn();

    const seed = 20_261_120;
    t.comment(`seed ${seed}`);
    const random = seeded(seed);
    let running = true;
    const neighbours = Array.from({ length: 31 }, (_, i) => neighbour(box, i, random, () => running));

    const heard = new CountingJudge();
    let right = 0;
    web.onPacket = (packet: Packet) => {
      heard.take(packet.first, packet.flags, packet.frames, (i) => packet.samples[2 * i]!);
      for (let i = 0; i < packet.frames; i++) if (packet.samples[2 * i + 1] !== 0) right++;
    };
    const raw = new CountingJudge();
    native.onAudio = (audio) => raw.take(audio.position, 0, audio.frames, (i) => audio.int16(i, 0));
    const still = new Stillness();
    await until(
      `${SECONDS} s were heard`,
      () => Math.min(heard.frames, raw.frames) >= SECONDS * RATE,
      (SECONDS + 300) * 1000,
    );
    still.end();
    web.onPacket = undefined;
    native.onAudio = undefined;
    running = false;
    const joins = (await Promise.all(neighbours)).reduce((sum, n) => sum + n, 0);

    t.ok(joins > 31 * 5, `the others joined ${joins} times`);
    heardWhole(t, 'WebSocket', heard, still);
    heardWhole(t, 'TCP', raw, still);
    // If the machine stops for a quarter of a second, the capture breaks off and the box says
    // so; nothing else may differ.
    const { xruns } = (await box.json('/api/health')) as { xruns: number };
    t.ok(heard.breaks <= xruns, `${heard.breaks} breaks reported, ${xruns} xruns counted`);
    t.equal(right, 0, 'nothing on the other side');
    await controller.end();
    native.close();
    web.close();
    const end = await box.stop();
    t.equal(end.code, 0);
  },
);
