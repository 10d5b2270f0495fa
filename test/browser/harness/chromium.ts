/**
 * Debian's Chromium without a screen, as a musician's phone would see the box: `http://stagebox.test:<port>/` is a
 * truly insecure origin, `http://127.0.0.1:<port>/` a secure one.
 */
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { PATIENCE_MS } from '../../harness/patience.js';

/** A name that leads to this machine and that no browser trusts. */
export const INSECURE_HOST = 'stagebox.test';
export const SECURE_HOST = '127.0.0.1';

/**
 * What Chromium leaves out: this list replaces Playwright's. Mostly what asks the network, or is not the same each
 * time. The pages of the address bar's popups are loaded for each window, seen by nobody, and cost more than our page.
 */
const FEATURES_OFF = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
];

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
  `--disable-features=${FEATURES_OFF.join(',')}`,
];

/** A browser with its own profile; the caller closes it. */
export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [...FLAGS, ...flags],
    // Muted, Chromium may skip sound that nobody hears.
    ignoreDefaultArgs: ['--mute-audio'],
  });
}

/** A context whose pages run `script` before their own scripts; `faults` collects the page's errors. */
export async function newContext(
  browser: Browser,
  script: string,
  options: { locale?: string; viewport?: { width: number; height: number } } = {},
): Promise<{ context: BrowserContext; faults: string[] }> {
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 360, height: 740 },
    locale: options.locale ?? 'en-GB',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  context.on('weberror', (error) => faults.push(String(error.error())));
  await context.addInitScript({ content: script });
  return { context, faults };
}
