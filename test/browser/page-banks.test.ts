/** Banks of many inputs: all, mine, and parts of the rest; by touch and by keys; remembered on the phone. */
import { until } from '../harness/until.js';
import { command, newDevice } from './harness/devices.js';
import { toneOf } from './harness/levels.js';
import { objections } from './harness/objections.js';
import { stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:32');

for (const [locale, viewport] of [
  ['en-GB', { width: 360, height: 740 }],
  ['es', { width: 320, height: 568 }],
  ['en-GB', { width: 740, height: 360 }],
] as const)
  await pageTest(`banks divide 32 inputs, and mine stays: ${viewport.width} × ${viewport.height}`, async (test) => {
    const { t, musician } = test;
    const name = `Ana ${viewport.width}`;
    const device = await newDevice(box, name);
    await command(box, device, `device/${device.uuid}`, { action: 'own', channels: [9] });
    const { page, screen } = await musician(name, { device, locale, viewport });
    const banks = page.getByRole('radiogroup', { name: screen.words('banks') });
    const bank = (text: string) => banks.getByRole('radio', { name: text, exact: true });
    const shows = (count: number) => until(`${count} strips`, async () => (await screen.stripNames()).length === count);
    await shows(32);
    const first = (await screen.stripNames())[0];
    t.ok(await bank(screen.words('bankAll')).isChecked());
    t.same(await objections(page), []);

    await bank('9–16').click();
    await shows(9);
    t.equal((await screen.stripNames())[0], first, 'mine stays in front');
    t.same(await objections(page), []);
    await page.keyboard.press('ArrowRight');
    t.ok(await bank('17–24').isChecked(), 'by the arrow keys');
    await shows(9);
    await page.reload();
    await screen.mixer();
    await shows(9);
    t.ok(await bank('17–24').isChecked(), 'this phone remembers');

    await bank(screen.words('bankMine')).click();
    await shows(1);
    t.same(await objections(page), []);
    await bank(screen.words('bankAll')).click();
    await shows(32);
  });

await pageTest('a strip of another bank is found by its name', async ({ t, musician }) => {
  const { screen } = await musician('Bea', { look: { bank: 'from 0' } });
  await screen.strip(0).waitFor();
  t.equal(await screen.strip(30).count(), 0);
  await screen.button('findInput').click();
  await screen.sheet.getByRole('button', { name: `${toneOf(30)} Hz`, exact: true }).click();
  await screen.strip(30).waitFor();
});
