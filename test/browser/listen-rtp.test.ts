/**
 * The real page of a whole box on plain http takes its sound by RTP. When the process that sends it dies, the WebSocket
 * carries the sound. In a hidden page that may not play, the browser's own player takes over.
 */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { machineOpus } from '../addon/opus/machine-opus.js';
import { Box } from '../harness/box.js';
import { PATIENCE_MS } from '../harness/patience.js';
import { until } from '../harness/until.js';
import { INSECURE_HOST, newContext, SECURE_HOST } from './harness/chromium.js';
import { toneDb } from './harness/levels.js';
import { hear, TAP_SCRIPT } from './harness/page-audio.js';
import { oneBrowser } from './harness/page-test.js';
import { Screen } from './harness/screen.js';
import { wordsOf } from './harness/words.js';

/** The first input of the box's test tones. */
const TONE_HZ = 250;
/** Keeps the connections that the page makes. */
const KEEP_PEERS = `globalThis.peers = []; const Original = RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Original { constructor(...args) { super(...args); peers.push(this); } };`;

const NO_TRANSFORM = 'delete globalThis.RTCRtpScriptTransform;';
const NO_STREAMS = 'delete RTCRtpReceiver.prototype.createEncodedStreams;';

const browser = await oneBrowser();

/** The process of the box whose command names the media process. */
function mediaChild(box: Box): number {
  const children = readFileSync(`/proc/${box.process.pid}/task/${box.process.pid}/children`, 'utf8').trim().split(' ');
  return Number(children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('media-child')));
}

/** Plays on a page of `box`; waits until its sound comes by `transport`. */
async function playing(t: Test, host: string, script: string, transport: string) {
  const box = await Box.start(['--webrtc', 'true', '--media-port', '0', '--source', 'tones:2']);
  const { context, faults } = await newContext(browser, TAP_SCRIPT + script);
  t.teardown(async () => {
    await context.close();
    await box.stop();
  });
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
  return { box, page, faults, by };
}

async function heard(page: Page): Promise<boolean> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await page.waitForTimeout(300)) {
    const { left, rate } = await hear(page);
    if (toneDb(left, TONE_HZ, rate) > -40) return true;
  }
  return false;
}

if (machineOpus() !== undefined) {
  for (const host of [INSECURE_HOST, SECURE_HOST]) {
    t.test(`http://${host}: sound by RTP, by WebSocket when its process dies, and by RTP again`, async (t) => {
      const { box, page, faults, by } = await playing(t, host, '', 'rtp');
      t.ok(await heard(page));
      process.kill(mediaChild(box), 'SIGKILL');
      await until('the WebSocket carries the sound', () => by('websocket'));
      t.ok(await heard(page));
      await until('RTP carries it again', () => by('rtp'));
      t.ok(await heard(page));
      t.same(faults, []);
    });
  }

  t.test('with the older way to received frames the sound comes by RTP, too', async (t) => {
    const { page, faults } = await playing(t, INSECURE_HOST, NO_TRANSFORM, 'rtp');
    t.ok(await heard(page));
    t.same(faults, []);
  });

  t.test('where the browser hands out no frames the sound comes by WebSocket', async (t) => {
    const { page, by } = await playing(t, INSECURE_HOST, NO_TRANSFORM + NO_STREAMS, 'websocket');
    t.ok(await heard(page));
    t.notOk(await by('rtp'));
  });

  t.test(
    "a hidden page whose context stands: the browser's own player plays the same session, then ours again",
    async (t) => {
      const { page, by } = await playing(t, INSECURE_HOST, KEEP_PEERS, 'rtp');
      t.ok(await heard(page));
      const emitted = () =>
        page.evaluate(`peers.at(-1).getStats().then((stats) =>
        [...stats.values()].find(({ type }) => type === 'inbound-rtp')?.jitterBufferEmittedCount ?? 0)`) as Promise<number>;
      const before = await emitted();
      await page.evaluate(`Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      __tap().context.resume = () => Promise.reject(new Error('no'));
      document.dispatchEvent(new Event('visibilitychange')); __tap().context.suspend(); 0`);
      await until("the browser's own player plays", async () => (await emitted()) > before + 48_000);
      t.ok(await by('rtp'), 'by the same session');
      t.equal(await page.evaluate('peers.length'), 1);
      await page.evaluate(`delete document.visibilityState; delete __tap().context.resume;
      document.dispatchEvent(new Event('visibilitychange')); 0`);
      t.ok(await heard(page), 'the page itself plays again');
    },
  );
}
