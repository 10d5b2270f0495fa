// Pictures of every screen at phone, tablet and desk size, from the real box with the demo band, into docs/screens/.
// `node scripts/screens.mjs [filters] [folder] [sizes]`: only screens whose name contains one of these words, such as
// mixer,desk; other sizes than those of the documents, such as 320x568,740x360.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import mqtt from 'mqtt';
import { chromium } from 'playwright-core';
import WebSocket from 'ws';

const FILTERS = (process.argv[2] ?? '').split(',');
/** Whether pictures of this name are asked for. */
const wanted = (name) => FILTERS.some((filter) => name.includes(filter));
const OUT = process.argv[3] ?? 'docs/screens';
const SIZES = (process.argv[4] ?? '360x740,768x1024,1440x900').split(',').map((size) => size.split('x').map(Number));
const HOST = 'stagebox.test';
const PIN = '314159';
/** The system's reports as the box has them; elsewhere there are none. */
const SYSTEM = {
  available: true,
  update: { state: 'offered', message: '', running: '1.0.0', version: '1.1.0' },
  data: { state: 'ok', message: '' },
  radio: { state: 'access-point', message: 'band 5 GHz, channel 44, country ES' },
  wifiSettings: {
    mode: 'access-point',
    country: 'ES',
    band: '5',
    channel: '44',
    security: 'wpa3',
    join_password_set: false,
  },
  wifiCountries: ['AR', 'CL', 'DE', 'ES', 'FR', 'GB', 'MX', 'PT', 'US'],
  wifi: { ssid: 'Stage-Box-A1B2', password: 'tiger-lamp-42', page: 'http://10.42.0.1/' },
};

const LONG_INPUTS = [
  'Kick inside (Beta 91A)',
  'Snare bottom',
  'Overhead left',
  'Bombo grande (micro 2)',
  'Guitarra de Juan',
];
const MUSICIANS =
  'Ana,Luis,María Guadalupe Ruiz,Pau (bass),Mei,Jean-Christophe,Marta 2,Bruno,Ines,Tom,Guillermo Fernández,Zoë,Lía,Nil,Bea,Cai'.split(
    ',',
  );

let joins = 0;
/** A device that has joined, with its name. */
const joined = (name) =>
  call('/api/join', { method: 'POST', body: { name, uuid: `web-${++joins}`, type: 'web' } }).then((device) => ({
    ...device,
    name,
  }));

let ops = 0;
const command = (device, topic, payload) =>
  call('/api/command', { method: 'POST', token: device.token, body: { topic, op: `prepare-${++ops}`, ...payload } });
/** A refusal is a warning: the pictures come anyway. */
const soft = (...args) => command(...args).catch((error) => console.warn(error.message));

/** Starts a box with this source of sound. */
async function startBox(source) {
  const data = mkdtempSync(join(tmpdir(), 'stagebox-screens-'));
  const box = spawn(
    process.execPath,
    [
      'bin/stagebox',
      `--source=${source}`,
      '--host=127.0.0.1',
      '--web-port=0',
      '--audio-port=0',
      '--native-port=0',
      '--mqtt-port=0',
      '--mdns=false',
      `--host-names=${HOST}`,
      `--data-dir=${data}`,
      `--engineer-pin=${PIN}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const port = await new Promise((resolve, reject) => {
    createInterface(box.stdout).on('line', (line) => {
      const match = /^ready http:\/\/.*:(\d+)\//.exec(line);
      if (match) resolve(Number(match[1]));
    });
    box.once('exit', () => reject(new Error('the box did not start')));
  });
  const stop = async () => {
    box.kill('SIGTERM');
    await new Promise((resolve) => box.once('exit', resolve));
    rmSync(data, { recursive: true, force: true });
  };
  return { port, stop };
}

/** The box that the pictures are of. */
let box = await startBox('demo');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--host-resolver-rules=MAP ${HOST} 127.0.0.1`,
    // The pages of the address bar's popups, loaded for each window, cost more than ours.
    '--disable-features=HttpsUpgrades,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup',
  ],
});
try {
  mkdirSync(OUT, { recursive: true });
  const band = await prepare();
  for (const [width, height] of SIZES) await everyScreen(band, width, height);
  if (wanted('landscape')) await oneShot('landscape', band.ana, { width: 740, height: 360 }, async () => undefined);
  if (FILTERS.some((filter) => filter === '' || filter.startsWith('large'))) {
    await box.stop();
    box = await startBox('tones:64');
    const stage = await prepareLarge();
    for (const [width, height] of SIZES) await largeScreens(stage, width, height);
  }
} finally {
  await browser.close();
  await box.stop();
}

