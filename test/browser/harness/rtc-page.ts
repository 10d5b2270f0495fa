/** The real page of a whole box that offers WebRTC, and by which way its sound comes. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { Test } from 'tap';
import { Box } from '../../harness/box.js';
import { PATIENCE_MS } from '../../harness/patience.js';
import { until } from '../../harness/until.js';
import { newContext } from './chromium.js';
import { toneDb } from './levels.js';
import { hear, TAP_SCRIPT } from './page-audio.js';
import { Screen } from './screen.js';
import { wordsOf } from './words.js';

/** The first input of the box's test tones. */
const TONE_HZ = 250;

/** Run before the page's own scripts: keeps the connections that it makes. */
export const KEEP_PEERS = `globalThis.peers = []; const Original = RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Original { constructor(...args) { super(...args); peers.push(this); } };`;
/** The same for what a browser may lack. */
export const NO_TRANSFORM = 'delete globalThis.RTCRtpScriptTransform;';
export const NO_STREAMS = 'delete RTCRtpReceiver.prototype.createEncodedStreams;';
export const NO_CHANNEL = 'delete globalThis.RTCDataChannel;';

/** The process of the box whose command names the media process. */
function mediaChild(box: Box): number {
  const children = readFileSync(`/proc/${box.process.pid}/task/${box.process.pid}/children`, 'utf8').trim().split(' ');
  return Number(children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('media-child')));
}

/** A box with two test tones and WebRTC on a free port. Stopped at the end of the test. */
export async function rtcBox(t: Test): Promise<Box> {
  const box = await Box.start(['--webrtc', 'true', '--media-port', '0', '--source', 'tones:2']);
  t.teardown(() => box.stop());
  return box;
}

export interface RtcPage {
  readonly page: Page;
  readonly faults: readonly string[];
  /** Whether a listener of the box gets its sound this way now. */
  by(transport: string): Promise<boolean>;
}

/** Plays on a page of `box`, whose browser runs `script` first; waits until its sound comes by `transport`. */
export async function playing(
  t: Test,
  browser: Browser,
  box: Box,
  host: string,
  script: string,
  transport: string,
): Promise<RtcPage> {
  const { context, faults } = await newContext(browser, TAP_SCRIPT + script);
  t.teardown(() => context.close());
  const page = await context.newPage();
  const screen = new Screen(page, wordsOf('en-GB'));
  await page.goto(`http://${host}:${box.webPort}/`);
  await screen.enterName('Ana');
  await screen.button('skip').click();
  await screen.mixer();
  await screen.listen.click();
  const by = async (wanted: string) => {
    const { listeners } = (await box.json('/api/health')) as { listeners: { transport: string }[] };
    return listeners.some((each) => each.transport === wanted);
  };
  await until(`the sound comes by ${transport}`, () => by(transport));
  return { page, faults, by };
}

/** Whether the first tone is heard within a test's patience. */
export async function heardTone(page: Page): Promise<boolean> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await page.waitForTimeout(300)) {
    const { left, rate } = await hear(page);
    if (toneDb(left, TONE_HZ, rate) > -40) return true;
  }
  return false;
}

/** Kills the media process while a page plays: the WebSocket carries the sound, then `transport` again. */
export async function survivesKill(t: Test, browser: Browser, host: string, script: string, transport: string) {
  const box = await rtcBox(t);
  const { page, faults, by } = await playing(t, browser, box, host, script, transport);
  t.ok(await heardTone(page));
  process.kill(mediaChild(box), 'SIGKILL');
  await until('the WebSocket carries the sound', () => by('websocket'));
  t.ok(await heardTone(page));
  await until(`it comes by ${transport} again`, () => by(transport));
  t.ok(await heardTone(page));
  t.same(faults, []);
}

/** The page is hidden, and its context stands and may not begin again. */
export const HIDE = `Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
  __tap().context.resume = () => Promise.reject(new Error('no'));
  document.dispatchEvent(new Event('visibilitychange')); __tap().context.suspend(); 0`;
export const SHOW = `delete document.visibilityState; delete __tap().context.resume;
  document.dispatchEvent(new Event('visibilitychange')); 0`;
