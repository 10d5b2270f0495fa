/**
 * The player against bad networks and clocks that differ by ±100 ppm. First simulated: the real playout in simulated
 * time, 48 kHz. Then, with `--browser`, the real player in Chromium. It plays from a stand-in box whose clock runs fast
 * or slow, through a relay that delays.
 *
 *   npm run bench:player [-- --seconds 600 --browser | --only-browser --browser-seconds 30 --at-once 1
 *                            --paths worklet,script --write]
 *
 * With `--at-once` several players share the browser and the machine. Each has its own page (and so a process), box and
 * relay. `--only-browser --browser-seconds 600 --at-once 12 --paths worklet` runs ten minutes of each condition of one
 * path, all side by side. The figures say how busy the machine was.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { INSECURE_HOST, launchChromium, newContext, SECURE_HOST } from '../browser/harness/chromium.js';
import { listenPage, stateOf, waitForState } from '../browser/harness/listen-page.js';
import { Relay } from '../browser/harness/relay.js';
import { StandInBox, type StandInOptions } from '../browser/harness/stand-in-box.js';
import { NETWORKS, type NetworkModel, quantile, simulate } from '../playout/simulation.js';
import { figures, type Print, WRITE_OPTION } from './figures.js';
import { MachineLoad } from './machine-load.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    browser: { type: 'boolean', default: false },
    'browser-seconds': { type: 'string', default: '30' },
    'at-once': { type: 'string', default: '1' },
    'only-browser': { type: 'boolean', default: false },
    paths: { type: 'string', default: 'worklet,ring' },
    cases: { type: 'string', default: '' },
    ...WRITE_OPTION,
  },
});
const SECONDS = Number(options.seconds);
const BROWSER_SECONDS = Number(options['browser-seconds']);
const AT_ONCE = Number(options['at-once']);

/** From the last page's load to the first tap. */
const SETTLE_MS = 3000;

const PATHS = [
  { path: 'worklet', blockMs: 128 / 48, host: SECURE_HOST },
  { path: 'ring', blockMs: 128 / 48, host: INSECURE_HOST },
] as const;
/** Network and clock, as in `wifi:0` or `calm:-100`; all of them if none is named. */
const CASES = options.cases.split(',').filter(Boolean);
const WANTED = PATHS.filter(({ path }) => options.paths.split(',').includes(path));

const HEAD =
  '| path | network | clock, ppm | underruns | lost | made up, ms | silent, ms | delay p50 / p95 / max, ms | target at end, ms | speed at end, ppm |\n' +
  '|---|---|---:|---:|---:|---:|---:|---:|---:|---:|';

function simulated(print: Print): void {
  print(`${SECONDS} s each; delay from capture to the render call.\n\n${HEAD}`);
  for (const { path, blockMs } of WANTED) {
    for (const [network, model] of Object.entries(NETWORKS) as [string, NetworkModel][]) {
      for (const driftPpm of [0, 100, -100]) {
        const result = simulate({ seed: 7, seconds: SECONDS, network: model, driftPpm, blockMs });
        const { stats, delaysMs } = result;
        const delay = [0.5, 0.95, 1].map((share) => quantile(delaysMs, share).toFixed(0)).join(' / ');
        print(
          `| ${path} | ${network} | ${driftPpm} | ${stats.underruns} | ${stats.losses} | ${result.concealedMs.toFixed(0)} | ` +
            `${result.silentMs.toFixed(0)} | ${delay} | ${stats.targetMs.toFixed(0)} | ${stats.ppm.toFixed(0)} |`,
        );
      }
    }
  }
}

interface Condition {
  readonly path: (typeof PATHS)[number]['path'];
  readonly host: string;
  readonly network: string;
  readonly model: NetworkModel;
  readonly driftPpm: number;
}

/** One player on its own page, against its own box and relay. */
class Listening {
  readonly condition: Condition;
  readonly #page: Page;
  readonly #box: StandInBox;
  readonly #relay: Relay;
  readonly #delays: number[] = [];

