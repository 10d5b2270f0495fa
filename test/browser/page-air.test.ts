/** The air of the radio on the engineer's desk: who takes most, what each gets, who found no room. */
import { radioRoutes } from '../../src/app/radio/radio-api.js';
import { SimulatedStage } from '../app/radio/simulated-stage.js';
import { servedRoutes } from '../harness/served-routes.js';
import { until } from '../harness/until.js';
import { newDevice, newEngineer } from './harness/devices.js';
import { PIN, stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:2');
const desk = await newEngineer(box, PIN);

const GOOD = '150.0 MBit/s VHT-MCS 7 40MHz short GI VHT-NSS 1';
const WEAK = '14.4 MBit/s VHT-MCS 1 short GI VHT-NSS 1';

await pageTest('the Box tab shows the air, who takes most of it first, and who found no room', async (test) => {
  const { t, engineer } = test;
  const [ana, bo, cy] = [await newDevice(box, 'Ana'), await newDevice(box, 'Bo'), await newDevice(box, 'Cy')];
  const radio = new SimulatedStage({ rtp: true });
  t.teardown(() => radio.end());
  radio.put({ device: ana.uuid, bitrate: GOOD, transport: 'rtp' });
  radio.put({ device: bo.uuid, bitrate: WEAK, transport: 'rtp' });
  // A whole stage of PCM would not fit: this one finds no room.
  radio.put({ device: cy.uuid, bitrate: '1.0 MBit/s', adapt: false, asked: { codec: 'pcm', frames: 480, copies: 0 } });
  await radio.settle();
  for (const { uuid } of [ana, bo, cy]) radio.listen(uuid);
  await radio.second();
  const serve = servedRoutes(
    radioRoutes(radio.budget, radio.reader, () => radio.nowMs),
    'engineer',
  );
  const { page, screen } = await engineer('Desk', { device: desk });
  await page.route('**/api/radio', async (route) => {
    const reply = await serve({ method: 'GET', path: '/api/radio' });
    await route.fulfill({ status: reply!.status, headers: reply!.headers, body: String(reply!.body) });
  });
  await screen.openTab('Box');
  const card = page.getByRole('region', { name: 'Radio' });
  await until('both listeners are there', async () => (await card.getByRole('listitem').count()) >= 2);
  const rows = await card.getByRole('listitem').allInnerTexts();
  t.match(rows[0], /^Bo.*weak.*14 Mb\/s · Opus · 10 ms · 1 copy/s);
  t.match(rows[1], /^Ana.*150 Mb\/s · Opus · 5 ms · 2 copies/s);
  t.match(rows[2], /^Cy/);
  await card.getByText('of 60 %').waitFor();
  await card.getByRole('heading', { name: 'Found no room' }).waitFor();
});

await pageTest('a box without a radio says that it chooses by the number of listeners', async ({ engineer }) => {
  const { page, screen } = await engineer('Desk', { device: desk });
  await screen.openTab('Box');
  await page.getByText('it chooses by the number of listeners').waitFor();
});

await pageTest('everybody’s delay and packets stand on the desk', async ({ t, engineer, musician }) => {
  const { screen } = await musician('Dora');
  const { page } = await engineer('Desk', { device: desk });
  await screen.button('listen').click();
  const person = page.getByRole('listitem').filter({ hasText: 'Dora' });
  await person.getByText(/Opus|PCM/).waitFor();
  await person.getByText(/^\d+ ms$/).waitFor();
  t.match(await person.textContent(), /(WebSocket|RTP) · (Opus · 5 ms|PCM · \d)/);
});
