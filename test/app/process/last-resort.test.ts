/** An uncaught fault ends the box in good order: listeners are closed, changes saved, the cause logged, status 1. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import t, { type Test } from 'tap';
import { Box } from '../../harness/box.js';
import { Controller } from '../../harness/controller.js';
import { INSPECTED, Inspector } from '../../harness/inspector.js';
import { WebListener } from '../../harness/listener.js';

/** A box with a listener, an MQTT client over WebSocket and a fresh change of a mix; a debugger injects the fault. */
async function open(t: Test, dataDir?: string) {
  const box = await Box.start(['--source', 'tones:2'], { nodeFlags: INSPECTED, ...(dataDir ? { dataDir } : {}) });
  t.teardown(() => box.kill());
  const inspector = await Inspector.connect(box);
  const device = await box.join('Anna');
  const listener = new WebListener(box, device);
  await listener.opened;
  const { uuid, token } = await box.join('Boris');
  const page = await connectAsync(`ws://127.0.0.1:${box.webPort}/mqtt`, {
    clientId: uuid,
    username: uuid,
    password: token,
  });
  const socket = (page.stream as unknown as { socket?: object }).socket ?? page.stream;
  const closed = once(socket as never, 'close');
  page.options.reconnectPeriod = 0;
  return { box, inspector, device, listener, page, closed };
}

const IN = (what: string) => `setTimeout(() => { ${what} })`;
const THROWS = IN(`throw new Error('out of tune')`);

const FAULTS: readonly (readonly [what: string, run: (inspector: Inspector) => unknown, place: RegExp])[] = [
  ['an exception on the main thread', (one) => one.run(THROWS), /fault in the main thread: Error: out of tune\n? *at/],
  [
    'a forgotten rejection on the main thread',
    (one) => one.run(IN(`Promise.reject(new Error('out of tune'))`)),
    /fault in a rejection on the main thread: Error: out of tune/,
  ],
  [
    'a rejection that is not an error',
    (one) => one.run(IN(`Promise.reject(Object.create(null))`)),
    /fault in a rejection on the main thread/,
  ],
  ['an exception in the stream worker', (one) => one.runIn('stream', THROWS), /stream worker died: Error: out of tune/],
  [
    'a rejection in the stream worker',
    (one) => one.runIn('stream', IN(`Promise.reject(new Error('out of tune'))`)),
    /stream worker died: .*out of tune/,
  ],
  [
    'a second fault while it ends',
    (one) =>
      one.run(IN(`setImmediate(() => { throw new Error('and again') }); Promise.reject(new Error('out of tune'))`)),
    /out of tune/,
  ],
];
for (const [what, run, place] of FAULTS)
  t.test(`${what}: listeners get 1001, the cause is logged with its place, exit status 1`, async (t) => {
    const { box, inspector, listener, page } = await open(t);
    const pageClosed = new Promise<void>((resolve) => page.once('close', () => resolve()));
    await run(inspector);
    t.equal((await listener.closed).code, 1001);
    await pageClosed;
    t.same(await box.exited, { code: 1, signal: null });
    t.match(box.errors.join('\n'), place);
    page.end(true);
    inspector.close();
  });

t.test('the latest change is saved', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stagebox-last-'));
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  const { box, inspector, device, page } = await open(t, dataDir);
  const controller = await Controller.connect(box, device);
  t.match(await controller.set([{ p: 'master', v: 0.25 }]), { ok: true });
  inspector.run(THROWS);
  t.equal((await box.exited).code, 1);
  page.end(true);
  const next = await Box.start(['--source', 'tones:2'], { dataDir });
  t.teardown(() => next.kill());
  t.match(await next.json(`/api/devices/${device.uuid}/mix`, { token: device.token }), { master: 0.25 });
});
