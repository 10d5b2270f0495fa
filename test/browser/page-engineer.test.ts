/** The engineer's evening: the PIN, everybody's mixes, requests, panic, inputs; with sound where it matters. */
import t from 'tap';
import { NativeListener } from '../harness/native-listener.js';
import { objections } from './harness/objections.js';
import {
  command,
  hears,
  hearsDb,
  listen,
  mixOf,
  newDevice,
  newEngineer,
  shownDb,
  strip,
  TABLET,
  told,
  until,
  visit,
} from './harness/page-driver.js';
import { browserAndBox } from './harness/page-test.js';

const CHANNELS = 4;
const PIN = '161803';

const { browser, box } = await browserAndBox(`--source=tones:${CHANNELS}`, `--engineer-pin=${PIN}`);

t.test('a wrong PIN gives an error; the right one opens the desk', async (t) => {
  const device = await newDevice(box, 'Marta');
  const { page, context, faults } = await visit(browser, box, { device, viewport: TABLET });
  await page.waitForSelector('.dock');
  await page.click('.bar button[aria-label="Menu"]');
  await page.click('.sheet .list__item >> nth=-1');
  await page.fill('.input--pin', '000000');
  await page.click('.sheet button[type=submit]');
  await page.waitForSelector('.sheet .problem:has-text("wrong PIN")');

  // Until the box wants a wait that a busy machine can still see: the first one is only two seconds.
  const guess = async () => {
    const wrong = { method: 'POST', body: JSON.stringify({ pin: '000000' }), token: device.token };
    const answer = (await (await box.fetch('/api/engineer', wrong)).json()) as { error: { retryAfterMs?: number } };
    return answer.error.retryAfterMs ?? 0;
  };
  await page.fill('.input--pin', PIN);
  for (let wait = 0; wait < 3000; wait = await guess()) await page.waitForTimeout(wait);
  const submit = page.locator('.sheet button[type=submit]');
  await submit.click();
  await page.waitForSelector('.sheet .problem:has-text("too many wrong PINs")');
  t.match(await submit.textContent(), /^Wait \d+ seconds?$/, 'how long');
  await page.fill('.input--pin', PIN);
  await page.waitForSelector('.sheet .problem', { state: 'detached' });
  await submit.click();
  await page.waitForSelector('.person:has-text("Marta")');
  t.same(faults, []);
  await context.close();
});

t.test('an app without a token is marked as mixing by itself; a page is not', async (t) => {
  const desk = await newEngineer(box, PIN, 'Desk');
  await newDevice(box, 'Berta');
  const app = await NativeListener.connect(box, { uuid: 'field-phone', channels: [0], format: 'int16' });
  const { page, context, faults } = await visit(browser, box, {
    device: desk,
    viewport: TABLET,
    hash: '#/desk/people',
  });
  const person = page.locator('.person:has(h3:has-text("Android fiel"))');
  await person.locator('.badge:has-text("not verified")').waitFor();
  await person.locator('text=Mixes on its own device').waitFor();
  await person.locator('button[aria-label$=": more"]').click();
  await page.waitForSelector('.sheet :text("shows no token")');
  await page.keyboard.press('Escape');
  app.socket.destroy();
  await page.waitForSelector('.person--away:has(h3:has-text("Android fiel"))');
  t.equal(await page.locator('.person:has(h3:has-text("Berta")) .badge:has-text("not verified")').count(), 0);
  t.same(faults, []);
  await context.close();
});

