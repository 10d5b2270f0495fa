import t from 'tap';
import type { BoxLink } from '../../../src/web/model/box-link.js';
import { createPage } from '../../../src/web/model/page.js';
import type { Device, MixDelta } from '../../../src/wire/messages.js';
import { type Answer, Browser, openBox } from '../browser.js';

const device = (uuid: string, more: Partial<Device> = {}) =>
  ({ uuid, role: 'musician', own: [], groups: [], lock: null, order: 0, displayName: uuid, ...more }) as Device;

/** A page that has joined as Ana. */
async function joined(browser = new Browser()) {
  browser.answer = openBox;
  const page = createPage(browser.env());
  await page.access.boot();
  if (page.access.phase.value === 'welcome') await page.access.enter('Ana');
  const link = page.access.link.value as BoxLink;
  return { browser, page, link };
}

/** Answers like an open box, with one request answered otherwise. */
const except =
  (path: string, answer: ReturnType<Answer>): Answer =>
  (method, asked, body) =>
    asked === path ? answer : openBox(method, asked, body);

t.test('a first visit asks for a name; the next one returns by itself', async (t) => {
  const browser = new Browser();
  browser.answer = openBox;
  const page = createPage(browser.env());
  t.equal(page.access.phase.value, 'loading');
  await page.access.boot();
  t.equal(page.access.phase.value, 'welcome');
  await page.access.enter('Ana');
  t.equal(page.access.phase.value, 'ready');
  t.equal(page.identity.token, 'token-1');
  page.dispose();
  const again = createPage(browser.env());
  await again.access.boot();
  t.equal(again.access.phase.value, 'ready');
  t.equal(again.identity.name.value, 'Ana');
  t.equal(again.identity.uuid, page.identity.uuid);
  t.equal(browser.requests.findLast(({ path }) => path === '/api/join')?.token, 'token-1');
});

t.test('two pages share nothing but the language', async (t) => {
  const { page } = await joined();
  const other = createPage(new Browser().env());
  t.equal(other.access.phase.value, 'loading');
  t.equal(other.identity.token, undefined);
  page.screen.openSheet('menu');
  t.equal(other.screen.sheet.value, undefined);
});

t.test('a box that does not answer is tried again every 2 s', async (t) => {
  const browser = new Browser();
  const page = createPage(browser.env());
  await page.access.boot();
  t.equal(page.access.phase.value, 'unreachable');
  browser.answer = openBox;
  browser.clock.pass(2000);
  await browser.settle();
  t.equal(page.access.phase.value, 'welcome');
});

t.test('a box that asks to wait is called busy, not absent', async (t) => {
  const browser = new Browser();
  browser.answer = except('/api/box', { status: 503, json: { error: { code: 'busy', message: '' } } });
  const page = createPage(browser.env());
  await page.access.boot();
  t.equal(page.access.phase.value, 'busy');
});

t.test('a uuid of another device is replaced, and the musician gets in', async (t) => {
  const browser = new Browser();
  let asked = 0;
  browser.answer = (method, path, body) =>
    path === '/api/join' && ++asked === 1
      ? { status: 409, json: { error: { code: 'uuid_taken', message: '' } } }
      : openBox(method, path, body);
  const page = createPage(browser.env());
  await page.access.boot();
  const before = page.identity.uuid;
  await page.access.enter('Ana');
  t.not(page.identity.uuid, before);
  t.equal(page.access.link.value?.uuid, page.identity.uuid);
});

t.test('an identity in the address is taken up once, and disappears from the address', async (t) => {
  const browser = new Browser();
  browser.answer = openBox;
  browser.location.hash = '#/as/web-ana/token-0/Ana';
  const page = createPage(browser.env());
  await page.access.boot();
  t.equal(page.identity.uuid, 'web-ana');
  t.equal(page.access.phase.value, 'ready');
  t.equal(browser.location.hash, '#/');
});

t.test('a role that somebody else gave is announced; a role that this page asked for is not', async (t) => {
  const { browser, page, link } = await joined();
  link.devices.value = [device(link.uuid, { role: 'engineer' })];
  t.equal(page.identity.isEngineer.value, true);
  t.match(page.notices.list.value, [{ text: /./, action: { label: /./ } }]);
  browser.clock.pass(10_000);
  t.same(page.notices.list.value, []);
  browser.answer = except('/api/engineer', { json: {} });
  await page.access.becomeMusician();
  link.devices.value = [device(link.uuid)];
  t.same(page.notices.list.value, []);
});

t.test('only engineers see another device’s mix, and only while the device exists', async (t) => {
  const { browser, page, link } = await joined();
  page.screen.goToMix('web-luis');
  t.equal(page.screen.shownMix.value, undefined, 'a musician stays at the own mix');
  link.devices.value = [device(link.uuid, { role: 'engineer' }), device('web-luis', { lock: 'engineer', order: 1 })];
  page.screen.goToMix('web-luis');
  t.equal(page.shown.device.value?.uuid, 'web-luis');
  t.same(page.shown.lock.value, { lock: 'engineer', keepsOut: false });
  link.devices.value = [device(link.uuid, { role: 'engineer' })];
  t.equal(browser.location.hash, '#/desk/people');
});

