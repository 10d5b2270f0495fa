import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { must, type Scenario } from '../scenario.js';

/** The address that QEMU gives the box's wired port; Chromium is sent to the ports that QEMU forwards instead. */
const BOX = '10.0.2.15';
/** A page on an emulated machine is slow, ms. */
const PATIENCE_MS = 300_000;

/** The page as a phone sees it, by Chromium on the host. `STAGEBOX_VM_PICTURES` says where the pictures go. */
export const pictures: readonly Scenario[] = [
  {
    name: 'page: Chromium on the host opens the page, joins the band, and takes pictures',
    async run(bench) {
      const guest = await bench.guest();
      const rules = ([80, 1883, 5100, 5101, 5102] as const).map(
        (port) => `MAP ${BOX}:${port} 127.0.0.1:${guest.port(port)}`,
      );
      const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          `--host-resolver-rules=${rules.join(',')}`,
        ],
      });
      try {
        const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
        context.setDefaultTimeout(PATIENCE_MS);
        const page = await context.newPage();
        const keep = async (name: string) => {
          const file = join(bench.folder, `vm-${name}.png`);
          await page.screenshot({ path: file });
          const to = process.env.STAGEBOX_VM_PICTURES;
          if (to === undefined) return;
          mkdirSync(to, { recursive: true });
          copyFileSync(file, join(to, `vm-${name}.png`));
        };
        await page.goto(`http://${BOX}/welcome`, { timeout: PATIENCE_MS });
        must((await page.textContent('h1')) === 'Stage Box', 'that is not the welcome page');
        await keep('welcome');
        await page.goto(`http://${BOX}/`, { timeout: PATIENCE_MS });
        await page.locator('input').first().waitFor({ state: 'visible' });
        await keep('first-visit');
        bench.note(`the welcome page and the first visit, as Chromium ${browser.version()} draws them`);
      } finally {
        await browser.close();
      }
    },
  },
];