  private constructor(condition: Condition, page: Page, box: StandInBox, relay: Relay) {
    this.condition = condition;
    this.#page = page;
    this.#box = box;
    this.#relay = relay;
  }

  /** The page is loaded and silent. */
  static async load(
    browser: Browser,
    files: StandInOptions['files'],
    condition: Condition,
    seed: number,
  ): Promise<Listening> {
    const { host, model, driftPpm } = condition;
    const signal = (index: number): readonly [number, number] => [Math.sin(index / 20) / 4, Math.sin(index / 30) / 4];
    const box = await StandInBox.start({ signal, files, driftPpm, loss: model.loss ?? 0 });
    const relay = await Relay.start(box.port, model, seed);
    const { context } = await newContext(browser, '');
    const page = await context.newPage();
    await page.goto(`http://${host}:${box.port}/?audio=${relay.port}`);
    return new Listening(condition, page, box, relay);
  }

  async play(): Promise<void> {
    await this.#page.click('#listen');
    await waitForState(this.#page, `state.status === 'playing'`);
  }

  async look(): Promise<void> {
    const { delayMs, outputMs } = await stateOf(this.#page);
    if (delayMs !== null) this.#delays.push(delayMs - (outputMs ?? 0));
  }

  /** A row of the table. */
  async end(): Promise<string> {
    const { path, network, driftPpm } = this.condition;
    const state = await stateOf(this.#page);
    const { losses = 0 } = (this.#box.reports.at(-1) ?? {}) as { losses?: number };
    await this.#page.context().close();
    await this.#relay.stop();
    await this.#box.stop();
    const delay = [0.5, 0.95, 1].map((share) => quantile(this.#delays, share).toFixed(0)).join(' / ');
    return (
      `| ${state.path === path ? path : `${path} → ${state.path}`} | ${network} | ${driftPpm} | ${state.underruns} | ${losses} | ` +
      `${(state.concealedMs - state.silentMs).toFixed(0)} | ${state.silentMs.toFixed(0)} | ${state.lostMs.toFixed(0)} | ${delay} | ${state.targetMs.toFixed(0)} | ${state.ratioPpm.toFixed(0)} |`
    );
  }
}

async function inBrowser(print: Print): Promise<void> {
  const files = await listenPage();
  const browser = await launchChromium();
  print(`${BROWSER_SECONDS} s each, ${AT_ONCE} at once; delay as the player shows it, without the output's latency.\n`);
  print(
    '| path | network | clock, ppm | underruns | lost | made up, ms | silent, ms | late on the device, ms | delay p50 / p95 / max, ms | target at end, ms | speed at end, ppm |\n' +
      '|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
  );
  const conditions = WANTED.flatMap(({ path, host }) =>
    (Object.entries(NETWORKS) as [string, NetworkModel][]).flatMap(([network, model]) =>
      [0, 100, -100]
        .filter((driftPpm) => CASES.length === 0 || CASES.includes(`${network}:${driftPpm}`))
        .map((driftPpm): Condition => ({ path, host, network, model, driftPpm })),
    ),
  );
  const loads: string[] = [];
  for (let from = 0; from < conditions.length; from += AT_ONCE) {
    const some = conditions.slice(from, from + AT_ONCE);
    const players: Listening[] = [];
    // Loading a page needs the whole of a small machine; nobody listens yet.
    for (const [i, condition] of some.entries())
      players.push(await Listening.load(browser, files, condition, from + i + 1));
    await sleep(SETTLE_MS);
    for (const player of players) await player.play();
    const load = new MachineLoad();
    for (const end = performance.now() + BROWSER_SECONDS * 1000; performance.now() < end; await sleep(1000))
      for (const player of players) await player.look();
    loads.push(load.end());
    for (const player of players) print(await player.end());
  }
  print(`\n${loads.join('\n')}`);
  await browser.close();
}

if (!options['only-browser']) await figures('player', 'simulated', simulated);
if (options.browser || options['only-browser']) await figures('player', 'browser', inBrowser);
