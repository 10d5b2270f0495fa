/** The delay to the ear, measured with a microphone that hears the page's output after a known delay. */
import type { Page } from 'playwright-core';
import t from 'tap';
import { chirpSamples, findChirp } from '../../src/web/listen/ear/find-chirp.js';
import type { EarResult } from '../../src/web/listen/listener-api.js';
import { until } from '../harness/until.js';
import { SECURE_HOST } from './harness/chromium.js';
import { newEngineer } from './harness/devices.js';
import { DENIED_MICROPHONE, fakeMicrophone } from './harness/fake-microphone.js';
import { listen } from './harness/hearing.js';
import { waitForState } from './harness/listen-page.js';
import { contextOriginMs, type Heard, hear } from './harness/page-audio.js';
import { type PageTest, PIN, stage } from './harness/page-test.js';
import { heard, playing } from './harness/playing-page.js';
import { startsWith } from './harness/words.js';

const LOOP_MS = 60;
const REPORTED_MS = 12;
const microphone = fakeMicrophone({ delayMs: LOOP_MS, reportedMs: REPORTED_MS });
/** A busy machine interrupts a measurement, or moves the clocks while it runs. */
const TRIES = 6;
/** Such a machine makes the player change its output, too; that would end a measurement. */
const STEADY = 'delete AudioContext.prototype.playbackStats;';
/** Keeps the capture times of the chirps, by the stand-in's own clock. */
const KEEP_CAPTURES = `(() => {
  const { get, set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
  Object.defineProperty(MessagePort.prototype, 'onmessage', { configurable: true, get, set(run) {
    set.call(this, run && ((event) => {
      if (event.data?.type === 'chirps') globalThis.__captures = event.data.captureMs;
      run.call(this, event);
    }));
  } });
})();`;

/** When each chirp was put out, wall clock, ms. */
async function chirpsPutOut(page: Page, done: Promise<unknown>): Promise<number[]> {
  const kept: { heard: Heard; originMs: number }[] = [];
  let over = false;
  void done.finally(() => {
    over = true;
  });
  for (; !over; await page.waitForTimeout(300))
    kept.push({ heard: await hear(page), originMs: await contextOriginMs(page) });
  return kept.flatMap(({ heard: { left, rate, contextMs }, originMs }) => {
    const at = findChirp(left, chirpSamples(rate), rate);
    return at === undefined ? [] : [originMs + contextMs - ((left.length - at) * 1000) / rate];
  });
}

const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

t.test('it is the delay to the output and the way from there to the microphone, within 1 ms', async (t) => {
  const { page } = await playing(t, SECURE_HOST, {}, microphone + STEADY + KEEP_CAPTURES);
  await waitForState(page, `state.path === 'worklet' && state.delayMs !== null`);
  await page.waitForTimeout(2000);
  let off = Number.NaN;
  for (let i = 0; i < TRIES && !(Math.abs(off) <= 1); i++) {
    const measuring = page.evaluate('listener.measureEar()') as Promise<EarResult>;
    const putOut = await chirpsPutOut(page, measuring);
    const result = await measuring;
    if (!result.ok) continue;
    const captures = (await page.evaluate('__captures')) as number[];
    const delays = captures.flatMap((ms) => {
      const later = putOut.map((at) => at - (performance.timeOrigin + ms)).filter((each) => each > 0 && each < 700);
      return later.length > 0 ? [Math.min(...later)] : [];
    });
    const expected = middle(delays) + LOOP_MS - REPORTED_MS;
    off = result.ms - expected;
    t.comment(`${JSON.stringify(result)}; expected ${expected.toFixed(2)} ms`);
  }
  t.ok(Math.abs(off) <= 1, `${off.toFixed(2)} ms off`);
  t.same(await page.evaluate('__askedMicrophone'), {
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  t.ok(await heard(page), 'the music is back');
});

t.test('a microphone that gives nothing, or only noise, gives no figure but a reason', async (t) => {
  for (const [noise, why] of [
    [0, 'silent'],
    [0.05, 'quiet'],
  ] as const) {
    const deaf = fakeMicrophone({ delayMs: LOOP_MS, reportedMs: 0, gain: 0, noise });
    const { page } = await playing(t, SECURE_HOST, {}, deaf + STEADY);
    await waitForState(page, `state.path === 'worklet' && state.delayMs !== null`);
    let result: EarResult | undefined;
    await until('a measurement ends', async () => {
      result = (await page.evaluate('listener.measureEar()')) as EarResult;
      return result.ok || result.why !== 'interrupted';
    });
    t.same(result, { ok: false, why });
  }
});

const { box, pageTest } = await stage('--source=tones:2');

async function openSheet({ page, screen }: Awaited<ReturnType<PageTest['musician']>>): Promise<void> {
  await listen(screen);
  await page.getByRole('button', { name: startsWith(screen.words('listenDetails')) }).click();
}

await pageTest('the result is kept with the device, and shown beside the delay and at the desk', async (test) => {
  const { t } = test;
  const ana = await test.musician('Ana', { host: SECURE_HOST, script: microphone });
  await openSheet(ana);
  const { screen, device } = ana;
  const engineer = await newEngineer(box, PIN, 'Engineer');
  const earOf = async () => {
    const { devices } = (await box.json('/api/devices', { token: engineer.token })) as {
      devices: { uuid: string; ear: { ms: number; spreadMs: number; at: number } | null }[];
    };
    return devices.find(({ uuid }) => uuid === device.uuid)!.ear;
  };
  t.equal(await earOf(), null);
  await until('a measurement is kept', async () => {
    if ((await earOf()) !== null) return true;
    const button = screen.button('earMeasure', {}, screen.sheet);
    if ((await button.count()) > 0 && (await button.isEnabled())) await button.click();
    return false;
  });
  const ear = (await earOf())!;
  t.ok(ear.ms > LOOP_MS - REPORTED_MS && ear.ms < 1000, `${ear.ms} ms`);
  await screen.sheet.getByText(new RegExp(`^${Math.round(ear.ms)} `)).waitFor();
  const desk = (await test.engineer()).screen;
  await desk.button('detailsOf', { name: 'Ana' }).click();
  await desk.sheet.getByText(desk.words('earDelay')).waitFor();
  t.match(await desk.sheet.textContent(), `${Math.round(ear.ms)} ms`);
});

await pageTest('without permission, and on plain http, one sentence says why there is no figure', async (test) => {
  const denied = await test.musician('Ben', { host: SECURE_HOST, script: DENIED_MICROPHONE });
  await openSheet(denied);
  await denied.screen.button('earMeasure', {}, denied.screen.sheet).click();
  await denied.screen.sheet.getByText(denied.screen.words('earDenied')).waitFor();
  const plain = await test.musician('Cleo');
  await openSheet(plain);
  await plain.screen.sheet.getByText(plain.screen.words('earSecure')).waitFor();
  test.t.equal(await plain.screen.button('earMeasure', {}, plain.screen.sheet).count(), 0);
});
