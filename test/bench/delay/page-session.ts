/** The real page in Chromium, which plays impulses of the real box over a network of a given kind. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { launchChromium, newContext } from '../../browser/harness/chromium.js';
import { Screen } from '../../browser/harness/screen.js';
import { wordsOf } from '../../browser/harness/words.js';
import type { Box, Device } from '../../harness/box.js';
import { WebListener } from '../../harness/listener.js';
import type { Arrival, Counters } from './attribution.js';
import type { DelayCase } from './cases.js';
import { FINDER_SCRIPT, findImpulses } from './impulse-finder.js';
import { precede } from './precede.js';

/** The law looks back 20 s. What loading the page cost is forgotten by then. */
export const SETTLE_MS = 25_000;
/** No delay from source to ear is longer. */
const LONGEST_MS = 700;
/** Less than the page's recording lasts. */
const LOOK_MS = 450;

/** CLOCK_MONOTONIC, the box's clock. */
const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
export const wallMs = (): number => performance.timeOrigin + performance.now();

/** An impulse that was heard. */
interface HeardImpulse {
  /** When the page put it out, by the wall clock, ms. */
  readonly atMs: number;
  /** Since its capture, ms. */
  readonly delayMs: number;
}

/** What the page noted: its counters, slips of the clock, and when it took which packet. */
type Seen = readonly [Counters[], number[], (readonly [first: number, takenMs: number])[]];

export interface PageSession {
  readonly page: Page;
  /** Towards the media process or the box's audio port. */
  readonly relay: ChildProcess | undefined;
  /** Listens for a time. Answers the impulses that were heard, in order. */
  listen(ms: number): Promise<HeardImpulse[]>;
  /** Forgets what came so far. To hand it over would hold the worker up. */
  forget(): Promise<void>;
  /** What came since then, and the page's counters meanwhile. The worker stands still for it. */
  observed(): Promise<{ arrivals: Arrival[]; counters: Counters[]; slips: number[] }>;
  /** Packets that the relay took, and those that it lost. */
  relayed(): Promise<{ packets: number; lost: number }>;
  close(): Promise<void>;
}

/** Capture times of impulses on the box's clock, as a second listener of the box receives them. */
export function watchCapture(box: Box, device: Device): { times: number[]; listener: WebListener } {
  const times: number[] = [];
  const listener = new WebListener(box, device, { frames: 480 });
  listener.onPacket = (packet) => {
    for (let i = 0; i < packet.frames; i++) {
      if (Math.abs(packet.samples[2 * i]!) < 3000) continue;
      times.push(packet.captureMs - ((packet.frames - 1 - i) * 1000) / packet.sampleRate);
    }
  };
  return { times, listener };
}

/** @param heardAt wall clock, ms. @param captured the box's clock, ms. */
export function delaysOf(heardAt: readonly number[], captured: readonly number[]): HeardImpulse[] {
  const toWall = wallMs() - monotonicMs();
  return heardAt.flatMap((atMs) => {
    const delays = captured.map((time) => atMs - (time + toWall)).filter((each) => each > 0 && each < LONGEST_MS);
    return delays.length > 0 ? [{ atMs, delayMs: Math.min(...delays) }] : [];
  });
}

