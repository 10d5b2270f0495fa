/** What the desk says of each musician's link: the worst of what the box sees and the phone reports. */
import { newEngineer } from './harness/devices.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';
import { DESKTOP, PHONE } from './harness/visit.js';

const { box, pageTest } = await stage('--source=tones:2');
const desk = await newEngineer(box, PIN);

await pageTest('the desk says “Poor” and why beside a phone that is a second late', async (test) => {
  const { t, engineer, musician } = test;
  const { screen: phone } = await musician('Dora');
  await phone.button('listen').click();
  for (const viewport of [PHONE, DESKTOP]) {
    const { page, screen } = await engineer('Desk', { device: desk, viewport });
    // The phone's own report, as it is when the phone is too busy.
    const report = { delayMs: 1012, cause: 'busy', status: 'playing', underruns: 3 };
    await page.route('**/api/health', async (route) => {
      const health = await box.fetch('/api/health', { token: desk.token });
      const answer = (await health.json()) as { listeners: object[] };
      await route.fulfill({ json: { ...answer, listeners: answer.listeners.map((one) => ({ ...one, report })) } });
    });
    await page.getByRole('radio', { name: 'Cards' }).click();
    const person = screen.person('Dora');
    await person.getByText('Poor', { exact: true }).waitFor();
    await person.getByText('the phone can’t keep up').waitFor();
    await person.getByText('1,012 ms').waitFor();
    t.equal(await person.getByText('Good', { exact: true }).count(), 0);
    t.same(await objections(page), []);
    await page.close();
  }
});
