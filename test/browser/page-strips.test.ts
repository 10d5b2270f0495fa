/** The strips under two fingers, and those that the musician hides. */
import { until } from '../harness/until.js';
import { mixOf } from './harness/devices.js';
import { fingers, type Point } from './harness/gestures.js';
import { handleOf } from './harness/measures.js';
import { objections } from './harness/objections.js';
import { stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:16');
const viewport = { width: 360, height: 740 };

await pageTest('two fingers spread and close the strips, and move no fader', async ({ t, musician }) => {
  const { page, screen, device } = await musician('Ana', { viewport });
  const before = await mixOf(box, device);
  const width = async () => (await screen.strip(0).boundingBox())!.width;
  const broad = await width();
  const fader = (await screen.fader(1).boundingBox())!;
  const y = fader.y + fader.height * 0.6;
  const near = [
    { x: 150, y },
    { x: 210, y: y + 20 },
  ] as const;
  const far = [
    { x: 30, y },
    { x: 330, y: y + 20 },
  ] as const;
  const both = (from: readonly [Point, Point], to: readonly [Point, Point]) =>
    fingers(page, [
      [from[0], to[0]],
      [from[1], to[1]],
    ]);
  await both(far, near);
  await until('narrower', async () => (await width()) < broad * 0.75);
  t.same(await objections(page), []);
  await both(near, far);
  await until('broad again', async () => (await width()) > broad * 0.95);
  const [a, b] = [await handleOf(screen.fader(0)), await handleOf(screen.fader(2))];
  await both(
    [a, b],
    [
      { ...a, x: a.x + 60 },
      { ...b, x: b.x - 60 },
    ],
  );
  await page.waitForTimeout(300);
  t.ok((await width()) > broad * 0.95, 'two hands on two handles mix');
  t.same((await mixOf(box, device)).channels, before.channels, 'and nothing was moved');
});

await pageTest('a hidden strip is gone, is still heard, and comes back by the search', async ({ t, musician }) => {
  const { page, screen, device } = await musician('Bea', { viewport });
  const before = await mixOf(box, device);
  const hide = async (ch: number) => {
    await screen.more(ch).click();
    await screen.sheet.getByRole('switch', { name: screen.words('hideStrip') }).click();
    t.same(await objections(page), []);
    await screen.closeSheet();
    await screen.strip(ch).waitFor({ state: 'detached' });
  };
  await hide(0);
  await page.reload();
  await screen.mixer();
  await screen.strip(1).waitFor();
  t.equal(await screen.strip(0).count(), 0, 'this phone remembers');
  t.same(await mixOf(box, device), before, 'the mix is the same');
  await screen.button('findInput').click();
  t.same(await objections(page), []);
  await screen.sheet.getByRole('button', { name: /^250 Hz/ }).click();
  await screen.strip(0).waitFor();
});
