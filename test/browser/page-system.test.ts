/** The system under the box, on the engineer's desk: changing its Wi-Fi and erasing everything need a confirmation. */
import { until } from '../harness/until.js';
import { newEngineer } from './harness/devices.js';
import { said } from './harness/hearing.js';
import { objections } from './harness/objections.js';
import { type OpenOptions, type PageTest, PIN, stage } from './harness/page-test.js';
import { standInSystem } from './harness/stand-in-system.js';
import { PHONE } from './harness/visit.js';

const { box, pageTest } = await stage('--source=tones:2');
const device = await newEngineer(box, PIN);

type System = Parameters<typeof standInSystem>[1];

/** The desk's Box tab over a system. */
async function atBox({ t, engineer }: PageTest, system: System = {}, options: OpenOptions = {}) {
  const seen = await engineer('Desk', { ...options, device });
  const state = await standInSystem(seen.page, system);
  t.teardown(() => state.end());
  await seen.screen.openTab('Box');
  return { ...seen, state };
}

/** Its Wi-Fi settings, opened. */
async function atWifi(test: PageTest, system: System = {}, options: OpenOptions = {}) {
  const seen = await atBox(test, system, options);
  const { page, screen } = seen;
  await page.getByText(screen.words('wifiSettings'), { exact: true }).click();
  return {
    ...seen,
    change: page.getByRole('button', { name: screen.words('wifiChange') }),
    choose: (label: string) => page.getByRole('combobox', { name: label, exact: true }),
    enter: (label: string) => page.getByRole('textbox', { name: label, exact: true }),
    pick: (name: string) => page.getByRole('radio', { name, exact: true }),
    refusal: page.getByRole('main').getByRole('alert'),
  };
}

await pageTest(
  'country, band, channel and security are sent together, after a warning and a question',
  async (test) => {
    const { t } = test;
    const { page, state, change, choose, pick } = await atWifi(test);
    const warning = page.getByText('All phones lose the Wi-Fi');
    t.ok(await change.isDisabled(), 'nothing to change yet');
    t.equal(await warning.count(), 0);
    t.same(await choose('Country').getByRole('option').allTextContents(), [
      'Argentina (AR)',
      'Spain (ES)',
      'United Kingdom (GB)',
      'United States (US)',
    ]);
    await choose('Country').selectOption('GB');
    await pick('2.4 GHz').click();
    t.equal(await choose('Channel').inputValue(), 'auto', 'a channel of the other band is forgotten');
    await choose('Channel').selectOption('11');
    await pick('WPA2 only').click();
    await warning.waitFor();
    await change.click();
    await page.getByRole('button', { name: 'Change the Wi-Fi: sure?' }).waitFor();
    t.same(state.asked, [], 'the first touch only asks');
    await change.click();
    await said(page, 'The Wi-Fi is changing');
    t.same(state.asked, ['wifi country=GB\nband=2.4\nchannel=11\nsecurity=wpa2\n']);
    await until('there is nothing more to change', () => change.isDisabled());
    t.equal(await choose('Channel').inputValue(), '11');
  },
);

await pageTest('a refusal is shown beside its field and keeps what was typed', async (test) => {
  const { t } = test;
  const { state, change, enter, refusal } = await atWifi(test, { countries: false });
  const country = enter('Country (ISO 3166)');
  await country.fill('u');
  await change.click();
  await change.click();
  await refusal.filter({ hasText: 'does not know this country' }).waitFor();
  t.equal(await country.inputValue(), 'U');
  t.same(state.asked, []);
  t.equal(await country.getAttribute('aria-invalid'), 'true');
  const described = await country.evaluate((field) => {
    const id = field.getAttribute('aria-describedby');
    return id === null ? '' : document.getElementById(id)?.textContent;
  });
  t.match(described, /does not know this country/);
  await country.fill('gb');
  t.equal(await refusal.count(), 0);
});

await pageTest(
  'joining a network: the password is hidden until the user shows it, and never left out by accident',
  async (test) => {
    const { t } = test;
    const { page, state, change, choose, enter, refusal } = await atWifi(test);
    await choose('What the radio does').selectOption('join');
    await enter('Name of the network').fill('Hall 1');
    await page.getByText('must switch to “Hall 1”').waitFor();
    await change.click();
    await change.click();
    await refusal.filter({ hasText: '8 to 63 characters' }).waitFor();
    t.same(state.asked, []);
    const password = page.getByLabel('Its password', { exact: true });
    t.equal(await password.getAttribute('type'), 'password');
    await page.getByRole('button', { name: 'Show Password' }).click();
    t.equal(await password.getAttribute('type'), 'text');
    await password.fill('a b"c\\12345');
    await change.click();
    await change.click();
    await until('the system is asked', () => state.asked.length > 0);
    t.same(state.asked, ['wifi mode=join\njoin_ssid=Hall 1\njoin_password=a b"c\\12345\n']);
    await until('the page does not keep it', async () => (await password.inputValue()) === '');
  },
);

await pageTest('a factory reset says what is deleted and what stays, and asks again', async (test) => {
  const { t } = test;
  const { page, screen, state } = await atBox(test);
  await screen.button('factoryReset').click();
  await screen.sheet.getByText('mixes and presets').waitFor();
  await screen.sheet.getByText('The firmware (1.1.0)').waitFor();
  const erase = screen.sheet.getByRole('button', { name: 'Erase everything' });
  const question = screen.button('sure', { what: 'Erase everything' }, screen.sheet);
  // On a busy machine the question may be over before the test has seen it.
  await until('the first touch asks', async () => {
    await erase.click();
    return question.isVisible();
  });
  t.same(state.asked, [], 'and only asks');
  await erase.click();
  await said(page, 'erases everything');
  t.same(state.asked, ['factory-reset ']);
});

await pageTest('without a radio there are no radio settings', async (test) => {
  const { page, screen } = await atBox(test, { says: { 'radio.state': 'none this box has no Wi-Fi radio.' } });
  await screen.button('factoryReset').waitFor();
  test.t.equal(await page.getByText('Wi-Fi settings').count(), 0);
});

for (const [locale, theme] of [
  ['en-GB', 'dark'],
  ['es-ES', 'light'],
] as const)
  await pageTest(`nothing to object to: ${locale}, ${theme}`, async (test) => {
    const { t } = test;
    const look = { locale, look: { theme }, viewport: PHONE };
    const { page, screen, change, choose, enter, pick, refusal } = await atWifi(test, {}, look);
    t.same(await objections(page), [], 'own Wi-Fi');
    await pick(locale === 'es-ES' ? '2,4 GHz' : '2.4 GHz').click();
    await choose(screen.words('wifiMode')).selectOption('join');
    t.same(await objections(page), [], 'join');
    await enter(screen.words('wifiJoinName')).fill('Hall 1');
    await change.click();
    await change.click();
    await refusal.waitFor();
    t.same(await objections(page), [], 'refused');
    await screen.button('factoryReset').click();
    await screen.sheet.waitFor();
    t.same(await objections(page), [], 'factory reset');
  });
