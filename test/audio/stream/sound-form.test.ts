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

t.test('between any two forms the packets stay allowed, fit, and reach the goal within a few', async (t) => {
  const seed = 11;
  t.comment(`seed ${seed}`);
  const random = seededBelow(seed);
  const any = (): SoundForm =>
    random(2) === 0
      ? { codec: 'opus', frames: OPUS_FRAMES[random(4)]! }
      : { codec: 'pcm', frames: PCM_FRAMES.min + random(PCM_FRAMES.max - PCM_FRAMES.min + 1) };
  let longest = 0;
  let shortPieces = 0;
  for (let round = 0; round < 20_000; round++) {
    let now = any();
    let at = now.frames * random(100_000);
    const asked = any();
    const most = [PCM_FRAMES.max, 357, 178][random(3)]!;
    const goal = asked.codec === 'pcm' ? asPcm(asked, most) : asked;
    let packets = 0;
    for (; at % goal.frames !== 0; packets++) {
      now = formOnTheWay(now, goal, at, most);
      if (now.codec === 'pcm' && now.frames > most) t.fail(`${now.frames} frames of ${most}`);
      if (!allowedFrames(now.codec, now.frames)) t.fail(`${now.codec} ${now.frames} on the way at ${at}`);
      if (now.codec === 'opus' && at % now.frames !== 0) t.fail(`Opus ${now.frames} at ${at}`);
      at += now.frames;
      if (packets > 30) break;
    }
    if (most === PCM_FRAMES.max) longest = Math.max(longest, packets);
    else shortPieces = Math.max(shortPieces, packets);
    if (formOnTheWay(now, goal, at, most) !== goal) t.fail(`the goal is not reached at ${at}`);
  }
  t.ok(longest <= 7, `at most ${longest} packets in between`);
  t.ok(shortPieces <= 16, `at most ${shortPieces} of those that fit a datagram`);
});

t.test('PCM in place of Opus has the same length, where PCM allows it', async (t) => {
  t.same(
    OPUS_FRAMES.map((frames) => asPcm({ codec: 'opus', frames }).frames),
    [240, 240, 480, 960],
  );
  t.same(asPcm({ codec: 'pcm', frames: 441 }), { codec: 'pcm', frames: 441 });
  for (const [asked, most, frames] of [
    [120, 357, 240],
    [480, 357, 240],
    [960, 357, 320],
    [120, 178, 178],
    [480, 178, 160],
    [960, 178, 160],
    [357, 357, 357],
    [441, 357, 147],
    [1919, 357, 357],
  ] as const) {
    const codec = OPUS_FRAMES.includes(asked) ? 'opus' : 'pcm';
    t.equal(asPcm({ codec, frames: asked }, most).frames, frames, `${asked} frames, ${most} at most`);
  }
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