t.test('the engineer changes a musician’s mix: seen and heard there; cue, panic and back', async (t) => {
  const ana = await newDevice(box, 'Ana');
  const desk = await newEngineer(box, PIN, 'Desk');
  const musician = await visit(browser, box, { device: ana });
  await musician.page.waitForSelector('.dock');
  await listen(musician.page);
  const engineer = await visit(browser, box, { device: desk, viewport: TABLET, hash: '#/desk/people' });
  const person = engineer.page.locator('.person:has(h3:has-text("Ana"))');
  await person.waitFor();
  await person.locator('.badge.quality').waitFor();

  await person.locator('.button:has-text("Mix")').click();
  await strip(engineer.page, 1).locator('.key--mute').click();
  t.same(await hears(musician.page, CHANNELS, [0, 2, 3]), [0, 2, 3], 'Ana no longer hears channel 1');
  t.ok(
    await until(
      async () => (await strip(musician.page, 1).locator('.key--mute').getAttribute('aria-pressed')) === 'true',
    ),
  );
  await engineer.page.click('.dock button.listen[aria-pressed]');
  t.same(await hears(engineer.page, CHANNELS, [0, 2, 3]), [0, 2, 3], 'the engineer hears Ana’s mix');

  await engineer.page.click('.bar button[aria-label="To the desk"]');
  await engineer.page.click('.bar .button--danger');
  t.same(await hears(musician.page, CHANNELS, []), [], 'panic: silence');
  await engineer.page.click('.panic--on');
  t.same(await hears(musician.page, CHANNELS, [0, 2, 3]), [0, 2, 3], 'and back as it was');
  t.equal((await mixOf(box, ana)).master, 1);
  t.same([...musician.faults, ...engineer.faults], []);
  await musician.context.close();
  await engineer.context.close();
});

t.test(
  'in somebody’s mix: the address says whose, Back and reload keep to it, panic is there, and the role lost leads home',
  async (t) => {
    const ona = await newDevice(box, 'Ona');
    const boss = await newEngineer(box, PIN, 'Boss');
    const desk = await newEngineer(box, PIN, 'Helper');
    const { page, context, faults } = await visit(browser, box, {
      device: desk,
      viewport: TABLET,
      hash: '#/desk/people',
    });
    const title = () => page.textContent('.bar h1');
    const person = page.locator('.person:has(h3:has-text("Ona"))');
    await person.locator('.button:has-text("Mix")').click();
    await page.waitForSelector('.dock');
    t.equal(await title(), 'Ona');
    await page.waitForSelector('.bar__state .dot:not(.dot--busy)');
    await page.reload();
    await page.waitForSelector('.dock');
    t.ok(await until(async () => (await title()) === 'Ona'), 'the same mix after a reload');
    t.same(await objections(page), [], 'somebody’s mix');

    await page.click('.dock .button--danger');
    await page.waitForSelector('.dock .panic--on');
    await page.click('.dock .panic--on');
    await page.waitForSelector('.dock .panic--on', { state: 'detached' });

    await page.goBack();
    await person.waitFor();
    await page.goForward();
    await page.waitForSelector('.dock');
    t.equal(await title(), 'Ona');

    await page.click('.strip[data-channel="0"] .strip__icon');
    await page.waitForSelector('.sheet');
    await command(box, boss, `device/${desk.uuid}`, { action: 'role', role: 'musician' });
    await page.waitForSelector('.bar h1:has-text("Helper")');
    t.ok(await told(page, 'no longer an engineer'));
    await page.waitForSelector('.sheet', { state: 'detached' });
    await page.evaluate(`location.hash = '#/mix/${ona.uuid}'`);
    t.ok(await until(async () => (await page.evaluate('location.hash')) === '#/'), 'nor does the address open it');
    t.equal(await title(), 'Helper');
    await command(box, boss, `device/${desk.uuid}`, { action: 'role', role: 'engineer' });
    t.ok(await told(page, 'You are an engineer now'));
    await page.click('.toast button:has-text("To the desk")');
    await person.waitFor();
    t.same(faults, []);
    await context.close();
  },
);

