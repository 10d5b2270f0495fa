import t from 'tap';
import {
  allowedFrames,
  asPcm,
  checkPlan,
  formOnTheWay,
  OPUS_FRAMES,
  opusBytes,
  PCM_FRAMES,
  type SoundForm,
} from '../../../src/audio/stream/sound-form.js';
import { seededBelow } from '../../harness/seeded.js';

t.test('an Opus packet takes 50, 100, 160 or 320 bytes', async (t) => {
  t.same(OPUS_FRAMES.map(opusBytes), [50, 100, 160, 320]);
});

t.test('between any two forms the packets stay allowed, and reach the goal within a few', async (t) => {
  const seed = 11;
  t.comment(`seed ${seed}`);
  const random = seededBelow(seed);
  const any = (): SoundForm =>
    random(2) === 0
      ? { codec: 'opus', frames: OPUS_FRAMES[random(4)]! }
      : { codec: 'pcm', frames: PCM_FRAMES.min + random(PCM_FRAMES.max - PCM_FRAMES.min + 1) };
  let longest = 0;
  for (let round = 0; round < 20_000; round++) {
    let now = any();
    let at = now.frames * random(100_000);
    const goal = any();
    let packets = 0;
    for (; at % goal.frames !== 0; packets++) {
      now = formOnTheWay(now, goal, at);
      if (!allowedFrames(now.codec, now.frames)) t.fail(`${now.codec} ${now.frames} on the way at ${at}`);
      if (now.codec === 'opus' && at % now.frames !== 0) t.fail(`Opus ${now.frames} at ${at}`);
      at += now.frames;
      if (packets > 10) break;
    }
    longest = Math.max(longest, packets);
    if (formOnTheWay(now, goal, at) !== goal) t.fail(`the goal is not reached at ${at}`);
  }
  t.ok(longest <= 7, `at most ${longest} packets in between`);
});

t.test('PCM in place of Opus has the same length, where PCM allows it', async (t) => {
  t.same(
    OPUS_FRAMES.map((frames) => asPcm({ codec: 'opus', frames }).frames),
    [240, 240, 480, 960],
  );
  t.same(asPcm({ codec: 'pcm', frames: 441 }), { codec: 'pcm', frames: 441 });
});

t.test('a plan that is not allowed names what is wrong', async (t) => {
  t.doesNotThrow(() => checkPlan({ codec: 'opus', frames: 120, copies: 2 }));
  for (const [codec, frames, copies] of [
    ['opus', 128, 0],
    ['pcm', 120, 0],
    ['pcm', 480, 3],
    ['pcm', 480, -1],
    ['pcm', 480.5, 0],
    ['mp3', 480, 0],
  ] as const) {
    t.throws(() => checkPlan({ codec: codec as 'pcm', frames, copies }), { code: 'bad-plan' });
  }
});
