/**
 * The box's page as people use it: joins, drags, waits for what they see and hear. Every wait is for a state, with
 * patience for a busy machine; nothing here asserts a time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Box, Device } from '../../harness/box.js';
import { PATIENCE_MS } from '../../harness/patience.js';
import { INSECURE_HOST, newContext } from './chromium.js';
import { channelLevels, partsOf } from './levels.js';
import { type Heard, hear, TAP_SCRIPT } from './page-audio.js';

export { PATIENCE_MS };

export const PHONE = { width: 360, height: 740 };
export const TABLET = { width: 768, height: 1024 };
/** Anything below this counts as silence, dBFS. */
const SILENT_DB = -75;

/** Keeps the text of short messages: they disappear by themselves, perhaps before a busy machine looks. */
const TOLD_SCRIPT = `globalThis.__told = []; new MutationObserver(() => {
    for (const toast of document.querySelectorAll('.toast')) if (!__told.includes(toast.textContent)) __told.push(toast.textContent);
  }).observe(document, { childList: true, subtree: true });`;

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page's own scripts. */
  readonly faults: string[];
}

export interface VisitOptions {
  readonly device?: Device & { readonly name: string };
  readonly viewport?: { width: number; height: number };
  readonly locale?: string;
  /** The device's saved look: theme, mode, large text. */
  readonly look?: Readonly<Record<string, unknown>>;
  readonly host?: string;
  readonly port?: number;
  readonly hash?: string;
  /** After the `?`. */
  readonly query?: string;
}

/** Opens the page; with `device`, as a device that has been here before. */
export async function visit(browser: Browser, box: Box, options: VisitOptions = {}): Promise<Visit> {
  const kept: Record<string, string> = {};
  if (options.device !== undefined) {
    kept.fichatech_web_device_uuid = options.device.uuid;
    kept.fichatech_web_device_token = options.device.token;
    kept.fichatech_web_device_name = options.device.name;
  }
  if (options.look !== undefined) kept.fichatech_web_look = JSON.stringify(options.look);
  // Only at the first load: a reload finds what the page itself stored.
  const remember = `try { if (!localStorage.getItem('seeded')) { localStorage.setItem('seeded', '1');
    for (const [key, value] of Object.entries(${JSON.stringify(kept)})) localStorage.setItem(key, value); } } catch { /* about:blank keeps nothing */ }`;
  const { context, faults } = await newContext(browser, `${TAP_SCRIPT}\n${TOLD_SCRIPT}\n${remember}`, {
    viewport: options.viewport ?? PHONE,
    locale: options.locale ?? 'en-GB',
  });
  const page = await context.newPage();
  await page.goto(
    `http://${options.host ?? INSECURE_HOST}:${options.port ?? box.webPort}/${options.query === undefined ? '' : `?${options.query}`}${options.hash ?? ''}`,
  );
  return { page, context, faults };
}

export async function newDevice(box: Box, name: string): Promise<Device & { name: string }> {
  return { ...(await box.join(name)), name };
}

/** A device with the engineer's rights. */
export async function newEngineer(box: Box, pin: string, name = 'Desk'): Promise<Device & { name: string }> {
  const device = await newDevice(box, name);
  const answer = await box.fetch('/api/engineer', {
    method: 'POST',
    body: JSON.stringify({ pin }),
    token: device.token,
  });
  if (!answer.ok) throw new Error(`engineer: ${answer.status}`);
  return device;
}

/** A command over HTTP, for steps that a test only needs done. */
export async function command(box: Box, device: Device, topic: string, payload: Record<string, unknown>) {
  const op = `t${Math.random().toString(36).slice(2)}`;
  return (await box.json('/api/command', {
    method: 'POST',
    body: JSON.stringify({ topic, op, ...payload }),
    token: device.token,
  })) as Record<string, unknown>;
}

interface Mix {
  readonly master: number;
  readonly channels: readonly { on: boolean; gain: number; pan: number; mute: boolean; solo: boolean }[];
}

/** The mix as the box has it. */
export async function mixOf(box: Box, reader: Device, uuid = reader.uuid): Promise<Mix> {
  return (await box.json(`/api/devices/${uuid}/mix`, { token: reader.token })) as Mix;
}

/** Repeats `look` until it returns something true, or patience ends; returns the last result. */
export async function until<T>(look: () => Promise<T> | T, patienceMs = PATIENCE_MS): Promise<T> {
  const end = Date.now() + patienceMs;
  let last = await look();
  while (!last && Date.now() < end) {
    await sleep(60);
    last = await look();
  }
  return last;
}

