/**
 * The head of every test of the page. `stage` starts one browser for the file, and one box unless another function says
 * otherwise. `pageTest` runs a test with pages that are closed at its end. A test that fails leaves a picture
 * of each of its pages in `dist/screenshots`. An error in a page's own scripts fails its test.
 */
// Functions that run inside the page use its globals.
/// <reference lib="dom" />
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import t, { type Test } from 'tap';
import { Box } from '../../harness/box.js';
import { launchChromium } from './chromium.js';
import { type NamedDevice, newDevice, newEngineer } from './devices.js';
import { TABLET, type Visit, type VisitOptions, visit } from './visit.js';

/** The engineer's PIN of every box here. */
export const PIN = '141421';
export const PIN_FLAG = `--engineer-pin=${PIN}`;

const SCREENSHOTS = fileURLToPath(new URL('../../../screenshots/', import.meta.url));

/** Of another box than the file's own, if the test starts one. */
export interface OpenOptions extends VisitOptions {
  readonly box?: Box;
}

interface DeviceVisit extends Visit {
  readonly device: NamedDevice;
}

export interface PageTest {
  readonly t: Test;
  /** Opens the page. */
  open(options?: OpenOptions): Promise<Visit>;
  /** A musician's page, at the mixer; a new device unless `options.device` is given. */
  musician(name: string, options?: OpenOptions): Promise<DeviceVisit>;
  /**
   * An engineer's page on a tablet, at the desk unless `options.hash` leads elsewhere; a new device unless
   * `options.device` is given.
   */
  engineer(name?: string, options?: OpenOptions): Promise<DeviceVisit>;
}

type Body = (test: PageTest) => Promise<void>;

export interface Stage {
  readonly browser: Browser;
  readonly pageTest: (title: string, body: Body) => Promise<unknown>;
}

/** One browser for the tests of a file. */
export async function oneBrowser(): Promise<Browser> {
  const browser = await launchChromium();
  t.teardown(() => browser.close());
  return browser;
}

/** One browser; each test starts its own box and hands it to `open`. */
export async function stageWithoutBox(): Promise<Stage> {
  const browser = await oneBrowser();
  return { browser, pageTest: (title, body) => run(title, browser, undefined, body) };
}

/** One browser and one box with these flags, besides the PIN. */
export async function stage(...flags: readonly string[]): Promise<Stage & { readonly box: Box }> {
  const starting = Box.start([PIN_FLAG, ...flags]);
  const browser = await oneBrowser();
  const box = await starting;
  t.teardown(() => box.stop());
  return { browser, box, pageTest: (title, body) => run(title, browser, box, body) };
}

function run(title: string, browser: Browser, own: Box | undefined, body: Body): Promise<unknown> {
  return t.test(title, async (t) => {
    const visits: Visit[] = [];
    const boxOf = (options: OpenOptions): Box => {
      const box = options.box ?? own;
      if (box === undefined) throw new Error('this test has no box');
      return box;
    };
    const open = async (options: OpenOptions = {}) => {
      const visited = await visit(browser, boxOf(options), options);
      visits.push(visited);
      return visited;
    };
    const test: PageTest = {
      t,
      open,
      async musician(name, options = {}) {
        const device = options.device ?? (await newDevice(boxOf(options), name));
        const visited = await open({ ...options, device });
        await visited.screen.mixer();
        return { ...visited, device };
      },
      async engineer(name = 'Desk', options = {}) {
        const device = options.device ?? (await newEngineer(boxOf(options), PIN, name));
        const visited = await open({ viewport: TABLET, hash: '#/desk/people', ...options, device });
        const atDesk = options.hash?.startsWith('#/desk') ?? true;
        await (atDesk ? visited.screen.desk.waitFor() : visited.screen.mixer());
        return { ...visited, device };
      },
    };
    let whole = false;
    try {
      await body(test);
      const faults = visits.flatMap((visited) => visited.faults);
      t.same(faults, [], 'no page threw an error');
      whole = t.passing();
    } finally {
      if (!whole) await pictures(t, title, visits);
      for (const { context } of visits) await context.close();
    }
  });
}

async function pictures(t: Test, title: string, visits: readonly Visit[]): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const name = title.replace(/[^\p{L}\d]+/gu, '-').slice(0, 60);
  for (const [i, { page }] of visits.entries()) {
    const path = join(SCREENSHOTS, `${name}-${i + 1}.png`);
    // A page that is closed or frozen has no picture; the failure itself is reported anyway.
    const taken = await page.screenshot({ path, timeout: 5000 }).then(
      () => true,
      () => false,
    );
    if (taken) t.comment(`the page looked like this: ${path}`);
  }
}
