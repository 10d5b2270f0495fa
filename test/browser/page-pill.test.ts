/** Delay and link as one pill in the top bar: a colour, words, a tap to its parts, and nothing that moves. */
import { Box } from '../harness/box.js';
import { until } from '../harness/until.js';
import { listen } from './harness/hearing.js';
import { objections } from './harness/objections.js';
import { PIN_FLAG, stage } from './harness/page-test.js';
import { startsWith } from './harness/words.js';

const { pageTest } = await stage('--source=tones:4');

for (const [locale, viewport] of [
  ['en-GB', { width: 360, height: 740 }],
  ['es', { width: 320, height: 568 }],
] as const)
  await pageTest(`the pill says the delay, in words too, and opens what it is made of: ${locale}`, async (test) => {
    const { t, musician } = test;
    const { page, screen } = await musician('Ana', { locale, viewport });
    const shown = () => screen.bar.getByText(/^(–|[\d.,]+) ms$/);
    t.equal(await shown().count(), 0, 'nothing before the first sound');
    await listen(screen);
    await until('a figure', async () => /^\d/.test((await shown().textContent()) ?? ''));
    const details = screen.bar.getByRole('button', { name: startsWith(screen.words('listenDetails')) });
    const grades = (['delayGood', 'delayFair', 'delayPoor'] as const).map((key) => screen.words(key));
    const causes = ['causeWeakWifi', 'causeBusy', 'causeBluetooth'] as const;
    const words = [...grades, ...causes.map((key) => screen.words(key))];
    await until('its words', async () => {
      const name = (await details.getAttribute('aria-label')) ?? '';
      return words.some((each) => name.includes(each));
    });
    t.same(await objections(page), []);

    // The figure of another delay: the pill and all beside it stay where they are.
    const places = async () =>
      JSON.stringify([await shown().boundingBox(), await screen.undo.boundingBox(), await details.boundingBox()]);
    const before = await places();
    const written = await shown().evaluateHandle((element) => element);
    for (const text of ['5 ms', '188 ms', '– ms']) {
      await written.evaluate((element, value) => {
        element.firstChild!.textContent = value;
      }, text);
      t.equal(await places(), before, text);
    }

    await details.click();
    await screen.sheet.getByText(screen.words('partNetwork')).waitFor();
    t.same(await objections(page), []);
  });

await pageTest('the pill shows no delay of a box that does not answer', async ({ t, musician }) => {
  const box = await Box.start([PIN_FLAG, '--source=tones:4']);
  t.teardown(() => box.stop());
  const { page, screen } = await musician('Bea', { box });
  await listen(screen);
  await screen.bar.getByText(/^[\d.,]+ ms$/).waitFor();
  await box.stop();
  await screen.away.waitFor();
  await screen.bar.getByText('– ms', { exact: true }).waitFor();
  t.same(await objections(page), []);
});
