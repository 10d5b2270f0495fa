/** The system under the box, on the engineer's desk: changing its Wi-Fi and erasing everything need a confirmation. */
import t from 'tap';
import { objections } from './harness/objections.js';
import { newEngineer, PHONE, TABLET, told, until, visit } from './harness/page-driver.js';
import { browserAndBox } from './harness/page-test.js';
import { standInSystem } from './harness/stand-in-system.js';

const PIN = '173205';

const { browser, box } = await browserAndBox('--source=tones:2', `--engineer-pin=${PIN}`);
const desk = await newEngineer(box, PIN);

/** The desk's Box tab over a system, at the Wi-Fi settings. */
async function atWifi(system: Parameters<typeof standInSystem>[1] = {}, options: Parameters<typeof visit>[2] = {}) {
  const seen = await visit(browser, box, { device: desk, viewport: TABLET, hash: '#/desk/people', ...options });
  await seen.page.waitForSelector('.desk');
  const state = await standInSystem(seen.page, system);
  t.teardown(() => state.end());
  await seen.page.click('a[href="#/desk/box"]');
  await seen.page.click('summary:has-text("Wi-Fi")');
  return {
    ...seen,
    state,
    field: (label: string) => seen.page.locator(`.field:has(> span:text-is("${label}")) > .input`),
  };
}

t.test('country, band, channel and security are sent together, after a warning and a question', async (t) => {
  const { page, context, faults, state, field } = await atWifi();
  const change = page.locator('button:has-text("Change the Wi-Fi")');
  t.ok(await change.isDisabled(), 'nothing to change yet');
  t.equal(await page.locator('.problem:has-text("All phones lose the Wi-Fi")').count(), 0);
  t.same(await field('Country').locator('option').allTextContents(), [
    'Argentina (AR)',
    'Spain (ES)',
    'United Kingdom (GB)',
    'United States (US)',
  ]);
  await field('Country').selectOption('GB');
  await page.locator('[role=radio]:has-text("2.4 GHz")').click();
  t.equal(await field('Channel').inputValue(), 'auto', 'a channel of the other band is forgotten');
  await field('Channel').selectOption('11');
  await page.locator('[role=radio]:has-text("WPA2 only")').click();
  await page.locator('.problem:has-text("All phones lose the Wi-Fi")').waitFor();
  await change.click();
  await page.waitForSelector('button:has-text("Change the Wi-Fi: sure?")');
  t.same(state.asked, [], 'the first touch only asks');
  await change.click();
  t.ok(await told(page, 'The Wi-Fi changes now'));
  t.same(state.asked, ['wifi country=GB\nband=2.4\nchannel=11\nsecurity=wpa2\n']);
  t.ok(await until(() => change.isDisabled()), 'and there is nothing more to change');
  t.equal(await field('Channel').inputValue(), '11');
  t.same(faults, []);
  await context.close();
});

t.test('a refusal is shown beside its field and keeps what was typed', async (t) => {
  const { page, context, faults, state, field } = await atWifi({ countries: false });
  const change = page.locator('button:has-text("Change the Wi-Fi")');
  const country = field('Country (ISO 3166)');
  await country.fill('u');
  await change.click();
  await change.click();
  await page.locator('.problem[role=alert]:has-text("does not know this country")').waitFor();
  t.equal(await country.inputValue(), 'U');
  t.same(state.asked, []);
  t.equal(await country.getAttribute('aria-invalid'), 'true');
  const described = await country.getAttribute('aria-describedby');
  t.match(await page.locator(`[id="${described}"]`).textContent(), /does not know this country/);
  await country.fill('gb');
  t.equal(await page.locator('.problem[role=alert]').count(), 0);
  t.same(faults, []);
  await context.close();
});

t.test(
  'joining a network: the password is hidden until the user shows it, and never left out by accident',
  async (t) => {
    const { page, context, faults, state, field } = await atWifi();
    const change = page.locator('button:has-text("Change the Wi-Fi")');
    await field('What the radio does').selectOption('join');
    await field('Name of the network').fill('Hall 1');
    await page.locator('.problem:has-text("must go to “Hall 1”")').waitFor();
    await change.click();
    await change.click();
    await page.locator('.problem[role=alert]:has-text("8 to 63 characters")').waitFor();
    t.same(state.asked, []);
    const password = field('Its password');
    t.equal(await password.getAttribute('type'), 'password');
    await page.click('button:has-text("Show")');
    t.equal(await password.getAttribute('type'), 'text');
    await password.fill('a b"c\\12345');
    await change.click();
    await change.click();
    t.ok(await until(() => state.asked.length > 0));
    t.same(state.asked, ['wifi mode=join\njoin_ssid=Hall 1\njoin_password=a b"c\\12345\n']);
    t.ok(await until(async () => (await password.inputValue()) === ''), 'the page does not keep it');
    t.same(faults, []);
    await context.close();
  },
);

t.test('a factory reset says what is deleted and what stays, and asks again', async (t) => {
  const { page, context, faults, state } = await atWifi();
  await page.click('button:has-text("Factory reset")');
  await page.locator('.sheet :text("mixes and presets")').waitFor();
  await page.locator('.sheet :text("The firmware (1.1.0)")').waitFor();
  const erase = page.locator('.sheet button:has-text("Erase everything")');
  await erase.click();
  await page.waitForSelector('.sheet button:has-text("Erase everything: sure?")');
  t.same(state.asked, []);
  await erase.click();
  t.ok(await told(page, 'erases everything'));
  t.same(state.asked, ['factory-reset ']);
  t.same(faults, []);
  await context.close();
});

t.test('without a radio there are no radio settings', async (t) => {
  const seen = await visit(browser, box, { device: desk, viewport: TABLET, hash: '#/desk/people' });
  await seen.page.waitForSelector('.desk');
  const state = await standInSystem(seen.page, { says: { 'radio.state': 'none this box has no Wi-Fi radio.' } });
  t.teardown(() => state.end());
  await seen.page.click('a[href="#/desk/box"]');
  await seen.page.waitForSelector('button:has-text("Factory reset")');
  t.equal(await seen.page.locator('summary:has-text("Wi-Fi")').count(), 0);
  await seen.context.close();
});

for (const [locale, theme] of [
  ['en-GB', 'dark'],
  ['es-ES', 'light'],
] as const)
  t.test(`nothing to object to: ${locale}, ${theme}`, async (t) => {
    const { page, context } = await atWifi({}, { locale, look: { theme }, viewport: PHONE });
    t.same(await objections(page), [], 'own Wi-Fi');
    await page.locator('details[open] [role=radio] >> nth=1').click();
    await page.locator('details[open] select >> nth=0').selectOption('join');
    t.same(await objections(page), [], 'join');
    await page.locator('details[open] .input >> nth=2').fill('Hall 1');
    await page.locator('details[open] .button--danger, details[open] .button.grow').click();
    await page.locator('details[open] .button--danger').click();
    await page.waitForSelector('details[open] .problem[role=alert]');
    t.same(await objections(page), [], 'refused');
    await page.locator('section:has(details[open]) > .button').last().click();
    await page.waitForSelector('.sheet');
    t.same(await objections(page), [], 'factory reset');
    await context.close();
  });
