/** One run: the real page plays impulses of the real box in Chromium, over a network of a given kind. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { launchChromium, newContext } from '../../browser/harness/chromium.js';
import { contextOriginMs, hear, TAP_SCRIPT } from '../../browser/harness/page-audio.js';
import { Screen } from '../../browser/harness/screen.js';
import { wordsOf } from '../../browser/harness/words.js';
import type { Box, Device } from '../../harness/box.js';
import { WebListener } from '../../harness/listener.js';
import type { DelayCase } from './cases.js';

const SETTLE_MS = 6000;
/** No delay from source to ear is longer. */
const LONGEST_MS = 700;

/** CLOCK_MONOTONIC, the box's clock. */
const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const wallMs = (): number => performance.timeOrigin + performance.now();

/** The page's report of itself, as `/api/health` shows it. */
interface Report {
  readonly underruns: number;
  readonly losses: number;
  readonly concealedMs: number;
  readonly deviceGaps: number;
  readonly targetMs: number;
  readonly path: string;
}

export interface DelayResult {
  readonly latencies: readonly number[];
  /** What the reports counted during the run. */
  readonly counted: Omit<Report, 'targetMs' | 'path'>;
  readonly targetMs: number;
  readonly path: string;
  readonly transport: string;
  /** Frames of the packets that came. */
  readonly frames: number;
  /** From a call in the page to its output, ms: what no player can undercut here. */
  readonly floorMs: readonly number[];
  /** Packets that the relay took, and those that it lost. */
  readonly relayed: { readonly packets: number; readonly lost: number };
}

/** Capture times of impulses on the box's clock, as a second listener of the box receives them. */
function watchCapture(box: Box, device: Device): { times: number[]; listener: WebListener } {
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

async function startRelay(
  kind: 'udp' | 'tcp',
  target: number,
  model: object,
): Promise<{ port: number; child: ChildProcess }> {
  const entry = new URL('./relay-process.js', import.meta.url);
  const child = fork(entry, [kind, String(target), JSON.stringify(model)]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { port, child };
}

/** The page asks for other packets, and its session leads through a relay; or it has no session at all. */
function script({ transport, frames, copies, floor }: DelayCase, udpPort: number | undefined): string {
  const parts = [
    TAP_SCRIPT,
    `localStorage.setItem('fichatech_web_listen_floor', '${floor}');`,
    `const post = Worker.prototype.postMessage;
     Worker.prototype.postMessage = function (message, ...rest) {
       if (message?.type === 'send' && message.text.includes('"want"'))
         message = { ...message, text: JSON.stringify({ signal: { type: 'want', frames: ${frames}, copies: ${copies} } }) };
       return post.call(this, message, ...rest);
     };`,
  ];
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

/** Frames at which impulses were put out, and when, by the wall clock. */
async function hearImpulses(page: Page, heardAt: Map<number, number>): Promise<void> {
  const heard = await hear(page);
  const originMs = await contextOriginMs(page);
  const last = heard.left.length;
  for (let i = 1; i < last; i++) {
    const value = Math.abs(heard.left[i]!);
    if (value < 0.15 || value < Math.abs(heard.left[i - 1]!) || value < Math.abs(heard.left[i + 1] ?? 0)) continue;
    const frame = Math.round((heard.contextMs * heard.rate) / 1000) - last + i;
    heardAt.set(frame, originMs + (frame * 1000) / heard.rate);
  }
}

/** From `start()` of a buffer to the output of its first frame, several times, ms. */
async function floorOf(page: Page): Promise<number[]> {
  const floors: number[] = [];
  for (let i = 0; i < 12; i++) {
    const calledMs = (await page.evaluate(`(() => {
      const { context } = globalThis.__tap();
      const buffer = context.createBuffer(1, 8, context.sampleRate);
      buffer.getChannelData(0)[0] = 1;
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(context.destination);
      source.start();
      return performance.timeOrigin + performance.now();
    })()`)) as number;
    await sleep(150);
    const heard = await hear(page);
    const originMs = await contextOriginMs(page);
    const at = heard.left.findLastIndex((value) => Math.abs(value) > 0.9);
    if (at < 0) continue;
    const frame = Math.round((heard.contextMs * heard.rate) / 1000) - heard.left.length + at;
    floors.push(originMs + (frame * 1000) / heard.rate - calledMs);
  }
  return floors;
}

async function listenerOf(box: Box, device: Device): Promise<{ report: Report; transport: string; frames: number }> {
  const { listeners } = (await box.json('/api/health', { token: device.token })) as {
    listeners: { device?: string; transport: string; frames: number; report?: Report }[];
  };
  const found = listeners.find((each) => each.device !== device.uuid);
  if (found?.report === undefined) throw new Error('the page does not report');
  return { report: found.report, transport: found.transport, frames: found.frames };
}

/** Runs one case for `seconds`. `device` must be an engineer's, who sees reports. */
export async function runDelay(box: Box, device: Device, which: DelayCase, seconds: number): Promise<DelayResult> {
  const browser = await launchChromium();
  const { times, listener } = watchCapture(box, device);
  const { media } = (await box.json('/api/health', { token: device.token })) as { media?: { port: number } };
  const udp =
    which.transport === 'rtp' && media
      ? await startRelay('udp', media.port, which.network ?? { jitterMs: 0 })
      : undefined;
  const tcp =
    which.transport === 'websocket' && which.network
      ? await startRelay('tcp', box.audioPort, which.network)
      : undefined;
  try {
    const { context } = await newContext(browser, script(which, udp?.port));
    const page = await context.newPage();
    if (tcp) {
      const about = (await box.json('/api/box')) as { audio: { port: number } };
      about.audio.port = tcp.port;
      await page.route('**/api/box', (route) => route.fulfill({ json: about }));
    }
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
    const before = await listenerOf(box, device);
    const heardAt = new Map<number, number>();
    for (const end = wallMs() + seconds * 1000; wallMs() < end; await sleep(450)) await hearImpulses(page, heardAt);
    const after = await listenerOf(box, device);
    const toWall = wallMs() - monotonicMs();
    const latencies = [...heardAt.values()].flatMap((at) => {
      const captured = times.map((time) => at - (time + toWall)).filter((ms) => ms > 0 && ms < LONGEST_MS);
      return captured.length > 0 ? [Math.min(...captured)] : [];
    });
    const since = (name: 'underruns' | 'losses' | 'concealedMs' | 'deviceGaps') =>
      after.report[name] - before.report[name];
    let relayed = { packets: 0, lost: 0 };
    if (udp) {
      udp.child.send({});
      [relayed] = (await once(udp.child, 'message')) as [typeof relayed];
    }
    return {
      latencies,
      counted: {
        underruns: since('underruns'),
        losses: since('losses'),
        concealedMs: since('concealedMs'),
        deviceGaps: since('deviceGaps'),
      },
      targetMs: after.report.targetMs,
      path: after.report.path,
      transport: after.transport,
      frames: after.frames,
      floorMs: await floorOf(page),
      relayed,
    };
  } finally {
    listener.close();
    udp?.child.kill();
    tcp?.child.kill();
    await browser.close();
  }
}
