/**
 * Every fault of the connection on stage, one by one: the player recovers by itself and gives the cause in one word.
 */
import type { Page } from 'playwright-core';
import t from 'tap';
import { INSECURE_HOST, SECURE_HOST } from './harness/chromium.js';
import { toneDb } from './harness/levels.js';
import { stateOf, waitForState } from './harness/listen-page.js';
import { hear } from './harness/page-audio.js';
import { files, heard, pageFaults, playing, signal, TONE_HZ } from './harness/playing-page.js';
import { StandInBox } from './harness/stand-in-box.js';

/**
 * Closes the player's connection with `code` until its status is `status`. On a busy machine once is not enough: the
 * player may be between two connections. It tries another way, and the box does not have the new connection yet.
 */
async function closedFor(page: Page, box: StandInBox, code: number, status: string): Promise<void> {
  const closing = setInterval(() => box.closeAll(code), 1000);
  box.closeAll(code);
  await waitForState(page, `state.status === '${status}'`).finally(() => clearInterval(closing));
}

for (const [host, path] of [
  [SECURE_HOST, 'worklet'],
  [INSECURE_HOST, 'ring'],
] as const) {
  t.test(`${path}: after a restart the box is found again; meanwhile the page says that it is away`, async (t) => {
    const { page, world } = await playing(t, host);
    const { port } = world.box;
    await world.box.stop();
    await waitForState(page, `state.status === 'connecting' && state.cause === 'box-gone'`);
    await page.waitForTimeout(900);
    // Longer than any loop of the player.
    for (let look = 0; look < 6; look++) {
      const { left, rate } = await hear(page);
      t.ok(toneDb(left, TONE_HZ, rate) < -60, 'silence, not a loop of the last sound');
      await page.waitForTimeout(600);
    }
    world.box = await StandInBox.start({ signal, files }, port);
    await waitForState(page, `state.status === 'playing' && state.cause !== 'box-gone'`);
    t.ok(await heard(page));
  });

  t.test(
    `${path}: replaced by another connection of the same device: says so, and does not come back by itself`,
    async (t) => {
      const { page, world } = await playing(t, host);
      await closedFor(page, world.box, 4409, 'replaced');
      t.match(await stateOf(page), { status: 'replaced', cause: 'replaced' });
      const { connections } = world.box;
      // Nor because the page is busy meanwhile, which makes a listening one try another way.
      await page.evaluate(`{
        const busy = setInterval(() => { const end = performance.now() + 90; while (performance.now() < end); }, 300);
        setTimeout(() => clearInterval(busy), 5000);
      }`);
      await page.waitForTimeout(6000);
      t.equal(world.box.connections, connections);
      t.match(await stateOf(page), { status: 'replaced' });
      await page.getByRole('button', { name: 'Listen' }).click();
      await waitForState(page, `state.status === 'playing' && state.cause !== 'replaced'`);
      t.ok(await heard(page));
    },
  );

  t.test(`${path}: sent away by the engineer: silent until the next tap`, async (t) => {
    const { page, world } = await playing(t, host);
    await closedFor(page, world.box, 4403, 'idle');
    const { connections } = world.box;
    // Longer than any pause between two attempts.
    await page.waitForTimeout(3000);
    t.equal(world.box.connections, connections);
    await page.getByRole('button', { name: 'Listen' }).click();
    await waitForState(page, `state.status === 'playing'`);
    t.ok(await heard(page));
  });

  t.test(`${path}: a source that is gone, and back; a stream that starts anew`, async (t) => {
    const { page, world } = await playing(t, host);
    world.box.silent = true;
    await waitForState(page, `state.soundless && state.delayMs === null`);
    await waitForState(page, `state.cause === 'source-gone'`);
    t.match(await stateOf(page), { soundless: true, delayMs: null }, 'no delay of a sound that does not come');
    world.box.silent = false;
    await waitForState(page, `state.cause !== 'source-gone' && state.status === 'playing'`);
    await waitForState(page, `!state.soundless && state.delayMs !== null`);
    t.ok(await heard(page));
    world.box.restartStream();
    await page.waitForTimeout(500);
    t.ok(await heard(page));
  });

  t.test(`${path}: a link that goes silent without closing is given up, and replaced`, async (t) => {
    const { page, world } = await playing(t, host);
    world.box.frozen = true;
    await waitForState(page, `state.status === 'connecting' || state.cause === 'weak-wifi'`);
    await page.waitForTimeout(2000);
    world.box.frozen = false;
    t.ok(world.box.connections >= 1);
    await waitForState(page, `state.status === 'playing'`);
    t.ok(await heard(page));
  });
}

t.test('no page threw an error in any of these tests', async (t) => {
  t.same(pageFaults, []);
});
