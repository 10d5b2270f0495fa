/** Opens the box's page in a browser context of its own, as a new or a returning device. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Box, Device } from '../../harness/box.js';
import { INSECURE_HOST, newContext } from './chromium.js';
import { TAP_SCRIPT } from './page-audio.js';
import { Screen } from './screen.js';
import { wordsOf } from './words.js';

export const PHONE = { width: 360, height: 740 };
export const TABLET = { width: 768, height: 1024 };
export const DESKTOP = { width: 1440, height: 900 };

/** Keeps the text of short messages: they disappear by themselves, perhaps before a busy machine looks. */
const SAID_SCRIPT = `globalThis.__said = []; new MutationObserver(() => {
    for (const message of document.querySelectorAll('[role=status][aria-live=polite] > *'))
      if (!__said.includes(message.textContent)) __said.push(message.textContent);
  }).observe(document, { childList: true, subtree: true });`;

export interface Visit {
  readonly page: Page;
  readonly screen: Screen;
  readonly context: BrowserContext;
  /** Errors of the page's own scripts. */
  readonly faults: string[];
}

export interface VisitOptions {
  readonly device?: Device & { readonly name: string };
  readonly viewport?: { width: number; height: number };
  readonly locale?: string;
  /** The device's saved look: theme, mode, large text. */
  readonly look?: Readonly<Record<string, unknown>>;
  readonly host?: string;
  readonly port?: number;
  readonly hash?: string;
  /** After the `?`. */
  readonly query?: string;
  /** Runs in the page before its own scripts. */
  readonly script?: string;
}

/** Opens the page; with `device`, as a device that has been here before. The caller closes the context. */
export async function visit(browser: Browser, box: Box, options: VisitOptions = {}): Promise<Visit> {
  const kept: Record<string, string> = {};
  if (options.device !== undefined) {
    kept.fichatech_web_device_uuid = options.device.uuid;
    kept.fichatech_web_device_token = options.device.token;
    kept.fichatech_web_device_name = options.device.name;
  }
  if (options.look !== undefined) kept.fichatech_web_look = JSON.stringify(options.look);
  // Only at the first load: a reload finds what the page itself stored.
  const remember = `try { if (!localStorage.getItem('seeded')) { localStorage.setItem('seeded', '1');
    for (const [key, value] of Object.entries(${JSON.stringify(kept)})) localStorage.setItem(key, value); } } catch { /* about:blank keeps nothing */ }`;
  const locale = options.locale ?? 'en-GB';
  const { context, faults } = await newContext(
    browser,
    [TAP_SCRIPT, SAID_SCRIPT, remember, options.script ?? ''].join('\n'),
    { viewport: options.viewport ?? PHONE, locale },
  );
  const page = await context.newPage();
  const query = options.query === undefined ? '' : `?${options.query}`;
  await page.goto(
    `http://${options.host ?? INSECURE_HOST}:${options.port ?? box.webPort}/${query}${options.hash ?? ''}`,
  );
  return { page, screen: new Screen(page, wordsOf(locale)), context, faults };
}

/** The keys of a page's device, once it has joined. */
export async function identityOf(page: Page): Promise<Device> {
  return (await page.evaluate(`({ uuid: localStorage.getItem('fichatech_web_device_uuid'),
    token: localStorage.getItem('fichatech_web_device_token') })`)) as Device;
}