export function strip(page: Page, channel: number): Locator {
  return page.locator(`.strip[data-channel="${channel}"]`);
}

export function fader(page: Page, channel: number): Locator {
  return strip(page, channel).locator('.fader');
}

/** The level that the screen shows for a fader, dB. */
export async function shownDb(page: Page, channel: number): Promise<number> {
  return Number(await fader(page, channel).getAttribute('aria-valuenow'));
}

/** Drags with real input events from the touched point; `touchAt` is a share of the element's height from the top. */
export async function drag(
  page: Page,
  target: Locator,
  by: { x?: number; y?: number },
  touchAt = 0.5,
  release = true,
): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error('nothing to drag');
  const x = box.x + box.width / 2;
  const y = box.y + box.height * touchAt;
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 8; step++)
    await page.mouse.move(x + ((by.x ?? 0) * step) / 8, y + ((by.y ?? 0) * step) / 8);
  if (release) await page.mouse.up();
}

/** Starts listening and waits until it plays. */
export async function listen(page: Page): Promise<void> {
  await page.click('.dock button.listen[aria-pressed]');
  await page.waitForSelector('.dock button.listen[aria-pressed="true"]');
  await until(async () => {
    const { left, right } = await hear(page).catch(() => ({ left: new Float32Array(0), right: new Float32Array(0) }));
    return left.some((sample) => sample !== 0) || right.some((sample) => sample !== 0);
  });
}

/** The channels of the source `tones` in a recording, by number. */
function channelsIn(heard: Heard, channels: number): number[] {
  return channelLevels(heard, channels).flatMap(({ left, right }, ch) =>
    Math.max(left, right) > SILENT_DB ? [ch] : [],
  );
}

/**
 * Waits until exactly these channels are heard; returns the last heard. A busy machine puts gaps into the sound, whose
 * splash is in every channel: one whole part is enough. Silence must be whole.
 */
export async function hears(page: Page, channels: number, expected: readonly number[]): Promise<number[]> {
  let last: number[] = [];
  await until(async () => {
    const heard = await hear(page).catch(() => undefined);
    if (heard === undefined) return false;
    last = channelsIn(heard, channels);
    if (last.join() === expected.join()) return true;
    if (expected.length === 0) return false;
    for (const part of partsOf(heard)) if (channelsIn(part, channels).join() === expected.join()) last = [...expected];
    return last.join() === expected.join();
  });
  return last;
}

/**
 * Waits until a channel's tone is heard at this level, dBFS at the louder side, within
 * half a dB; returns the nearest of the last.
 */
export async function hearsDb(page: Page, channel: number, expected: number): Promise<number> {
  let nearest = Number.NEGATIVE_INFINITY;
  await until(async () => {
    const heard = await hear(page).catch(() => undefined);
    if (heard === undefined) return false;
    nearest = Number.NEGATIVE_INFINITY;
    for (const part of partsOf(heard)) {
      const { left, right } = channelLevels(part, channel + 1)[channel];
      const level = Math.max(left, right);
      if (Math.abs(level - expected) < Math.abs(nearest - expected)) nearest = level;
    }
    return Math.abs(nearest - expected) < 0.5;
  });
  return nearest;
}

/** Waits until a short message says `text`, or has said it. */
export async function told(page: Page, text: string): Promise<boolean> {
  return until(
    async () => (await page.evaluate(`__told.some((each) => each.includes(${JSON.stringify(text)}))`)) === true,
  );
}

/** Taps twice until `done`: on a busy machine two taps may be too far apart for a double tap. */
export async function doubleTap(
  target: Locator,
  position: { x: number; y: number },
  done: () => Promise<boolean>,
): Promise<boolean> {
  return until(async () => {
    await target.dblclick({ position });
    return until(done, 1000);
  });
}

/** One finger on the glass, as the browser's own touch handling sees it: down, along the points, up. */
export async function swipe(page: Page, points: readonly { x: number; y: number }[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { x: number; y: number }) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: at === undefined ? [] : [at] });
  await touch('touchStart', points[0]);
  for (let i = 1; i < points.length; i++)
    for (let step = 1; step <= 8; step++) {
      await touch('touchMove', {
        x: points[i - 1].x + ((points[i].x - points[i - 1].x) * step) / 8,
        y: points[i - 1].y + ((points[i].y - points[i - 1].y) * step) / 8,
      });
      await page.waitForTimeout(16);
    }
  await touch('touchEnd');
  await session.detach();
}
