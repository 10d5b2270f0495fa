/** Faults and requests on the phone itself: lost packets, suspended audio, a locked screen, another floor. */
import t from 'tap';
import { until } from '../harness/until.js';
import { INSECURE_HOST, SECURE_HOST } from './harness/chromium.js';
import { toneDb } from './harness/levels.js';
import { firstWay, waitForState } from './harness/listen-page.js';
import { hear } from './harness/page-audio.js';
import { AMPLITUDE, files, heard, LEVEL_DB, pageFaults, playing, TONE_HZ } from './harness/playing-page.js';

/** Without these figures no busy machine makes the player take a context with a larger buffer. */
const NO_STATS = 'delete AudioContext.prototype.playbackStats;';

t.test('packets lost again and again: the page says weak Wi-Fi, and the sound continues', async (t) => {
  const { page } = await playing(t, SECURE_HOST, { loss: 0.05 });
  const state = await waitForState(page, `state.cause === 'weak-wifi'`);
  t.equal(state.status, 'playing');
  // A stretch may begin in a repaired place; one of the next does not.
  await until('the tone is heard', async () => {
    const sound = await hear(page);
    return toneDb(sound.left, TONE_HZ, sound.rate) > LEVEL_DB - 3;
  });
});

t.test('an audio context that the browser suspended: paused, and playing again after the next touch', async (t) => {
  const hold = `${NO_STATS} globalThis.contexts = []; const Original = AudioContext;
    globalThis.AudioContext = class extends Original { constructor(...args) { super(...args); contexts.push(this); } };`;
  const { page } = await playing(t, INSECURE_HOST, {}, hold);
  await page.evaluate('contexts[0].resume = () => Promise.reject(new Error("no")); contexts[0].suspend()');
  await waitForState(page, `state.status === 'paused' && state.cause === 'asleep'`);
  await page.evaluate('delete contexts[0].resume');
  await page.mouse.click(200, 400);
  await waitForState(page, `state.status === 'playing' && state.cause === 'asleep'`);
  t.ok(await heard(page));
  t.equal(await page.evaluate('contexts.length'), 1, 'one context for ever');
  await waitForState(page, `state.cause !== 'asleep'`);
});

/** Contexts whose clock can be stopped: their sound stops too, and their state remains `running`. */
const STANDING = `${NO_STATS} globalThis.contexts = []; globalThis.stand = false; const Original = AudioContext;
  globalThis.AudioContext = class extends Original {
    constructor(...args) { super(...args); contexts.push(this); this.stoodAt = null; }
    get currentTime() {
      const broken = globalThis.stand && contexts.indexOf(this) === 0;
      if (!broken) return super.currentTime;
      this.stoodAt ??= super.currentTime;
      return this.stoodAt;
    }
  };`;

t.test(
  'a context that says it runs while its clock stands: said, tried at once, and replaced at the next tap',
  async (t) => {
    const { page } = await playing(t, INSECURE_HOST, {}, STANDING);
    await page.evaluate(`{
    const [context] = contexts;
    const suspend = context.suspend.bind(context);
    globalThis.suspends = 0;
    context.suspend = () => { suspends++; return suspend(); };
    globalThis.stand = true;
  }`);
    const state = await waitForState(page, `state.status === 'paused' && state.cause === 'asleep'`);
    t.equal(state.delayMs, null, 'no delay of a sound that is not put out');
    // The attempt to restart it takes a while, and is no sign of life.
    await page.evaluate(`{
      globalThis.said = [];
      listener.subscribe((now) => said.push(now.status));
    }`);
    await page.waitForFunction('suspends > 0');
    await page.waitForTimeout(1000);
    t.strictSame(await page.evaluate('[...new Set(said)]'), ['paused'], 'never playing meanwhile');
    t.equal(await page.evaluate('contexts.length'), 1, 'no other context without a tap');
    await page.mouse.click(200, 400);
    await waitForState(page, `state.status === 'playing'`);
    t.equal(await page.evaluate('contexts.length'), 2);
    t.equal(await page.evaluate('contexts[0].state'), 'closed');
    t.ok(await heard(page));
  },
);

t.test('a clock that is stopped when Stop is pressed does not keep the next Listen from playing', async (t) => {
  const { page } = await playing(t, INSECURE_HOST, {}, STANDING);
  await page.evaluate('globalThis.stand = true');
  await waitForState(page, `state.status === 'paused'`);
  await page.evaluate('listener.stop()');
  await page.getByRole('button', { name: 'Listen' }).evaluate((button) => (button as HTMLElement).click());
  await waitForState(page, `state.status === 'playing'`);
  t.ok(await heard(page));
});

t.test('a clock that moves again by itself: playing again, with the same context', async (t) => {
  const { page } = await playing(t, INSECURE_HOST, {}, STANDING);
  await page.evaluate('globalThis.stand = true');
  await waitForState(page, `state.status === 'paused'`);
  await page.evaluate('globalThis.stand = false');
  await waitForState(page, `state.status === 'playing'`);
  t.equal(await page.evaluate('contexts.length'), 1);
  t.ok(await heard(page));
});

/** Media elements the page makes, by `new Audio()`. */
const ELEMENTS = `${NO_STATS} globalThis.elements = []; const OriginalAudio = Audio;
  globalThis.Audio = class extends OriginalAudio { constructor(...args) { super(...args); elements.push(this); } };`;

