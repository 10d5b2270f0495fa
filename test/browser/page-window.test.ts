/** A captive window that loads the page but opens no WebSocket: the page says where the mixer works. */
import { INSECURE_HOST } from './harness/chromium.js';
import { stage } from './harness/page-test.js';

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

const { box, pageTest } = await stage('--source=tones:4');

await pageTest(
  'a window without WebSockets says so and shows the address to open in another browser',
  async ({ open }) => {
    const { page, screen } = await open({ script: NO_SOCKETS });
    await screen.enterName('Ana');
    await screen.text('openElsewhere', { address: `${INSECURE_HOST}:${box.webPort}` }).waitFor();
    await screen.heading('noSockets').waitFor();
    // A WebSocket that opens after all ends the message.
    await page.evaluate('globalThis.refused = false');
    await screen.heading('whatDoYouPlay').waitFor();
  },
);
