/** What the page says if the box cannot serve it at once, or has something to report, in both languages. */
import t from 'tap';
import { MAX_LISTENERS } from '../../src/audio/format.js';
import { WebListener } from '../harness/listener.js';
import { until } from '../harness/until.js';
import { objections } from './harness/objections.js';
import { hears, newDevice, newEngineer, PHONE, visit } from './harness/page-driver.js';
import { browserAndBox } from './harness/page-test.js';

const PIN = '223606';
const CHANNELS = 2;
const { browser, box } = await browserAndBox(`--source=tones:${CHANNELS}`, `--engineer-pin=${PIN}`);

for (const [locale, listen, banner, waiting] of [
  ['en-GB', 'Listen', 'All places to listen are taken. You get the next free one.', 'Waiting for a place'],
  [
    'es-ES',
    'Escuchar',
    'Todos los sitios para escuchar están ocupados. Entras en cuanto quede uno libre.',
    'Esperando sitio',
  ],
] as const) {
  t.test(`${locale}: all places are taken: the page says so, asks slowly, and takes the next free one`, async (t) => {
    const crowd: WebListener[] = [];
    t.teardown(() => {
      for (const one of crowd) one.die();
    });
    // From the address of the page: one of them is no worse than the page.
    for (let i = 0; i < MAX_LISTENERS; i++) {
      const listener = new WebListener(box, await box.join(`${locale} ${i}`));
      await listener.opened;
      crowd.push(listener);
    }
    const device = await newDevice(box, 'Ana');
    const { page, context, faults } = await visit(browser, box, { device, locale, viewport: PHONE });
    let asked = 0;
    page.on('websocket', (socket) => {
      if (socket.url().includes('/audio')) asked++;
    });
    await page.getByRole('button', { name: listen, exact: true }).click();
    await page.getByText(banner).first().waitFor();
    await page.getByRole('button', { name: new RegExp(waiting) }).waitFor();
    t.same(await objections(page), []);
    const before = asked;
    // Each touch would try again at once if the network were gone.
    for (let i = 0; i < 5; i++)
      await page
        .locator('.bar')
        .first()
        .click({ position: { x: 120, y: 10 } });
    t.ok(asked - before <= 1, `a touch asks no sooner: ${asked - before}`);
    for (const one of crowd.splice(0)) one.die();
    t.same(await hears(page, CHANNELS, [0, 1]), [0, 1], 'heard by itself');
    await page.getByText(banner).first().waitFor({ state: 'detached' });
    t.same(faults, []);
    await context.close();
  });
}

t.test('a displaced listener reads that all places are taken', async (t) => {
  const device = await newDevice(box, 'Ben');
  const { page, context } = await visit(browser, box, { device, viewport: PHONE });
  const crowd: WebListener[] = [];
  t.teardown(() => {
    for (const one of crowd) one.die();
  });
  for (let i = 0; i < MAX_LISTENERS - 1; i++) {
    const listener = new WebListener(box, await box.join(`stranger ${i}`));
    await listener.opened;
    crowd.push(listener);
  }
  await page.getByRole('button', { name: 'Listen', exact: true }).click();
  await page.getByRole('button', { name: /ms delay/ }).waitFor();
  const desk = new WebListener(box, await newEngineer(box, PIN));
  await desk.opened;
  crowd.push(desk);
  await page.getByText('All places to listen are taken.').first().waitFor();
  await context.close();
});

t.test('the page waits for a busy box: nobody has to enter their name again', async (t) => {
  const device = await newDevice(box, 'Eva');
  const { page, context } = await visit(browser, box, { device, locale: 'es-ES', viewport: PHONE });
  await page.waitForSelector('.dock');
  let refusals = 0;
  const error = { code: 'busy', message: 'too much at once' };
  await page.route('**/api/join', (route) =>
    refusals++ < 2
      ? route.fulfill({ status: 429, headers: { 'retry-after': '1' }, json: { error } })
      : route.continue(),
  );
  await page.reload();
  await page.getByRole('heading', { name: 'La caja está ocupada' }).waitFor();
  await page.waitForSelector('.dock');
  t.equal(refusals, 3);
  await context.close();
});

t.test('a newcomer who waits for a busy box gets in without doing anything', async (t) => {
  const { page, context, faults } = await visit(browser, box, { viewport: PHONE });
  let refusals = 0;
  const error = { code: 'busy', message: 'too many new devices' };
  await page.route('**/api/join', (route) =>
    refusals++ < 1
      ? route.fulfill({ status: 429, headers: { 'retry-after': '1' }, json: { error } })
      : route.continue(),
  );
  await page.getByLabel('Your name').fill('Ivo');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('alert').filter({ hasText: 'you get in by yourself' }).waitFor();
  await page.getByRole('heading', { name: 'What do you play?' }).waitFor();
  t.same(faults, []);
  await context.close();
});

t.test('a page under a foreign name leads to the box, in both languages', async (t) => {
  const { page, context } = await visit(browser, box, { viewport: PHONE });
  const answer = await page.goto(`http://another.localhost:${box.webPort}/`);
  t.equal(answer?.status(), 421);
  await page.getByText('The stage box does not answer to the name another.localhost. Open it here:').waitFor();
  await page.getByText('La caja no responde al nombre another.localhost. Ábrela aquí:').waitFor();
  t.same(await objections(page), []);
  await page.getByRole('link', { name: `http://127.0.0.1:${box.webPort}/` }).click();
  await page.getByLabel('Your name').waitFor();
  await context.close();
});

t.test('notes are in the language of the desk; the text of the log is a tap away', async (t) => {
  const guesser = await newDevice(box, 'Guesser');
  for (let i = 0; i < 6; i++)
    await box.fetch('/api/engineer', { method: 'POST', body: JSON.stringify({ pin: '000000' }), token: guesser.token });
  const device = await newEngineer(box, PIN, 'Luis');
  const { page, context, faults } = await visit(browser, box, {
    device,
    locale: 'es-ES',
    viewport: { width: 1440, height: 900 },
    hash: '#/desk/box',
  });
  const note = page.getByText('Muchos PIN erróneos: alguien puede estar probando').first();
  await note.waitFor();
  t.notOk(
    await page
      .getByText(/wrong PINs/)
      .first()
      .isVisible(),
  );
  await note.click();
  await until('it shows', () =>
    page
      .getByText(/wrong PINs in a row from “Guesser”/)
      .first()
      .isVisible(),
  );
  t.same(await objections(page), []);
  t.same(faults, []);
  await context.close();
});