t.test(
  'a media element that the system pauses plays on at once; one it does not let play is said, and shown as paused',
  async (t) => {
    const { page } = await playing(t, INSECURE_HOST, {}, ELEMENTS);
    await page.evaluate(`document.getElementById('listen').addEventListener('click', () =>
    listener.setLockScreen({ title: 'Ana', onNext: () => {}, onPrevious: () => {} }))`);
    await page.getByRole('button', { name: 'Listen' }).click();
    await waitForState(page, 'state.lockScreen');
    await page.waitForFunction(`navigator.mediaSession.playbackState === 'playing' && !elements.at(-1).paused`);
    await page.waitForTimeout(2100);
    await page.evaluate('elements.at(-1).pause()');
    await page.waitForFunction('!elements.at(-1).paused');
    await waitForState(page, `state.status === 'playing'`);
    await page.evaluate(`{
    const element = elements.at(-1);
    globalThis.element = element;
    globalThis.play = element.play;
    element.play = () => Promise.reject(new Error('no'));
    element.pause();
  }`);
    await waitForState(page, `state.status === 'paused' && state.cause === 'asleep'`);
    t.equal(await page.evaluate('navigator.mediaSession.playbackState'), 'paused');
    await page.evaluate('delete element.play');
    await page.mouse.click(200, 400);
    await waitForState(page, `state.status === 'playing'`);
    t.equal(await page.evaluate('navigator.mediaSession.playbackState'), 'playing');
  },
);

t.test('a pause by the system before the media element plays does not give up the lock screen', async (t) => {
  const { page } = await playing(t, INSECURE_HOST, {}, ELEMENTS);
  await page.evaluate(`document.getElementById('listen').addEventListener('click', () => {
    listener.setLockScreen({ title: 'Ana', onNext: () => {}, onPrevious: () => {} });
    elements.at(-1).pause();
  })`);
  await page.getByRole('button', { name: 'Listen' }).click();
  await page.waitForFunction(`!elements.at(-1).paused`);
  const state = await waitForState(page, `state.status === 'playing'`);
  t.ok(state.lockScreen);
  // The tap on the page's output does not hear the element; a second context does.
  await page.evaluate(`{
    const context = new AudioContext();
    globalThis.analyser = context.createAnalyser();
    context.createMediaStreamSource(elements.at(-1).srcObject).connect(analyser);
  }`);
  await page.waitForFunction(`(() => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return Math.abs(Math.max(...samples) - ${AMPLITUDE}) < 0.03;
  })()`);
});

t.test('the lock-screen path: through a media element with buttons, and back, without losing sound', async (t) => {
  const { page } = await playing(t, INSECURE_HOST);
  await page.evaluate(`(() => {
    const button = document.createElement('button');
    button.id = 'lock';
    button.textContent = 'lock';
    button.onclick = () => listener.setLockScreen({ title: 'Ana', onNext: () => { globalThis.next = true; }, onPrevious: () => {} });
    document.body.append(button);
  })()`);
  await page.getByRole('button', { name: 'lock' }).click();
  await waitForState(page, 'state.lockScreen');
  t.equal(await page.evaluate('navigator.mediaSession.metadata.title'), 'Ana');
  await waitForState(page, `state.status === 'playing'`);
  await page.waitForTimeout(900);
  const through = await hear(page);
  t.ok(toneDb(through.left, TONE_HZ, through.rate) < -60, 'no longer straight to the output');
  await page.evaluate('listener.setLockScreen(null)');
  await waitForState(page, '!state.lockScreen');
  t.ok(await heard(page));
});

t.test('the floor: safer is later, lower is sooner', async (t) => {
  const { page } = await playing(t, SECURE_HOST);
  const normal = await waitForState(page, 'state.delayMs !== null');
  await page.evaluate(`listener.setFloor('safe')`);
  // The floors of the choices are 6, 25 and 3 ms of lead, and a packet and a block come on top.
  // A machine that stalls again and again raises the target by itself, whatever the floor.
  const safe = await waitForState(page, `state.floor === 'safe' && state.targetMs >= 32 && state.delayMs > 27`);
  await page.evaluate(`listener.setFloor('low')`);
  const lower = `state.targetMs < ${safe.targetMs - 10} && state.delayMs < ${safe.delayMs! - 8}`;
  const low = await waitForState(page, `state.floor === 'low' && ((${lower}) || state.targetMs > 45)`);
  t.comment(
    `normal ${normal.delayMs?.toFixed(0)}, safe ${safe.delayMs?.toFixed(0)}, low ${low.delayMs?.toFixed(0)} ms`,
  );
  t.ok(await heard(page));
});

t.test('if a worker or a worklet cannot be loaded, the next best path is taken', async (t) => {
  const without = (path: string) => Object.fromEntries(Object.entries(files).filter(([each]) => each !== path));
  const noWorker = await playing(t, SECURE_HOST, { files: without('/listen-worker.js') });
  t.match(await firstWay(noWorker.page), { path: 'worklet' });
  t.ok(await heard(noWorker.page));
  const noWorklet = await playing(t, SECURE_HOST, { files: without('/listen-worklet.js') });
  t.match(await firstWay(noWorklet.page), { path: 'ring' });
  t.ok(await heard(noWorklet.page));
});

t.test('no page threw an error in any of these tests', async (t) => {
  t.same(pageFaults, []);
});