t.test('a request is accepted by one tap on the desk, and the musician hears it', async (t) => {
  const luis = await newDevice(box, 'Luis');
  const desk = await newEngineer(box, PIN, 'Desk');
  const musician = await visit(browser, box, { device: luis });
  await musician.page.waitForSelector('.dock');
  await listen(musician.page);
  const engineer = await visit(browser, box, { device: desk, viewport: TABLET, hash: '#/desk/people' });
  await engineer.page.waitForSelector('.person');
  await strip(musician.page, 2).locator('.strip__icon').click();
  await musician.page.click('.sheet button:has-text("Ask for more")');
  await engineer.page.click('.ask:has-text("Luis") button:has-text("Accept")');
  t.ok(await until(async () => (await shownDb(musician.page, 2)) === -3), 'the musician’s fader moved');
  // A tone of −12 dBFS at −3 dB, in the centre.
  const expected = -12 - 3 + 20 * Math.log10(Math.SQRT1_2);
  const heard = await hearsDb(musician.page, 2, expected);
  t.ok(Math.abs(heard - expected) < 0.5, `heard at its new level: ${heard} dBFS`);
  t.ok(await until(async () => (await engineer.page.locator('.ask').count()) === 0), 'the request is gone');
  t.ok(await told(musician.page, 'Desk accepts: More'), 'and the musician sees it');
  await command(box, luis, `ask/${luis.uuid}`, { action: 'ask', text: 'Too loud' });
  await engineer.page.click('.ask:has-text("Luis") button[aria-label^="Decline"]');
  t.ok(await told(musician.page, 'Desk declines: Too loud'), 'also a declined request');
  t.same([...musician.faults, ...engineer.faults], []);
  await musician.context.close();
  await engineer.context.close();
});

t.test('names, icons and stereo pairs of inputs, and the song list, reach every page', async (t) => {
  const pau = await newDevice(box, 'Pau');
  const desk = await newEngineer(box, PIN, 'Desk');
  await command(box, pau, `preset/${pau.uuid}`, { action: 'save', name: 'Before' });
  const musician = await visit(browser, box, { device: pau });
  await musician.page.waitForSelector('.dock');
  const engineer = await visit(browser, box, { device: desk, viewport: TABLET, hash: '#/desk/channels' });
  await engineer.page.click('.input-row__main >> nth=0');
  await engineer.page.fill('.sheet input.input', 'Keys L');
  await engineer.page.click('.sheet button:has-text("Save")');
  await musician.page.waitForSelector('.strip[aria-label="Keys L"]');
  await engineer.page.click('.sheet button[aria-label="keys"]');
  await engineer.page.selectOption('.sheet select', '1');
  t.ok(
    await until(async () => (await musician.page.locator('.strip').count()) === CHANNELS - 1),
    'a pair is one strip',
  );
  await engineer.page.click('.sheet button[aria-label="Close"]');

  await engineer.page.click('a[href="#/desk/songs"]');
  for (const song of ['First', 'Second']) {
    await engineer.page.fill('.desk input.input', song);
    await engineer.page.click('.desk button:has-text("Add")');
    await engineer.page.waitForSelector(`.desk li:has-text("${song}")`);
  }
  await engineer.page.click('.desk .switch');
  await musician.page.waitForSelector('.songs');
  await musician.page.click('.songs button[aria-label="Next song"]');
  await musician.page.waitForSelector('.songs:has-text("First")');
  t.same([...musician.faults, ...engineer.faults], []);
  await musician.context.close();
  await engineer.context.close();
});

t.test('the box: a bad setting shows its error beside it, another source plays on every page', async (t) => {
  const mei = await newDevice(box, 'Mei');
  const desk = await newEngineer(box, PIN, 'Desk');
  const musician = await visit(browser, box, { device: mei });
  await musician.page.waitForSelector('.dock');
  const engineer = await visit(browser, box, { device: desk, viewport: TABLET, hash: '#/desk/box' });
  const ceiling = engineer.page.locator('.settings form:has-text("limiter-ceiling")');
  await ceiling.locator('input').fill('7');
  await ceiling.locator('input').press('Enter');
  await ceiling.locator('.problem').waitFor();
  await ceiling.locator('input').fill('-3');
  await ceiling.locator('input').press('Enter');
  t.ok(await told(engineer.page, 'next start'));
  t.equal(await ceiling.locator('.problem').count(), 0);

  await engineer.page.selectOption('.columns__wide > .field select', 'demo');
  await musician.page.waitForSelector('.strip[aria-label="Lead Vox"]', { state: 'attached' });
  t.same([...musician.faults, ...engineer.faults], []);
  await musician.context.close();
  await engineer.context.close();
});