t.test('a lock keeps the musician out; own channels lead the strips', async (t) => {
  const { page, link } = await joined();
  link.devices.value = [device(link.uuid, { lock: 'engineer', own: [1] })];
  t.equal(page.shown.lock.value.keepsOut, true);
  t.same(
    page.shown.strips.value.map(({ ch, mine }) => [ch, mine]),
    [
      [1, true],
      [0, false],
    ],
  );
});

t.test('one player for the device; a cue that the box ends gives way to the own mix', async (t) => {
  const { browser, page } = await joined();
  const { listening } = page;
  t.equal(listening.state.value, undefined, 'no player before the first tap');
  listening.toggle();
  listening.listenTo('web-luis');
  t.equal(browser.players.length, 1);
  const [player] = browser.players;
  t.equal(player!.options.url, 'ws://box.test:5102/audio');
  t.equal(player!.mix, 'web-luis');
  player!.become('idle');
  t.equal(listening.cue.value, undefined);
  t.equal(player!.mix, undefined);
});

t.test('more me moves the own channel, and nothing in a locked mix', async (t) => {
  const { page, link } = await joined();
  const mix = link.mix(link.uuid);
  mix.snapshot({
    uuid: link.uuid,
    rev: 1,
    epoch: 'e',
    channels: [0, 1].map((index) => ({ index, on: true, gain: 0.5, pan: 0, mute: false, solo: false })),
    master: 1,
  });
  link.devices.value = [device(link.uuid, { own: [1] })];
  page.more.nudge(1);
  t.ok(mix.gain(1).value > 0.5);
  t.equal(mix.gain(0).value, 0.5);
  const louder = mix.gain(1).value;
  link.devices.value = [device(link.uuid, { own: [1], lock: 'engineer' })];
  page.more.nudge(1);
  t.equal(mix.gain(1).value, louder);
});

t.test('somebody else’s movement is one notice, when it is over', async (t) => {
  const { browser, page, link } = await joined();
  const delta = (rev: number, v: number) =>
    ({
      rev,
      prev: rev - 1,
      set: [{ p: 'gain', ch: 0, v }],
      by: 'web-eng',
      op: 'o',
      name: 'Marta',
    }) as unknown as MixDelta;
  for (let rev = 1; rev <= 3; rev++) {
    link.onOthersChange(link.uuid, delta(rev, rev / 10));
    browser.clock.pass(400);
  }
  t.same(page.notices.list.value, []);
  browser.clock.pass(500);
  t.match(page.notices.list.value, [{ text: /^Marta: Kick/ }]);
  t.equal(page.notices.list.value.length, 1);
});

t.test('other software on the box: the page reloads by itself unless somebody has just touched it', async (t) => {
  const { browser, page } = await joined();
  browser.answer = except('/version.json', { json: { build: 'newer' } });
  browser.window.emit('pointerdown');
  await page.version.check();
  t.equal(page.version.newer.value, true);
  t.equal(browser.location.reloads, 0);
  browser.clock.pass(20_000);
  await page.version.check();
  t.equal(browser.location.reloads, 1);
});

t.test('a session’s link is remembered until the session is left', async (t) => {
  const browser = new Browser();
  browser.location.search = '?session=abc123';
  const { page, link } = await joined(browser);
  t.equal(page.band.invited, 'ABC123');
  t.equal(page.band.id.value, 'ABC123');
  page.band.leave(link, 'ABC123');
  browser.location.search = '';
  t.equal(createPage(browser.env()).band.id.value, undefined);
});

t.test('a device that the engineer sent away falls silent, until the next tap', async (t) => {
  const { browser, page, link } = await joined();
  page.listening.toggle();
  t.equal(browser.players[0]!.state.status, 'connecting');
  link.state.value = 'dismissed';
  t.equal(browser.players[0]!.state.status, 'idle');
  page.listening.toggle();
  t.equal(browser.players[0]!.state.status, 'connecting');
});

t.test('a disposed page leaves no listener, connection or retry behind', async (t) => {
  const { browser, page, link } = await joined();
  page.listening.toggle();
  page.dispose();
  t.equal(browser.window.count + browser.document.count, 0);
  t.equal(link.state.value, 'closed');
  t.equal(browser.players[0]!.disposed, true);
  const requests = browser.requests.length;
  browser.clock.pass(60_000);
  await browser.settle();
  t.equal(browser.requests.length, requests);
});

t.test('hearing the mix of before ends without a word, even if the box is away', async (t) => {
  const { page, browser } = await joined();
  page.compare.start({ set: [] });
  page.compare.stop();
  await browser.settle();
  t.equal(page.compare.hearing.value, undefined);
  t.equal(page.notices.list.value.length, 1, 'the start says why it failed, the end does not');
});

t.test('only strips that can be hidden count as hidden: others’ inputs, in the own mix', async (t) => {
  const { page, link } = await joined();
  link.devices.value = [device(link.uuid, { own: [0] })];
  page.screen.hide(0, true);
  t.same(page.shown.hidden.value, []);
  page.screen.hide(1, true);
  page.screen.hide(77, true);
  t.same(page.shown.hidden.value, [1]);
});

t.test('a notice that waits out of sight keeps its time', async (t) => {
  const { page, browser } = await joined();
  page.screen.touched.value = true;
  page.notices.notify('Saved');
  browser.clock.pass(4900);
  page.screen.touched.value = false;
  browser.clock.pass(3000);
  t.equal(page.notices.list.value.length, 1, 'the hand has left the mixer a moment ago');
  browser.clock.pass(3000);
  t.equal(page.notices.list.value.length, 0);
});
