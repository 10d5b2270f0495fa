/** Faders and pan under the mouse and under fingers: how they move, what they show, and what is heard. */
import { gainToTravel } from '../../src/web/fader/taper.js';
import { until } from '../harness/until.js';
import { boxHasDb, mixOf } from './harness/devices.js';
import { doubleTap, drag, middleOf, swipe } from './harness/gestures.js';
import { hearsDb, listen } from './harness/hearing.js';
import { handleOf, handleTravel, scrolled } from './harness/measures.js';
import { stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:6');

await pageTest(
  'a fader does not jump when touched beside the handle, and is heard as it is shown',
  async ({ t, musician }) => {
    const { page, screen, device } = await musician('Luis');
    await listen(screen);
    const before = await screen.shownDb(0);
    await drag(page, screen.fader(0), { y: 3 }, 0.9);
    t.equal(await screen.shownDb(0), before, 'touching far from the handle moves nothing');

    await drag(page, screen.fader(0), { y: -60 });
    const shown = await screen.shownDb(0);
    t.ok(shown - before > 4, `60 px up are ${shown - before} dB`);
    await until('the box has what the screen shows', () => boxHasDb(box, device, 0, shown));
    const expected = -12 + shown + 20 * Math.log10(Math.SQRT1_2);
    const heard = await hearsDb(page, 0, expected);
    t.ok(Math.abs(heard - expected) < 0.5, `and the ears get it (−12 dBFS tone, centre −3 dB): ${heard} dBFS`);
  },
);

await pageTest('a fader is finer to the side, and a double tap on the handle is 0 dB', async ({ t, musician }) => {
  const { page, screen } = await musician('Lola');
  const [coarse, fine] = [screen.fader(0), screen.fader(1)];
  const start = await screen.shownDb(0);
  await drag(page, coarse, { y: -60 });
  const step = (await screen.shownDb(0)) - start;
  const handle = (await fine.boundingBox())!;
  await page.mouse.move(handle.x + 48, handle.y + 200);
  await page.mouse.down();
  await page.mouse.move(handle.x + 48, handle.y + 188);
  await page.mouse.move(handle.x + 200, handle.y + 188);
  await fine.getByText('Fine').waitFor();
  const resting = await handleTravel(fine);
  for (let y = 180; y >= 128; y -= 10) await page.mouse.move(handle.x + 200, handle.y + y);
  const held = await handleTravel(fine);
  t.ok(held > resting, 'the handle goes with the finger');
  await page.mouse.up();
  t.ok(Math.abs((await handleTravel(fine)) - held) < 0.005, 'and stays where it was let go');
  const fineStep = (await screen.shownDb(1)) - start;
  t.ok(fineStep > 0 && fineStep < step / 3, `60 px up, far to the side, are ${fineStep} dB`);
  const cap = await handleOf(fine);
  await doubleTap(fine, { x: cap.x - handle.x, y: cap.y - handle.y }, async () => (await screen.shownDb(1)) === 0);
  t.ok(Math.abs((await handleTravel(fine)) - gainToTravel(1)) < 0.005, 'where the scale says 0');
});

await pageTest(
  'fingers: up and down moves a fader, sideways scrolls the strips and moves no fader, pan follows a finger that rests',
  async ({ t, musician }) => {
    const { page, screen, device } = await musician('Teo');
    const place = (await screen.fader(0).boundingBox())!;
    const x = place.x + 40;
    const y = place.y + place.height * 0.3;
    const before = await screen.shownDb(0);
    await swipe(page, [
      { x, y },
      { x, y: y + 50 },
    ]);
    const after = await screen.shownDb(0);
    t.ok(after < before - 3, `${before} → ${after} dB`);
    await swipe(page, [
      { x: x + 200, y },
      { x: x - 20, y: y + 4 },
    ]);
    await until('the strips scroll', async () => (await scrolled(screen.strip(0))) > 60);
    t.equal(await screen.shownDb(2), -6, 'and the fader under the finger stays');
    await scrolled(screen.strip(0), 0);
    const pan = await middleOf(screen.pan(0));
    const left = { x: pan.x - 30, y: pan.y + 2 };
    await swipe(page, [{ x: pan.x + 150, y: pan.y }, left]);
    await until('a swipe that begins on pan scrolls too', async () => (await scrolled(screen.strip(0))) > 60);
    t.same(
      (await mixOf(box, device)).channels.map((channel) => channel.pan),
      [0, 0, 0, 0, 0, 0],
    );
    await scrolled(screen.strip(0), 0);
    await until('pan goes to the left', async () => {
      await swipe(page, [pan, left], 500);
      return (await mixOf(box, device)).channels[0].pan < -0.3;
    });
  },
);
