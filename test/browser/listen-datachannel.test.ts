/**
 * A browser that has WebRTC but keeps received frames to itself: the real page takes its sound by a data channel. Where
 * that does not come about, or its process dies, the WebSocket carries the sound.
 */
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { machineOpus } from '../addon/opus/machine-opus.js';
import type { Box } from '../harness/box.js';
import { until } from '../harness/until.js';
import { LossyRelay } from '../media/lossy-relay.js';
import { INSECURE_HOST, SECURE_HOST } from './harness/chromium.js';
import { oneBrowser } from './harness/page-test.js';
import {
  HIDE,
  heardTone,
  KEEP_PEERS,
  NO_STREAMS,
  NO_TRANSFORM,
  playing,
  rtcBox,
  SHOW,
  survivesKill,
} from './harness/rtc-page.js';

const FRAMES_KEPT = NO_TRANSFORM + NO_STREAMS;
/** Copies what the worker gives the page's player: place and sound of each packet. */
const KEEP_FED = `globalThis.fed = [];
  const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
  Object.defineProperty(MessagePort.prototype, 'onmessage', { set(handle) {
    set.call(this, (event) => {
      const { data } = event;
      if (data?.samples) fed.push({ first: data.first, made: data.made === true, repaired: data.repaired === true,
        left: Array.from(data.samples).filter((_, i) => i % 2 === 0) });
      if (fed.length > 400) fed.shift();
      handle.call(this, event);
    });
  } });`;
/** The page reaches the box's media port by a relay. */
const via = (relay: LossyRelay) => `
  const remote = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
    return remote.call(this, { type, sdp: sdp.replace(/^(a=candidate:.* )\\d+( typ host)/m, '$1${relay.port}$2') });
  };`;

interface Fed {
  readonly first: number;
  readonly made: boolean;
  readonly repaired: boolean;
  readonly left: readonly number[];
}
const fedOf = (page: Page) => page.evaluate('fed') as Promise<Fed[]>;

const browser = await oneBrowser();

async function relayed(t: Test, box: Box): Promise<LossyRelay> {
  const media = async () => ((await box.json('/api/health')) as { media: { state: string; port: number } }).media;
  await until('the media process is ready', async () => (await media()).state === 'ready');
  return LossyRelay.start(t, (await media()).port);
}

/** Frames by which the box's two tones lie beside their place in the stream, by the phase of each. */
function offsets(packets: readonly Fed[]): number[] {
  // The tones repeat every 192 frames, and their phase is 0 at the beginning of the stream.
  return [250, 500].map((hertz) => {
    const step = (2 * Math.PI * hertz) / 48_000;
    let [sine, cosine] = [0, 0];
    for (const { first, left } of packets)
      for (const [i, sample] of left.entries()) {
        sine += sample * Math.sin(step * ((first + i) % 192));
        cosine += sample * Math.cos(step * ((first + i) % 192));
      }
    return Math.atan2(cosine, sine) / step;
  });
}

if (machineOpus() !== undefined) {
  for (const host of [INSECURE_HOST, SECURE_HOST]) {
    t.test(`http://${host}: sound by a data channel, by WebSocket when its process dies, and back`, (t) =>
      survivesKill(t, browser, host, FRAMES_KEPT, 'datachannel'),
    );
  }

  t.test('each sample has its place in the stream; what the network loses comes with a later packet', async (t) => {
    const box = await rtcBox(t);
    const relay = await relayed(t, box);
    const script = FRAMES_KEPT + via(relay) + KEEP_FED;
    const { page } = await playing(t, browser, box, INSECURE_HOST, script, 'datachannel');
    t.ok(await heardTone(page));
    const judge = async () => {
      await page.evaluate('fed.length = 0');
      await until('packets came', async () => ((await page.evaluate('fed.length')) as number) >= 300);
      const packets = (await fedOf(page)).filter(({ made }) => !made);
      // The filter of Opus against constant voltage turns the lower tone by 0.4 frames. That tone tells only which turn
      // of the upper one it is, every 96 frames.
      const [low, high] = offsets(packets);
      t.ok(Math.abs(low!) < 10, `the lower tone is ${low!.toFixed(3)} frames from its place`);
      t.ok(Math.abs(high!) < 0.5, `the upper tone is ${high!.toFixed(3)} frames from its place`);
      return packets;
    };
    await judge();
    // On a busy machine the page may give the session up for a moment. The WebSocket's sound has the same places.
    relay.every = 20;
    const mended = await judge();
    t.ok(relay.lost > 0);
    t.ok(
      mended.some(({ repaired }) => repaired),
      'copies took the place of what was lost',
    );
  });

  t.test('a data channel that cannot come about leaves the sound to the WebSocket, and is tried again', async (t) => {
    const box = await rtcBox(t);
    const relay = await relayed(t, box);
    relay.mute = true;
    const script = FRAMES_KEPT + via(relay) + KEEP_PEERS;
    const { page, by } = await playing(t, browser, box, INSECURE_HOST, script, 'websocket');
    t.ok(await heardTone(page));
    await until('it was given up and tried again', async () => ((await page.evaluate('peers.length')) as number) >= 2);
    t.equal(await page.evaluate('peers[0].connectionState'), 'closed');
    t.ok(await by('websocket'));
    t.ok(await heardTone(page), 'meanwhile the WebSocket plays');
    relay.mute = false;
    await until('a data channel carries the sound', () => by('datachannel'));
    t.ok(await heardTone(page));
  });

  t.test('nothing gets through any more: the WebSocket carries the sound before the box knows', async (t) => {
    const box = await rtcBox(t);
    const relay = await relayed(t, box);
    const script = FRAMES_KEPT + via(relay);
    const { page, by } = await playing(t, browser, box, INSECURE_HOST, script, 'datachannel');
    t.ok(await heardTone(page));
    relay.mute = true;
    await until('the WebSocket carries the sound', () => by('websocket'));
    t.ok(await heardTone(page));
  });

  t.test('a hidden page whose context stands keeps its data channel, and plays again when it is shown', async (t) => {
    const box = await rtcBox(t);
    const script = `${FRAMES_KEPT} globalThis.plays = 0;
      const { play } = HTMLMediaElement.prototype;
      HTMLMediaElement.prototype.play = function () { plays++; return play.call(this); };`;
    const { page, by } = await playing(t, browser, box, INSECURE_HOST, script, 'datachannel');
    t.ok(await heardTone(page));
    await page.evaluate(HIDE);
    await page.waitForTimeout(3000);
    t.equal(await page.evaluate('plays'), 0, 'the browser’s own player has nothing to play');
    await until('the data channel carries the sound', () => by('datachannel'));
    await page.evaluate(SHOW);
    t.ok(await heardTone(page));
  });
}