async function startRelay(kind: string, target: number, model: object): Promise<{ port: number; child: ChildProcess }> {
  const entry = new URL('./relay-process.js', import.meta.url);
  const child = fork(entry, [kind, String(target), JSON.stringify(model)]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  precede(child.pid!);
  return { port, child };
}

/** Runs in the page: notes when it takes each packet. A worklet takes them unseen. */
const TAKEN_SCRIPT = `
  globalThis.__taken = new Map();
  const port = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
  Object.defineProperty(MessagePort.prototype, 'onmessage', { ...port, set(handler) {
    port.set.call(this, handler && ((event) => {
      if (event.data?.samples) __taken.set(event.data.first, performance.timeOrigin + performance.now());
      return handler.call(this, event);
    }));
  } });`;

/** Runs in the connection's worker: notes each packet that it passes on. */
const WORKER_SCRIPT = `{
  const arrivals = [];
  globalThis.__arrivals = arrivals;
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (packet, ...rest) {
    if (packet?.samples)
      arrivals.push({ first: packet.first, receivedMs: packet.receivedMs, takenMs: performance.timeOrigin + performance.now(), repaired: packet.repaired === true });
    return post.call(this, packet, ...rest);
  };
}`;

/** The page asks for other packets, and its session leads through a relay; or it has no session at all. */
function script({ transport, frames, copies, floor }: DelayCase, udpPort: number | undefined): string {
  const parts = [
    FINDER_SCRIPT,
    `localStorage.setItem('fichatech_web_listen_floor', '${floor}');`,
    TAKEN_SCRIPT,
    `const counters = [];
     globalThis.__counters = counters;
     const post = Worker.prototype.postMessage;
     Worker.prototype.postMessage = function (message, ...rest) {
       if (message?.type === 'send' && message.text.includes('"underruns"'))
         counters.push({ atMs: performance.timeOrigin + performance.now(), ...JSON.parse(message.text) });
       // Otherwise the box would choose frames and copies.
       if (message?.type === 'open') message = { ...message, url: message.url + '&adapt=0' };
       if (message?.type === 'send' && message.text.includes('"want"'))
         message = { ...message, text: JSON.stringify({ signal:
           { ...JSON.parse(message.text).signal, frames: ${frames}, copies: ${copies} } }) };
       return post.call(this, message, ...rest);
     };`,
  ];
  if (transport === 'datachannel')
    parts.push('delete globalThis.RTCRtpScriptTransform; delete RTCRtpReceiver.prototype.createEncodedStreams;');
  if (transport === 'websocket')
    parts.push('delete globalThis.RTCRtpScriptTransform; delete globalThis.RTCPeerConnection;');
  else if (udpPort !== undefined)
    parts.push(
      `const set = RTCPeerConnection.prototype.setRemoteDescription;
       RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
         return set.call(this, { type, sdp: sdp.replace(/(a=candidate:\\S+ \\d+ \\S+ \\d+ \\S+) \\d+/g, '$1 ${udpPort}') });
       };`,
    );
  return parts.join('\n');
}

/** A page that has played long enough to have settled. @param device an engineer's, who sees reports. */
export async function openSession(box: Box, device: Device, which: DelayCase): Promise<PageSession> {
  const browser = await launchChromium();
  const { times, listener } = watchCapture(box, device);
  const { media } = (await box.json('/api/health', { token: device.token })) as { media?: { port: number } };
  const rtp = which.transport !== 'websocket';
  const target = rtp ? media!.port : box.audioPort;
  const relay = which.network ? await startRelay(rtp ? 'udp' : 'tcp', target, which.network) : undefined;
  const close = async () => {
    listener.close();
    relay?.child.kill();
    await browser.close();
  };
  try {
    const { context } = await newContext(browser, script(which, rtp ? relay?.port : undefined));
    const page = await context.newPage();
    if (relay && !rtp) {
      const about = (await box.json('/api/box')) as { audio: { port: number } };
      about.audio.port = relay.port;
      await page.route('**/api/box', (route) => route.fulfill({ json: about }));
    }
    page.on('worker', (worker) => void worker.evaluate(WORKER_SCRIPT).catch(() => undefined));
    const screen = new Screen(page, wordsOf('en-GB'));
    await page.goto(`http://${which.host}:${box.webPort}/`);
    await screen.enterName('Bench');
    await screen.button('skip').click();
    await screen.mixer();
    await screen.listen.click();
    if (which.throttle) {
      const session = await context.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: which.throttle });
    }
    await sleep(SETTLE_MS);
    const listen = async (ms: number): Promise<HeardImpulse[]> => {
      const heardAt = new Map<number, number>();
      for (const end = wallMs() + ms; wallMs() < end; await sleep(LOOK_MS)) await findImpulses(page, heardAt);
      return delaysOf([...heardAt.values()], times);
    };
    const forget = async () => {
      await page.workers()[0]!.evaluate('__arrivals.length = 0');
      await page.evaluate('__counters.length = 0; __slips.length = 0; __taken.clear()');
    };
    const observed = async () => {
      // First, because the standstill of the worker counts too.
      const [counters, slips, taken] = (await page.evaluate('[__counters, __slips, [...__taken]]')) as Seen;
      const fed = (await page.workers()[0]!.evaluate('__arrivals')) as Arrival[];
      const takenAt = new Map(taken);
      const arrivals = fed.map((each) => ({ ...each, takenMs: takenAt.get(each.first) ?? each.takenMs }));
      return { arrivals, counters, slips };
    };
    const relayed = async () => {
      if (!relay || !rtp) return { packets: 0, lost: 0 };
      relay.child.send({});
      const [counted] = (await once(relay.child, 'message')) as [{ packets: number; lost: number }];
      return counted;
    };
    return { page, relay: relay?.child, listen, forget, observed, relayed, close };
  } catch (error) {
    await close();
    throw error;
  }
}
