/** One person's second phone: asked by name and answered by the old phone or the desk; or by a code. */
import { until } from '../harness/until.js';
import { boxHasDb, command, newDevice, newEngineer } from './harness/devices.js';
import { said } from './harness/hearing.js';
import { objections } from './harness/objections.js';
import { PIN, stage } from './harness/page-test.js';

const { box, pageTest } = await stage('--source=tones:4');
const desk = await newEngineer(box, PIN, 'Marta');
const half = { set: [{ p: 'gain', ch: 1, v: 0.5 }] };

await pageTest('a second Ana is asked whether they are this Ana, and the old phone moves the mix', async (test) => {
  const { t, musician } = test;
  const { screen: old, device } = await musician('Ana');
  await command(box, device, `mix/${device.uuid}`, half);
  const { screen, page, device: fresh } = await musician('Ana');
  await page.getByText('Are you this Ana, on another phone too?').waitFor();
  t.same(await objections(page), []);
  await screen.button('thatsMe').click();
  await page.getByText('Tap “Move it” on your other phone.').waitFor();
  await old.alert('Ana is on another phone').waitFor();
  t.same(await objections(old.page), []);
  await old.button('moveMyMix').click();
  await until('the mix is here', () => boxHasDb(box, fresh, 1, -6));
  await until('and on the screen', async () => (await screen.shownDb(1)) === -6);
  await page.getByText('Tap “Move it”').waitFor({ state: 'detached' });
});

await pageTest('who is not that person says so once; where the old phone is gone the desk answers', async (test) => {
  const { t, musician, engineer } = test;
  const gone = await newDevice(box, 'Bea');
  await command(box, gone, `mix/${gone.uuid}`, half);
  const { screen: other, page: otherPage } = await musician('Bea');
  await otherPage.getByText(/^Are you this Bea\? Last here/).waitFor();
  await other.button('notMe').click();
  await otherPage.reload();
  await other.mixer();
  t.equal(await otherPage.getByText(/Are you this Bea/).count(), 0);
  await otherPage.close();

  const { screen, page, device } = await musician('bea');
  await page.getByText(/^Are you this Bea/).waitFor();
  // Two people of this name were here: the first question may be about the other one.
  if ((await page.getByText('on another phone too').count()) > 0) await screen.button('notMe').click();
  await screen.button('thatsMe').click();
  const { screen: table } = await engineer('Marta', { device: desk });
  const claim = table.request('says they are this Bea');
  await table.button('handOverNow', {}, claim).click();
  await until('somebody’s mix is here', async () => (await page.getByText(/Asking the engineer/).count()) === 0);
  await claim.waitFor({ state: 'detached' });
  t.ok(device.uuid);
});

await pageTest('a code on the old phone takes everything to the new one, whatever its name', async (test) => {
  const { t, musician } = test;
  const { screen: old, device } = await musician('Cleo');
  await command(box, device, `mix/${device.uuid}`, half);
  await old.openSheet('setupTitle');
  await old.button('showCode').click();
  const code = await old.sheet.getByLabel('Code for the other phone').textContent();
  t.match(code ?? '', /^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
  const { screen, page, device: fresh } = await musician('C.');
  await screen.openSheet('setupTitle');
  const line = screen.sheet.getByLabel('Code from my other phone');
  await line.fill('AAAA-AAAA');
  await line.press('Enter');
  await said(page, 'no phone shows this code now');
  await line.fill(code!.toLowerCase());
  await line.press('Enter');
  await said(page, 'Your mix is here');
  await until('the mix is here', () => boxHasDb(box, fresh, 1, -6));
  t.same(await objections(page), []);
});

await pageTest('a scanned code puts the mix on both phones, live, until one leaves', async ({ t, musician, open }) => {
  const viewport = { width: 360, height: 740 };
  const { screen: old, device } = await musician('Dora', { viewport });
  await command(box, device, `mix/${device.uuid}`, half);
  await old.openSheet('setupTitle');
  await old.button('showCode').click();
  const code = (await old.sheet.getByLabel('Code for the other phone').textContent())!.replace('-', '');
  const picture = await fetch(`http://127.0.0.1:${box.webPort}/api/phone-code/${code}/qr.svg`);
  t.equal(picture.headers.get('content-type'), 'image/svg+xml');
  await old.sheet.getByRole('button', { name: 'Scan it' }).waitFor();
  t.same(await objections(old.page), []);
  await old.closeSheet();

  const fresh = await newDevice(box, 'Tablet');
  const { screen, page } = await open({ device: fresh, viewport, query: `phone=${code}` });
  await screen.button('onBoth', {}, screen.sheet).waitFor();
  t.same(await objections(page), []);
  await screen.button('onBoth', {}, screen.sheet).click();
  await said(page, 'Your mix is on both phones');
  await until('the same faders', async () => (await screen.shownDb(1)) === -6);
  t.notOk(page.url().includes('phone='), 'the code is used up');
  await screen.fader(1).focus();
  await page.keyboard.press('ArrowUp');
  await until('the other phone follows', async () => (await old.shownDb(1)) === -5);
  await old.undoOnce();
  await until('either takes back', async () => (await screen.shownDb(1)) === -6);
  await screen.openSheet('setupTitle');
  await screen.text('mirrorsMix', { name: 'Dora' }).waitFor();
  await screen.button('ownMixAgain').click();
  await until('its own mix is back', async () => (await screen.text('mirrorsMix', { name: 'Dora' }).count()) === 0);
  t.same(await objections(page), []);
});

await pageTest('a stand-in scans a pass, sees until when, and ends as before', async ({ t, musician, open }) => {
  const viewport = { width: 360, height: 740 };
  const { screen: regular, device } = await musician('Eva', { viewport });
  await command(box, device, `mix/${device.uuid}`, half);
  const fresh = await newDevice(box, 'Fran');
  await command(box, fresh, `mix/${fresh.uuid}`, { set: [{ p: 'gain', ch: 1, v: 0.25 }] });
  await regular.openSheet('setupTitle');
  await regular.button('givePass').click();
  const code = (await regular.sheet.getByLabel('Code for the other phone').textContent())!.replace('-', '');
  const { screen, page } = await open({ device: fresh, viewport, query: `pass=${code}` });
  await screen.button('takePass', {}, screen.sheet).waitFor();
  t.same(await objections(page), []);
  await screen.button('takePass', {}, screen.sheet).click();
  await said(page, 'You stand in for tonight');
  await until('a copy is here', () => boxHasDb(box, fresh, 1, -6));
  await regular.sheet.getByText(/^Fran stands in for you until/).waitFor();
  await screen.openSheet('setupTitle');
  await screen.sheet.getByText(/^You stand in for Eva until \d/).waitFor();
  t.same(await objections(page), []);
  await screen.button('endPass', {}, screen.sheet).click();
  await until('and the mix of before again', () => boxHasDb(box, fresh, 1, -12));
});
