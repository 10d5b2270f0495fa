/**
 * Measures the time from an impulse at the source to the page's output in a real browser. The real box plays a WAV of
 * impulses, and its real page runs in Chromium. The network is clean, or a relay adds jitter. The device's own output
 * latency is missing: a machine without sound hardware cannot show it.
 *
 *   npm run bench:browser [-- --seconds 20 --write]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { INSECURE_HOST, launchChromium, newContext, SECURE_HOST } from '../browser/harness/chromium.js';
import { contextOriginMs, hear, TAP_SCRIPT } from '../browser/harness/page-audio.js';
import { Relay } from '../browser/harness/relay.js';
import { Screen } from '../browser/harness/screen.js';
import { wordsOf } from '../browser/harness/words.js';
import { Box, type Device } from '../harness/box.js';
import { WebListener } from '../harness/listener.js';
import { NETWORKS, type NetworkModel, quantile } from '../playout/simulation.js';
import { figures, WRITE_OPTION } from './figures.js';
import { IMPULSE_RATE, impulseWav } from './impulse-wav.js';

const { values: options } = parseArgs({ options: { seconds: { type: 'string', default: '20' }, ...WRITE_OPTION } });
const SECONDS = Number(options.seconds);
const SETTLE_MS = 3000;
/** No delay from source to ear is longer. */
const LONGEST_MS = 700;

/** CLOCK_MONOTONIC, the box's clock. */
const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const wallMs = (): number => performance.timeOrigin + performance.now();

interface Scenario {
  readonly path: 'worklet' | 'ring';
  readonly floor: 'low' | 'normal';
  readonly network: string;
  readonly model?: NetworkModel;
}

const SCENARIOS: readonly Scenario[] = (['worklet', 'ring'] as const).flatMap((path) => [
  { path, floor: 'low', network: 'clean' } as const,
  { path, floor: 'normal', network: 'clean' } as const,
  { path, floor: 'normal', network: 'jitter', model: NETWORKS.jitter } as const,
  { path, floor: 'normal', network: 'wifi', model: NETWORKS.wifi } as const,
]);

interface Result {
  readonly scenario: Scenario;
  readonly latencies: readonly number[];
  readonly state: { underruns: number; concealedMs: number; targetMs: number; path: string };
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

async function run(box: Box, device: Device, scenario: Scenario): Promise<Result> {
  const browser = await launchChromium();
  const relay = scenario.model ? await Relay.start(box.audioPort, scenario.model) : undefined;
  const { times, listener } = watchCapture(box, device);
  try {
    const { context } = await newContext(browser, TAP_SCRIPT);
    const page = await context.newPage();
    await page.addInitScript(`localStorage.setItem('fichatech_web_listen_floor', '${scenario.floor}')`);
    if (relay) {
      const about = (await box.json('/api/box')) as { audio: { port: number } };
      about.audio.port = relay.port;
      await page.route('**/api/box', (route) => route.fulfill({ json: about }));
    }
    const screen = new Screen(page, wordsOf('en-GB'));
    await page.goto(`http://${scenario.path === 'worklet' ? SECURE_HOST : INSECURE_HOST}:${box.webPort}/`);
    await screen.enterName('Bench');
    await screen.button('skip').click();
    await screen.mixer();
    await screen.listen.click();
    await sleep(SETTLE_MS);
    const heardAt = new Map<number, number>();
    for (const end = wallMs() + SECONDS * 1000; wallMs() < end; await sleep(450)) {
      const heard = await hear(page);
      const originMs = await contextOriginMs(page);
      const last = heard.left.length;
      for (let i = 1; i < last; i++) {
        const value = Math.abs(heard.left[i]!);
        if (value < 0.2 || value < Math.abs(heard.left[i - 1]!) || value < Math.abs(heard.left[i + 1] ?? 0)) continue;
        const frame = Math.round((heard.contextMs * heard.rate) / 1000) - last + i;
        heardAt.set(frame, originMs + (frame * 1000) / heard.rate);
      }
    }
    const toWall = wallMs() - monotonicMs();
    const latencies = [...heardAt.values()].flatMap((at) => {
      const captured = times.map((time) => at - (time + toWall)).filter((ms) => ms > 0 && ms < LONGEST_MS);
      return captured.length > 0 ? [Math.min(...captured)] : [];
    });
    const health = (await box.json('/api/health', { token: device.token })) as {
      listeners: { device?: string; report?: Result['state'] }[];
    };
    const state = health.listeners.find((each) => each.device !== device.uuid)?.report;
    return {
      scenario,
      latencies,
      state: state ?? { underruns: -1, concealedMs: -1, targetMs: -1, path: '' },
    };
  } finally {
    listener.close();
    await browser.close();
    await relay?.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'stagebox-latency-'));
const wav = join(folder, 'impulses.wav');
impulseWav(wav);
const box = await Box.start(['--source', `wav:${wav}`]);
const device = await box.join('Capture watch');
await figures('latency', 'latency', async (print) => {
  print(`Milliseconds; ${IMPULSE_RATE} Hz, packets of 240 frames, ${SECONDS} s each.\n`);
  print(
    '| path | floor | network | impulses | p50 | p90 | max | underruns | made up or silent, ms | target at end, ms |',
  );
  print('|---|---|---|---:|---:|---:|---:|---:|---:|---:|');
  for (const scenario of SCENARIOS) {
    const { latencies, state } = await run(box, device, scenario);
    const ms = (share: number) => quantile(latencies, share).toFixed(1);
    const path = state.path === scenario.path ? scenario.path : `${state.path} (began as ${scenario.path})`;
    print(
      `| ${path} | ${scenario.floor} | ${scenario.network} | ${latencies.length} | ${ms(0.5)} | ${ms(0.9)} | ${ms(1)} | ` +
        `${state.underruns} | ${state.concealedMs} | ${state.targetMs} |`,
    );
  }
});
await box.stop();
rmSync(folder, { recursive: true });
