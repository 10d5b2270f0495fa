/** "I’m playing: find me", on a stage where one input begins to play while the others continue. */
import t from 'tap';
import { Controller } from '../harness/controller.js';
import { until } from '../harness/until.js';
import { mixOf, newDevice } from './harness/devices.js';
import { stage } from './harness/page-test.js';
import { toneLoop } from './harness/tone-loop.js';
import { identityOf } from './harness/visit.js';

const MINE = 2;
/** The input plays for half of the loop and rests for the other half, seconds each. */
const HALF = 5;

const file = toneLoop(t, { channels: 4, seconds: 2 * HALF }, (channel, second) => channel !== MINE || second >= HALF);
const { box, pageTest } = await stage(`--source=wav:${file}`);

await pageTest(
  'the page finds the input that rose while I played, keeps to it when I stop, and it becomes mine',
  async ({ t, open }) => {
    const watcher = await Controller.connect(box, await newDevice(box, 'Watcher'));
    t.teardown(() => watcher.end());
    let level = 1;
    watcher.onMessage((topic, json) => {
      if (topic === 'sb/1/box/meters') level = (json as { peak: number[] }).peak[MINE];
    });
    await watcher.client.subscribeAsync('sb/1/box/meters');

    const { page, screen } = await open();
    await screen.enterName('Nil');
    await screen.button('role_others').click();
    await screen.heading('whichIsMe').waitFor();
    const inputs = await screen.inputsToPick.allTextContents();
    await until('it plays', () => level > 0.1);
    await until('it has just come to rest', () => level < 0.01);
    await screen.button('playNow').click();
    // A machine that stalled may have missed the quiet moment: then the test tries again, as a musician would.
    const yes = screen.button('findYes', {}, screen.sheet);
    await yes.waitFor({ timeout: 120_000 });
    const winner = screen.sheet.getByText(inputs[MINE]!);
    if ((await winner.count()) === 0) {
      await until('it plays', () => level > 0.1);
      await until('it has just come to rest', () => level < 0.01);
      await screen.button('findAgain', {}, screen.sheet).click();
      await winner.waitFor({ timeout: 120_000 });
    }
    t.equal(await screen.text('findAlso').count(), 0, 'the inputs that simply go on are not proposed');
    await until('it rests, as when somebody takes the phone', () => level < 0.01);
    await page.waitForTimeout(1500);
    t.equal(await winner.count(), 1, 'what rose stays the answer');
    await yes.click();
    await screen.sheet.waitFor({ state: 'detached' });
    await screen.button('makeMyMix').click();
    await screen.mixer();
    t.equal((await screen.stripNames())[0], inputs[MINE], 'I come first');
    const me = await identityOf(page);
    await until('the box has me on top', async () => (await mixOf(box, me)).channels[MINE].gain === 1);
  },
);

await pageTest('who plays already when the search begins is found after a rest', async ({ t, open }) => {
  const watcher = await Controller.connect(box, await newDevice(box, 'Second watcher'));
  t.teardown(() => watcher.end());
  let level = 1;
  watcher.onMessage((topic, json) => {
    if (topic === 'sb/1/box/meters') level = (json as { peak: number[] }).peak[MINE];
  });
  await watcher.client.subscribeAsync('sb/1/box/meters');
  const { screen } = await open();
  await screen.enterName('Ada');
  await screen.button('role_others').click();
  await screen.heading('whichIsMe').waitFor();
  const inputs = await screen.inputsToPick.allTextContents();
  await until('it rests', () => level < 0.01);
  await until('it plays', () => level > 0.1);
  await screen.button('playNow').click();
  await screen.text('playNotFound').waitFor();
  await screen.button('findYes', {}, screen.sheet).waitFor({ timeout: 120_000 });
  t.equal(await screen.sheet.getByText(inputs[MINE]!).count(), 1);
});
