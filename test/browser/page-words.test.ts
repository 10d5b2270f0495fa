/** What the page says if the box cannot serve it at once, or has something to report, in both languages. */
import { MAX_LISTENERS } from '../../src/audio/format.js';
import { WebListener } from '../harness/listener.js';
import { newDevice, newEngineer } from './harness/devices.js';
import { hears } from './harness/hearing.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';

const CHANNELS = 2;
const { box, pageTest } = await stage(`--source=tones:${CHANNELS}`);

for (const [locale, listen, banner, waiting] of [
  ['en-GB', 'Listen', 'All listening places are taken. You get the next free one.', 'Waiting for a place'],
  [
    'es-ES',
    'Escuchar',
    'Todos los sitios para escuchar están ocupados. Entras en cuanto quede uno libre.',
    'Esperando sitio',
  ],
] as const) {
  await pageTest(
    `${locale}: all places are taken: the page says so, asks slowly, and takes the next free one`,
    async ({ t, musician }) => {
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
      const { page, screen } = await musician('Ana', { locale });
      let asked = 0;
      page.on('websocket', (socket) => {
        if (socket.url().includes('/audio')) asked++;
      });
      await page.getByRole('button', { name: listen, exact: true }).click();
      await page.getByText(banner).waitFor();
      await page.getByRole('button', { name: new RegExp(waiting) }).waitFor();
      t.same(await objections(page), []);
      const before = asked;
      // Each touch would try again at once if the network were gone.
      for (let i = 0; i < 5; i++) await screen.bar.click({ position: { x: 3, y: 3 } });
      t.ok(asked - before <= 1, `a touch asks no sooner: ${asked - before}`);
      for (const one of crowd.splice(0)) one.die();
      t.same(await hears(page, CHANNELS, [0, 1]), [0, 1], 'heard by itself');
      await page.getByText(banner).waitFor({ state: 'detached' });
    },
  );
}

await pageTest('a displaced listener reads that all places are taken', async ({ t, musician }) => {
  const { page } = await musician('Ben');
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
  await page.getByRole('button', { name: /Stop.*ms delay/ }).waitFor();
  const desk = new WebListener(box, await newEngineer(box, PIN));
  await desk.opened;
  crowd.push(desk);
  await page.getByText('All listening places are taken.').waitFor();
});

await pageTest('the page waits for a busy box: nobody has to enter their name again', async ({ t, musician }) => {
  const { page, screen } = await musician('Eva', { locale: 'es-ES' });
  let refusals = 0;
  const error = { code: 'busy', message: 'too much at once' };
  await page.route('**/api/join', (route) =>
    refusals++ < 2
      ? route.fulfill({ status: 429, headers: { 'retry-after': '1' }, json: { error } })
      : route.continue(),
  );
  await page.reload();
  await page.getByRole('heading', { name: 'La caja está ocupada' }).waitFor();
  await screen.mixer();
  t.equal(refusals, 3);
});

await pageTest('a newcomer who waits for a busy box gets in without doing anything', async ({ open }) => {
  const { page, screen } = await open();
  let refusals = 0;
  const error = { code: 'busy', message: 'too many new devices' };
  await page.route('**/api/join', (route) =>
    refusals++ < 1
      ? route.fulfill({ status: 429, headers: { 'retry-after': '1' }, json: { error } })
      : route.continue(),
  );
  await screen.enterName('Ivo');
  await page.getByRole('alert').filter({ hasText: 'You will get in by yourself' }).waitFor();
  await page.getByRole('heading', { name: 'What do you play?' }).waitFor();
});

await pageTest('a page under a foreign name leads to the box, in both languages', async ({ t, open }) => {
  const { page, screen } = await open();
  const answer = await page.goto(`http://another.localhost:${box.webPort}/`);
  t.equal(answer?.status(), 421);
  await page.getByText('The stage box does not answer to the name another.localhost. Open it here:').waitFor();
  await page.getByText('La caja no responde al nombre another.localhost. Ábrela aquí:').waitFor();
  t.same(await objections(page), []);
  await page.getByRole('link', { name: `http://127.0.0.1:${box.webPort}/` }).click();
  await screen.nameField.waitFor();
});

await pageTest('notes are in the language of the desk; the text of the log is a tap away', async ({ t, engineer }) => {
  const guesser = await newDevice(box, 'Guesser');
  for (let i = 0; i < 6; i++)
    await box.fetch('/api/engineer', { method: 'POST', body: JSON.stringify({ pin: '000000' }), token: guesser.token });
  const { page } = await engineer('Luis', {
    locale: 'es-ES',
    viewport: { width: 1440, height: 900 },
    hash: '#/desk/box',
  });
  const log = page.getByText(/wrong PINs in a row from “Guesser”/);
  const note = page.getByRole('listitem').filter({ has: log });
  await note.getByText('Muchos PIN erróneos: alguien puede estar probando').waitFor();
  t.notOk(await log.isVisible());
  await note.getByText('Muchos PIN erróneos: alguien puede estar probando').click();
  await log.waitFor();
  t.same(await objections(page), []);
});
