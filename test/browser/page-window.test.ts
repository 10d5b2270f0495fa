/** A captive window that loads the page but opens no WebSocket: the page says where the mixer works. */
import t from 'tap';
import { Box } from '../harness/box.js';
import { INSECURE_HOST, newContext } from './harness/chromium.js';
import { PATIENCE_MS } from './harness/page-driver.js';
import { oneBrowser } from './harness/page-test.js';

/** Every WebSocket fails before it opens, while `globalThis.refused` is true. */
const NO_SOCKETS = `globalThis.refused = true; const Original = WebSocket;
  globalThis.WebSocket = class {
    constructor(...args) {
      if (!globalThis.refused) return new Original(...args);
      this.readyState = 0;
      setTimeout(() => { this.readyState = 3; this.onerror?.(new Event('error')); this.onclose?.({ code: 1006 }); }, 5);
    }
    addEventListener(type, handler) { this['on' + type] = handler; }
    send() {}
    close() {}
  };`;

t.test('a window without WebSockets says so and shows the address to open in another browser', async (t) => {
  const browser = await oneBrowser();
  const box = await Box.start(['--source=tones:4']);
  t.teardown(() => box.stop());
  const { context, faults } = await newContext(browser, NO_SOCKETS);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(`http://${INSECURE_HOST}:${box.webPort}/`);
  await page.getByRole('textbox').fill('Ana');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText(`Open http://${INSECURE_HOST}:${box.webPort} in your normal browser.`).waitFor();
  await page.getByRole('heading', { name: 'The mixer does not work in this window' }).waitFor();
  // A WebSocket that opens after all ends the message.
  await page.evaluate('globalThis.refused = false');
  await page.getByText('What do you play?').waitFor();
  t.same(faults, []);
});
