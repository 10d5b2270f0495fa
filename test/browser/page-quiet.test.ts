/** Strips of inputs without a signal: the name steps back, the controls do not; the first sound brings it back. */
import t from 'tap';
import { until } from '../harness/until.js';
import { fadedParts } from './harness/measures.js';
import { objections } from './harness/objections.js';
import { stage } from './harness/page-test.js';
import { toneLoop } from './harness/tone-loop.js';

/** The second input rests for the first part of the loop and sounds for the rest, seconds. */
const REST = 14;
const LOOP = 20;

const file = toneLoop(t, { channels: 2, seconds: LOOP }, (channel, second) => channel === 0 || second >= REST);
const { pageTest } = await stage(`--source=wav:${file}`);

for (const [density, theme, locale] of [
  ['4', 'dark', 'en-GB'],
  ['8', 'light', 'es'],
] as const)
  await pageTest(`a strip says that nothing comes in, until something does: ${density} ${theme}`, async (test) => {
    const { t, musician } = test;
    const { page, screen } = await musician(`Ana ${density}`, { locale, look: { density, theme } });
    const names = await screen.stripNames();
    const [first, second] = [screen.strip(names[0]!), screen.strip(names[1]!)];
    const word = screen.words('noSignal');
    const live = await fadedParts(screen.fader(names[1]!));
    const handle = await screen.fader(names[1]!).boundingBox();
    await second.getByText(word).waitFor({ timeout: 120_000 });
    t.equal(await first.getByText(word).count(), 0);
    t.same(await fadedParts(screen.fader(names[1]!)), live, 'the controls keep their contrast');
    t.same(await screen.fader(names[1]!).boundingBox(), handle, 'and their place');
    t.same(await objections(page), []);
    await until('the first sound', async () => (await second.getByText(word).count()) === 0);
  });
