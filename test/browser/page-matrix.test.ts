/** The desk's matrix: musicians as columns, inputs as rows; by touch and by keys. And the absent, folded away. */
import { until } from '../harness/until.js';
import { boxHasDb, command, mixOf, newDevice, newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { DESKTOP, PHONE, TABLET } from './harness/visit.js';

const CHANNELS = 4;
const { box, pageTest } = await stage(`--source=tones:${CHANNELS}`);
const desk = await newEngineer(box, PIN, 'Marta');

await pageTest('the matrix follows every mix, and moves levels by touch', async ({ t, engineer, musician }) => {
  const { device: ana } = await musician('Ana');
  const { device: bea } = await musician('Bea');
  for (const [device, v] of [
    [ana, 0.5],
    [bea, 1],
  ] as const)
    await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 1, v }] });
  for (const viewport of [PHONE, TABLET, DESKTOP]) {
    const { page, screen, context } = await engineer('Marta', { device: desk, viewport });
    await page.getByRole('radio', { name: 'Matrix' }).click();
    await screen.cell('500 Hz', 'Ana', '−6.0 dB').waitFor();
    await screen.cell('500 Hz', 'Bea', '0.0 dB').waitFor();
    t.same(await objections(page), []);
    await context.close();
  }
  const { page, screen } = await engineer('Marta', { device: desk, viewport: DESKTOP });
  await command(box, ana, `mix/${ana.uuid}`, { set: [{ p: 'mute', ch: 1, v: true }] });
  await screen.cell('500 Hz', 'Ana', 'silent').waitFor();
  await command(box, ana, `mix/${ana.uuid}`, { set: [{ p: 'mute', ch: 1, v: false }] });

  await screen.button('masterDown', { name: 'Ana' }).click();
  await until('half a dB down', async () => {
    const { master } = await mixOf(box, ana);
    return Math.abs(20 * Math.log10(master) + 0.5) < 0.06;
  });
  await page
    .getByRole('rowheader', { name: /^500 Hz/ })
    .getByRole('button')
    .click();
  const sheet = screen.sheetOf('Who hears 500 Hz');
  await sheet.getByRole('listitem').filter({ hasText: 'Bea' }).getByText('0.0 dB').waitFor();
  await screen.button('softer', { name: 'Bea, 500 Hz' }, sheet).click();
  await sheet.getByRole('listitem').filter({ hasText: 'Bea' }).getByText('−1.0 dB').waitFor();
  await until('the box has it', () => boxHasDb(box, bea, 1, -1));
  t.same(await objections(page), []);
});

await pageTest('the matrix by keys: arrows, + and −, M, Enter', async ({ engineer, musician }) => {
  const { device: ana } = await musician('Ana');
  const { device: bea } = await musician('Bea');
  for (const device of [ana, bea])
    await command(box, device, `mix/${device.uuid}`, { set: [{ p: 'gain', ch: 1, v: 0.5 }] });
  const { page, screen } = await engineer('Marta', { device: desk, viewport: DESKTOP });
  const [leftmost = '', name = ''] = await screen.columns();
  await screen.cell('250 Hz', leftmost).focus();
  const second = name === 'Bea' ? bea : ana;
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('-');
  await until('half a dB down', () => boxHasDb(box, second, 1, -6.5));
  await page.keyboard.press('m');
  await screen.cell('500 Hz', name, 'silent').waitFor();
  await page.keyboard.press('m');
  await screen.cell('500 Hz', name, '−6.5 dB').waitFor();
  await page.keyboard.press('Enter');
  await screen.bar.getByRole('heading', { name, exact: true }).waitFor();
});

await pageTest('a search leaves the rows or the columns that it names', async ({ t, engineer, musician }) => {
  await musician('Ana');
  await musician('Bea');
  const { page, screen } = await engineer('Marta', { device: desk, viewport: DESKTOP });
  await screen.cell('250 Hz', 'Bea').waitFor();
  const rows = page.getByRole('rowheader');
  await page.getByRole('searchbox', { name: 'Search' }).fill('750');
  await until('one row', async () => (await rows.count()) === 1);
  t.ok((await screen.columns()).length >= 2, 'and everybody');
  await page.getByRole('searchbox', { name: 'Search' }).fill('bea');
  await until('one column', async () => (await screen.columns()).join() === 'Bea');
  t.equal(await rows.count(), CHANNELS, 'and every input');
});

await pageTest('the absent are folded away; all are removed by one question; a locked mix stays', async (test) => {
  const { t, engineer } = test;
  const zoe = await newDevice(box, 'Zoe');
  await newDevice(box, 'Yan');
  await command(box, desk, `device/${zoe.uuid}`, { action: 'lock', lock: 'engineer' });
  const { page, screen } = await engineer('Marta', { device: desk });
  await page.getByText(/^Not connected: \d+$/).waitFor();
  t.notOk(await screen.person('Yan').isVisible());
  await screen.unfoldAbsent();
  await screen.person('Yan').waitFor();
  t.same(await objections(page), []);
  const remove = page.getByRole('button', { name: /^Remove all \d+/ });
  await remove.click();
  await page.getByRole('button', { name: /sure\?$/ }).click();
  await screen.person('Yan').waitFor({ state: 'detached' });
  t.ok(await screen.person('Zoe').isVisible());
});
