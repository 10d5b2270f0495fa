/** The trim of an input on the desk: one drag, with a meter beside it. */
import { until } from '../harness/until.js';
import { newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { DESKTOP, PHONE } from './harness/visit.js';

const { box, pageTest } = await stage('--source=tones:2');
const desk = await newEngineer(box, PIN);

/** What the box has, dB. */
async function trimOf(index: number): Promise<number> {
  const answer = (await (await box.fetch('/api/channels', { token: desk.token })).json()) as {
    channels: { index: number; trimDb: number }[];
  };
  return answer.channels.find((channel) => channel.index === index)!.trimDb;
}

await pageTest('six decibels of trim are one drag, relative to the finger', async ({ t, engineer }) => {
  for (const [viewport, from] of [
    [PHONE, 0],
    [DESKTOP, 6],
  ] as const) {
    const { page, screen, context } = await engineer('Desk', { device: desk, hash: '#/desk/channels', viewport });
    await screen.input('250 Hz').click();
    const trim = screen.sheet.getByRole('slider', { name: 'Trim' });
    await trim.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await trim.boundingBox())!;
    t.same(await objections(page), []);
    // Far from the handle: a touch alone moves nothing.
    const [startX, middle] = [x + width * 0.1, y + height / 2];
    await page.mouse.click(startX, middle);
    t.equal(await trimOf(0), from, 'a touch beside the handle');
    await page.mouse.move(startX, middle);
    await page.mouse.down();
    await page.mouse.move(startX + 9, middle);
    // A quarter of the way is 12 dB; the handle's way is a little shorter than the control.
    await page.mouse.move(startX + 9 + width / 8, middle, { steps: 8 });
    await page.mouse.up();
    const shown = async () => Number(await trim.getAttribute('aria-valuenow'));
    await until('the box has what is shown', async () => {
      const now = await shown();
      return now !== from && (await trimOf(0)) === now;
    });
    const moved = (await shown()) - from;
    t.ok(moved >= 5 && moved <= 8, `moved by ${moved} dB`);
    while ((await trimOf(0)) !== from + 6) {
      const before = await trimOf(0);
      await trim.press(before > from + 6 ? 'ArrowDown' : 'ArrowUp');
      await until('a key is half a dB', async () => Math.abs((await trimOf(0)) - before) === 0.5);
    }
    await until('in words', async () => (await trim.getAttribute('aria-valuetext')) === `${from + 6}.0 decibels`);
    await context.close();
  }
});