async function call(path, { token, method = 'GET', body } = {}) {
  const answer = await fetch(`http://127.0.0.1:${box.port}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** A band with history: five musicians, presets, songs, a session with messages, two requests. */
async function prepare() {
  const [ana, luis, pau, mei, marta] = [
    await joined('Ana'),
    await joined('Luis'),
    await joined('Pau'),
    await joined('Mei'),
    await joined('Marta'),
  ];
  await call('/api/engineer', { method: 'POST', token: marta.token, body: { pin: PIN } });
  await soft(marta, 'channel/4', { set: { link: 5 } });
  await soft(marta, 'channel/10', { set: { link: 11 } });
  for (const [device, own] of [
    [ana, [13]],
    [luis, [8]],
    [pau, [7]],
    [mei, [10, 11]],
  ])
    await soft(device, `device/${device.uuid}`, { action: 'own', channels: own });
  await soft(marta, `device/${pau.uuid}`, { action: 'rename', name: 'Pau (bass)' });
  const levels = [0.35, 0.42, 0.2, 0.3, 0.25, 0.25, 0.16, 0.6, 0.4, 0.3, 0.45, 0.45, 0.5, 1, 0.56, 0.12];
  await soft(ana, `mix/${ana.uuid}`, { set: levels.map((v, ch) => ({ p: 'gain', ch, v })) });
  await soft(ana, `mix/${ana.uuid}`, {
    set: [
      { p: 'pan', ch: 8, v: -0.45 },
      { p: 'pan', ch: 9, v: 0.45 },
      { p: 'on', ch: 6, v: false },
    ],
  });
  await soft(marta, 'setlist', {
    action: 'set',
    songs: ['Intro', 'Luz de Marzo', 'Northbound', 'Último tren'].map((name) => ({ name })),
  });
  await soft(marta, 'setlist', { action: 'allow', anyone: true });
  await soft(marta, 'setlist', { action: 'goto', index: 1 });
  await soft(ana, `preset/${ana.uuid}`, { action: 'save', name: 'Rehearsal' });
  await soft(ana, `preset/${ana.uuid}`, { action: 'save', name: 'Loud room' });
  await soft(marta, `mix/${ana.uuid}`, { set: [{ p: 'gain', ch: 14, v: 0.4 }] });
  await soft(luis, `ask/${luis.uuid}`, { action: 'ask', ch: 0, p: 'gain', v: 0.7, text: 'More Kick please (−3.1 dB)' });
  await soft(mei, `ask/${mei.uuid}`, { action: 'ask', text: 'I hear noise' });
  const session = await soft(marta, 'session', { action: 'create', name: 'Saturday' });
  if (session?.id !== undefined) {
    for (const device of [ana, luis, pau]) await soft(device, `session/${session.id}`, { action: 'join' });
    await soft(luis, `session/${session.id}`, { action: 'message', text: 'Count-in on the click, four bars' });
    await soft(ana, `session/${session.id}`, { action: 'cue', text: 'Skip the second chorus' });
  }
  return { ana, luis, pau, mei, marta, session: session?.id };
}

/** 64 inputs, some with long names, and 16 musicians who are here. */
async function prepareLarge() {
  const marta = await joined('Marta');
  await call('/api/engineer', { method: 'POST', token: marta.token, body: { pin: PIN } });
  for (const [i, name] of LONG_INPUTS.entries()) await soft(marta, `channel/${i}`, { set: { name } });
  const band = [];
  for (const [i, name] of MUSICIANS.entries()) {
    const device = await joined(name);
    band.push(device);
    await soft(device, `device/${device.uuid}`, { action: 'own', channels: [i, i + 20] });
    const set = Array.from({ length: 64 }, (_, ch) => ({ p: 'gain', ch, v: ((ch * 7 + i * 13) % 40) / 40 }));
    await soft(device, `mix/${device.uuid}`, { set });
    await soft(device, `mix/${device.uuid}`, { set: [{ p: 'mute', ch: (i * 5) % 64, v: true }] });
  }
  await soft(marta, 'setlist', {
    action: 'set',
    songs: ['A song with quite a long name', 'Dos'].map((name) => ({ name })),
  });
  await soft(marta, 'setlist', { action: 'allow', anyone: true });
  await soft(marta, 'setlist', { action: 'goto', index: 0 });
  return { marta, band };
}

async function largeScreens({ marta, band }, width, height) {
  const size = { width, height };
  const shot = (name, device, act, options) => (wanted(name) ? oneShot(name, device, size, act, options) : undefined);
  const nothing = async () => undefined;
  await shot('large-mixer', band[0], nothing);
  await shot('large-mixer-8', band[0], nothing, { look: { density: '8' }, locale: 'es-ES' });
  // Last, since a device has one connection.
  const here = await Promise.all(band.map(present));
  for (const tab of ['people', 'channels'])
    await shot(`large-${tab}`, marta, (page) => page.waitForTimeout(1500), { hash: `#/desk/${tab}`, first: '.desk' });
  await shot('large-matrix', marta, (page) => page.waitForTimeout(1500), {
    hash: '#/desk/people',
    first: '.matrix',
    locale: 'es-ES',
    view: 'matrix',
    look: { theme: 'light' },
  });
  await shot('large-open-mix', marta, nothing, { hash: `#/mix/${band[2].uuid}` });
  for (const leave of here) await leave();
}

/** Connects a musician without a page, and lets them listen. Returns a function that ends it. */
async function present({ uuid, token }) {
  const at = `ws://127.0.0.1:${box.port}/mqtt`;
  const client = await mqtt.connectAsync(at, { clientId: uuid, username: uuid, password: token, protocolVersion: 4 });
  const { audio } = await call('/api/box');
  const sound = new WebSocket(`ws://127.0.0.1:${audio.port}/audio?device=${uuid}&token=${token}&frames=480`);
  return () => {
    sound.close();
    return client.endAsync();
  };
}

/** Locks or unlocks a musician's mix as the engineer; null unlocks it. */
function lockMix(device, engineer, lock) {
  const body = { topic: `device/${device.uuid}`, op: `lock-${Math.random()}`, action: 'lock', lock };
  return call('/api/command', { method: 'POST', token: engineer.token, body });
}

async function open(device, size, options = {}) {
  const context = await browser.newContext({
    viewport: size,
    locale: options.locale ?? 'en-GB',
    hasTouch: size.width < 1000,
  });
  const page = await context.newPage();
  const { serial } = await call('/api/box');
  await page.addInitScript(
    ([who, key, look, view]) => {
      if (view) localStorage.setItem('fichatech_web_desk_view', view);
      if (who) {
        localStorage.setItem('fichatech_web_device_uuid', who.uuid);
        localStorage.setItem('fichatech_web_device_token', who.token);
        localStorage.setItem(`fichatech_web_device_token:${key}`, who.token);
        localStorage.setItem('fichatech_web_device_name', who.name);
      }
      if (look) localStorage.setItem('fichatech_web_look', JSON.stringify(look));
    },
    [device, serial, options.look, options.view],
  );
  if (options.system) await page.route('**/api/system', (route) => route.fulfill({ json: options.system }));
  await page.goto(`http://${HOST}:${box.port}/${options.hash ?? ''}`);
  return page;
}

async function oneShot(name, device, size, act, options = {}) {
  const page = await open(device, size, options);
  const file = `${name}-${size.width}x${size.height}.png`;
  try {
    await page.waitForSelector(options.first ?? '.dock, .welcome, .desk');
    await act(page);
    await page.waitForTimeout(900);
    await page.screenshot({ path: join(OUT, file) });
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    process.exitCode = 1;
  }
  await page.context().close();
}

async function everyScreen({ ana, luis, pau, mei, marta, session }, width, height) {
  const size = { width, height };
  const shot = (name, device, act, options) => (wanted(name) ? oneShot(name, device, size, act, options) : undefined);
  const menu = (text) => async (page) => {
    await page.click('.bar button[aria-label="Menu"]');
    if (text) await page.click(`.sheet .list__item:has-text("${text}")`);
  };
  const nothing = async () => undefined;
  await shot('welcome', undefined, (page) => page.fill('.welcome input', 'Ana'));
  await shot('welcome-es', undefined, nothing, { locale: 'es-ES' });
  const begin = async (page) => {
    await page.fill('.welcome input', 'Nil');
    await page.click('.welcome button[type=submit]');
    await page.waitForSelector('.role');
  };
  await shot('role', undefined, begin);
  await shot('my-input', undefined, async (page) => {
    await begin(page);
    await page.click('.role >> nth=0');
    await page.waitForSelector('.picker');
    await page.click('.picker__item:has-text("Lead")');
  });
  const listening = async (page) => {
    await page.click('.dock button.listen[aria-pressed]');
    // With its delay: the button says "Starting…" before.
    await page.waitForSelector('.dock button.listen:has-text("ms")', { timeout: 60_000 });
    await page.waitForTimeout(1500);
  };
  await shot('mixer', ana, listening);
  await shot('mixer-light-es', ana, nothing, { locale: 'es-ES', look: { theme: 'light' } });
  await shot('mixer-large-text', ana, nothing, { look: { large: true } });
  await shot('groups', ana, nothing, { look: { mode: 'groups' } });
  await shot('group', ana, (page) => page.click('.strip--new'), { look: { mode: 'groups' } });
  await shot('big-buttons', ana, nothing, { look: { mode: 'big' } });
  await shot('solo', ana, (page) => page.click('.strip .key--solo >> nth=1'));
  if (wanted('solo')) await oneShotQuiet(ana, size, (page) => page.click('.banner .button'));
  await shot('channel', ana, (page) => page.click('.strip .strip__icon >> nth=0'));
  await shot('menu', ana, menu());
  await shot('presets', ana, menu('Presets'));
  await shot('history', ana, menu('History'));
  await shot('ask', ana, menu('Ask'));
  await shot('band', ana, async (page) => {
    await menu('Band')(page);
    if (session) await page.click('.sheet .list__item');
  });
  await shot('my-inputs', ana, menu('Me and'));
  await shot('listening', ana, async (page) => {
    await listening(page);
    await menu('Listening')(page);
  });
  await shot('display', ana, menu('Display'));
  await shot('about', ana, menu('About'));
  await shot('engineer-pin', ana, async (page) => {
    await menu()(page);
    await page.click('.sheet .list__item >> nth=-1');
  });
  await shot('locked', ana, async (page) => {
    await lockMix(ana, marta, 'engineer');
    await page.waitForSelector('.banner');
  });
  await lockMix(ana, marta, null);
  await shot('compare', ana, menu('Compare'));
  const press =
    (name, inside = '') =>
    (page) =>
      page.locator(`${inside} button:has-text("${name}") >> nth=0`).click();
  await soft(marta, `offer/${ana.uuid}`, { action: 'make', set: [{ p: 'gain', ch: 13, v: 1.3 }] });
  await shot('offer', ana, press('Compare', '.banner'));
  await soft(marta, `offer/${ana.uuid}`, { action: 'withdraw' });
  for (const [name, button] of [
    ['other-phone', 'Show a code'],
    ['stand-in', 'Give a pass'],
  ])
    await shot(name, ana, async (page) => {
      await menu('Me and')(page);
      await press(button, '.sheet')(page);
      await page.waitForSelector('.qr');
      await page.locator('.qr').scrollIntoViewIfNeeded();
    });
  await shot('pocket-lock', ana, (page) => page.click('.bar button[aria-label^="Pocket"]'));

  const others = await Promise.all([ana, luis, pau].map((device) => open(device, { width: 360, height: 740 })));
  for (const page of others) await page.waitForSelector('.dock');
  for (const page of others.slice(0, 2)) await page.click('.dock button.listen[aria-pressed]');
  await soft(marta, 'check', { action: 'start' });
  await shot('phone-check', mei, (page) => page.waitForSelector('.sheet'));
  await shot('desk-check', marta, (page) => page.waitForTimeout(1500), { hash: '#/desk/people', first: '.desk' });
  await soft(marta, 'check', { action: 'close' });
  for (const tab of ['people', 'channels', 'songs', 'sessions', 'box'])
    await shot(`desk-${tab}`, marta, (page) => page.waitForTimeout(1500), { hash: `#/desk/${tab}`, first: '.desk' });
  await shot(
    'desk-system',
    marta,
    (page) => page.locator('h2:has-text("System")').evaluate((heading) => heading.parentElement.scrollIntoView()),
    { hash: '#/desk/box', first: 'h2:has-text("System")', system: SYSTEM },
  );
  const wifi = async (page) => {
    await page.click('summary:has-text("Wi-Fi")');
    await page.locator('details[open]').evaluate((section) => section.scrollIntoView());
  };
  await shot('desk-wifi', marta, wifi, { hash: '#/desk/box', first: 'h2:has-text("System")', system: SYSTEM });
  await shot('desk-people-light-es', marta, (page) => page.waitForTimeout(1500), {
    hash: '#/desk/people',
    first: '.desk',
    locale: 'es-ES',
    look: { theme: 'light' },
  });
  await shot('desk-person', marta, (page) => page.click('.person:has-text("Luis") .button--icon'), {
    hash: '#/desk/people',
    first: '.person',
    view: 'cards',
  });
  await shot('desk-channel', marta, (page) => page.click('.input-row__main >> nth=13'), {
    hash: '#/desk/channels',
    first: '.input-row',
  });
  await shot(
    'desk-sound',
    marta,
    async (page) => {
      await page.click('.input-row__main >> nth=13');
      await page.locator('.sheet .eq-curve').scrollIntoViewIfNeeded();
    },
    { hash: '#/desk/channels', first: '.input-row' },
  );
  await soft(marta, 'strip/13', { action: 'set', set: { gateOn: true, gateDb: -45, compOn: true, compDb: -24 } });
  await shot(
    'desk-dynamics',
    marta,
    async (page) => {
      await page.click('.input-row__main >> nth=13');
      await page.locator('.sheet section[aria-label="Gate"]').scrollIntoViewIfNeeded();
      await page.waitForTimeout(1000);
    },
    { hash: '#/desk/channels', first: '.input-row' },
  );
  await shot('desk-open-mix', marta, (page) => page.click('.person:has-text("Ana") .button:has-text("Mix")'), {
    hash: '#/desk/people',
    first: '.person',
    view: 'cards',
  });
  for (const page of others) await page.context().close();
}

async function oneShotQuiet(device, size, act) {
  const page = await open(device, size);
  await page.waitForSelector('.dock');
  await page.waitForTimeout(400);
  await act(page).catch(() => undefined);
  await page.waitForTimeout(400);
  await page.context().close();
}
