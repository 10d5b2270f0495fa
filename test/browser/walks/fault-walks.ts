/**
 * Touches that once went wrong, in their fewest steps, for every size of screen and both languages. Each has a test of
 * its own at one size too.
 */
// Functions that run inside the page use its globals.
/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { command, mixOf } from '../harness/devices.js';
import { middleOf, swipe, tap } from '../harness/gestures.js';
import { coveredByMessages, handleOf } from '../harness/measures.js';
import type { Screen } from '../harness/screen.js';
import { musicianOfThisBox, type Scene } from './walk.js';

/** What went wrong, in words; empty is good. */
type Faults = string[];

/** A fader is never shorter than this, CSS px. */
const LEAST_FADER_PX = 72;

/** A strip's keys and the keys of every screen can be touched. */
async function reach(screen: Screen): Promise<Faults> {
  const faults: Faults = [];
  const keys = { solo: screen.solo(1), mute: screen.mute(1), listen: screen.listen, menu: screen.button('menu') };
  for (const [name, key] of Object.entries(keys)) {
    await key.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const lies = await key.evaluate((element) => {
      const { left, top, width, height, bottom } = element.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      if (top < 0 || bottom > innerHeight + 1) return 'is not whole on the screen';
      return hit !== null && element.contains(hit) ? '' : `lies under ${hit?.outerHTML.slice(0, 80)}`;
    });
    if (lies !== '') faults.push(`${name} ${lies}`);
  }
  const { height } = (await screen.fader(1).boundingBox())!;
  if (height < LEAST_FADER_PX) faults.push(`a fader of ${Math.round(height)} px`);
  return faults;
}

/** Taps on a fader's way and the keys of its ends: a silent input stays silent. */
async function noJump(page: Page, screen: Screen): Promise<Faults> {
  const fader = screen.fader(0);
  await fader.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const way = (await fader.boundingBox())!;
  const { x } = await handleOf(fader);
  for (const share of [0.15, 0.3, 0.45]) {
    const at = { x, y: way.y + way.height * share };
    for (let i = 0; i < 2; i++) await tap(page, at);
  }
  await fader.focus();
  for (const key of ['End', 'Home']) await page.keyboard.press(key);
  await page.waitForTimeout(200);
  const db = await screen.shownDb(0);
  return db === -60 ? [] : [`taps beside the handle, End or Home led to ${db} dB`];
}

/** A swipe over the pan of a strip scrolls. */
async function panStays(page: Page, screen: Screen): Promise<Faults> {
  const pan = screen.pan(1);
  if (!(await pan.isVisible())) return [];
  const before = await pan.getAttribute('aria-valuenow');
  const { x, y } = await middleOf(pan);
  await swipe(page, [
    { x, y },
    { x: Math.max(10, x - 120), y },
  ]);
  await page.waitForTimeout(200);
  const after = await pan.getAttribute('aria-valuenow');
  return before === after ? [] : [`a swipe over pan set it from ${before} to ${after}`];
}

/** What lies between the dial and Listen does nothing. */
async function gapIsDead(page: Page, screen: Screen): Promise<Faults> {
  const listen = (await screen.listen.boundingBox())!;
  const plus = (await screen.button('moreMe').boundingBox())!;
  const [from, to] = [plus.x + plus.width + 1, listen.x - 1];
  const across = plus.y + plus.height / 2;
  if (Math.abs(listen.y - plus.y) > plus.height / 2) return [];
  for (let x = from; x < to; x += 3) await tap(page, { x, y: across });
  await page.waitForTimeout(200);
  return (await screen.stop.count()) === 0 ? [] : ['a tap between the dial and Listen listens'];
}

/** With panic, solo, songs and a message on the screen. */
export async function touches(scene: Scene): Promise<void> {
  const { box, desk, musician, seen, fault } = scene;
  const device = await musicianOfThisBox(scene, 'Uma');
  const set = [
    { p: 'gain', ch: 0, v: 0 },
    { p: 'solo', ch: 2, v: true },
  ];
  await command(box, device, `mix/${device.uuid}`, { set });
  const { page, screen, context } = await musician('', { device });
  await screen.alert(screen.words('panicDimmedBy', { name: desk.name })).waitFor();
  await screen.strip(1).getByText(screen.words('silentSolo')).waitFor();
  fault('everything within reach', await reach(screen));
  fault('no jump', await noJump(page, screen));
  fault('pan stays', await panStays(page, screen));
  fault('the gap is dead', await gapIsDead(page, screen));
  const levels = (await mixOf(box, device)).channels.map(({ gain, pan }) => [gain, pan].join());
  await command(box, desk, `mix/${device.uuid}`, { set: [{ p: 'mute', ch: 1, v: true }] });
  await screen.message(desk.name).waitFor();
  fault('messages cover nothing', await coveredByMessages(page));
  // The swipes leave the strips anywhere, and a strip half out of sight is no fault.
  await screen.fader(0).scrollIntoViewIfNeeded();
  await seen(page, 'touched, with a message');
  const after = (await mixOf(box, device)).channels.map(({ gain, pan }) => [gain, pan].join());
  fault('no level moved', levels.join(' ') === after.join(' ') ? [] : [`from ${levels} to ${after}`]);
  await context.close();
}
