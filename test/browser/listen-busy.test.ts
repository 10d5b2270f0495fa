/**
 * A page that freezes again and again. The device itself recognises what is lost by it, and the player takes another
 * path until nothing is lost. A recorder beside the player hears what was really lost.
 */
import type { Page } from 'playwright-core';
import t from 'tap';
import { newContext, SECURE_HOST } from './harness/chromium.js';
import { bundle, firstWay, waitForState } from './harness/listen-page.js';
import { NUMBERED_BLOCKS, type ReallyLost } from './harness/numbered-blocks.js';
import { browser, files, heard, pageFaults, playing } from './harness/playing-page.js';
import { StandInBox } from './harness/stand-in-box.js';

const reallyLost = async (page: Page) => (await page.evaluate('globalThis.reallyLost')) as readonly ReallyLost[];

interface Told {
  readonly truth: ReallyLost;
  readonly found: { readonly lateFrames: number; readonly skippedFrames: number };
}

/** Both in one call: the page keeps losing sound between two calls. */
const bothNow = async (page: Page) =>
  (await page.evaluate('({ truth: globalThis.reallyLost[0], found: globalThis.found })')) as Told;
const foundIn = ({ found }: Told) => found.lateFrames + found.skippedFrames;

/** The page freezes for `ms`, every `everyMs`; `globalThis.stalls` counts. */
const standStill = (page: Page, ms: number, everyMs: number) =>
  page.evaluate(`globalThis.stalls = 0;
    globalThis.standing = setInterval(() => {
      const end = performance.now() + ${ms};
      while (performance.now() < end);
      globalThis.stalls++;
    }, ${everyMs}); 0`);

/** A page with only a script processor and its judge. */
const JUDGE = await bundle({
  contents: `
    import { LostOutput } from './src/web/listen/output/lost-output.ts';
    document.getElementById('listen').onclick = () => {
      const context = new AudioContext({ sampleRate: 48000 });
      const blockFrames = Number(new URLSearchParams(location.search).get('block'));
      const node = context.createScriptProcessor(blockFrames, 1, 2);
      const lost = new LostOutput(blockFrames);
      globalThis.found = { lateFrames: 0, skippedFrames: 0 };
      node.onaudioprocess = ({ playbackTime }) => {
        globalThis.found.skippedFrames += lost.observe(playbackTime * 48000, context.currentTime * 48000);
        globalThis.found.lateFrames = lost.lateFrames;
      };
      node.connect(context.destination);
    };`,
});

/** Looks at how much was lost; on a quiet machine the first one agrees. */
const LOOKS = 5;

for (const [blockFrames, stallMs] of [
  [512, 30],
  [512, 120],
  [1024, 90],
  [512, 400],
] as const) {
  t.test(
    `blocks of ${blockFrames}, stalls of ${stallMs} ms: what Chromium did not put out in time is found`,
    async (t) => {
      const box = await StandInBox.start({
        signal: () => [0, 0],
        files: { ...files, '/page.js': ['text/javascript', JUDGE] },
      });
      const { context, faults } = await newContext(browser, NUMBERED_BLOCKS);
      t.teardown(async () => {
        await context.close();
        await box.stop();
      });
      const page = await context.newPage();
      await page.goto(`http://${SECURE_HOST}:${box.port}/?block=${blockFrames}`);
      await page.getByRole('button', { name: 'Listen' }).click();
      // A loss is found 16 turns later, and what was heard is reported every 8192 frames.
      const settled = (from: number) =>
        page.waitForFunction(`globalThis.reallyLost?.[0]?.frames >= ${from + 40 * blockFrames}`);
      await settled(0);
      const told: string[] = [];
      // A machine that keeps the browser itself from running loses more than what this page's stalls cost, and reports
      // it in no order. So one of several looks must agree.
      const agrees = async () => {
        const before = await bothNow(page);
        await standStill(page, stallMs, stallMs + 400);
        await page.waitForFunction('globalThis.stalls >= 8');
        await page.evaluate('clearInterval(globalThis.standing)');
        await settled((await bothNow(page)).truth.frames);
        const after = await bothNow(page);
        const lostFrames = after.truth.lostFrames - before.truth.lostFrames;
        const all = foundIn(after) - foundIn(before);
        told.push(JSON.stringify({ before, after }));
        // Two blocks of play: one may be on its way at each of the two moments.
        return lostFrames > 2 * blockFrames && Math.abs(all - lostFrames) < 0.15 * lostFrames + 2 * blockFrames;
      };
      let agreed = false;
      for (let look = 0; look < LOOKS && !agreed; look++) agreed = await agrees();
      t.comment(told.at(-1)!);
      t.ok(agreed, `something is lost, and as much is found: ${told.join(' ')}`);
      t.same(faults, []);
    },
  );
}

t.test('the player leaves the paths that lose sound, says why, and ends on a path that loses none', async (t) => {
  const { page } = await playing(t, SECURE_HOST, {}, NUMBERED_BLOCKS);
  t.match(await firstWay(page), { path: 'script', blockFrames: 512 });
  await standStill(page, 90, 300);
  await waitForState(page, `state.path === 'buffers'`);
  const lost = await reallyLost(page);
  t.comment(JSON.stringify(lost));
  t.same(
    lost.map(({ blockFrames }) => blockFrames),
    [512, 1024],
    'larger blocks are tried first',
  );
  for (const each of lost)
    t.ok(each.lostFrames > 4 * each.blockFrames, `given up for a reason: ${JSON.stringify(each)}`);
  t.ok(
    await page.evaluate(`globalThis.states.some(({ cause }) => cause === 'busy')`),
    'the phone is too busy, it says',
  );
  // Ten stalls in a row that cost nothing: counted in stalls, since a machine has its own besides.
  await page.evaluate(`globalThis.before = { lostMs: -1, stalls: 0 }; 0`);
  await page.waitForFunction(
    `(() => {
      const { path, status, lostMs } = globalThis.listener.state;
      if (path !== 'buffers' || status !== 'playing' || lostMs !== globalThis.before.lostMs)
        globalThis.before = { lostMs, stalls: globalThis.stalls };
      return globalThis.stalls - globalThis.before.stalls >= 10;
    })()`,
    undefined,
    { polling: 50 },
  );
  t.ok(await heard(page), 'the tone is heard meanwhile');
});

t.test('no page threw an error in any of these tests', async (t) => {
  t.same(pageFaults, []);
});
