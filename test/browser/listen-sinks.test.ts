/**
 * What the player's two outputs of plain http really put out. Chromium renders it without a device. Some sound is
 * appended, some replaces what was written before.
 */
import t from 'tap';
import { INSECURE_HOST, newContext } from './harness/chromium.js';
import { bundle, listenPage } from './harness/listen-page.js';
import { oneBrowser } from './harness/page-test.js';
import { StandInBox } from './harness/stand-in-box.js';

const RATE = 48_000;
/** The loop of the ring starts after this many frames. */
const BEGIN = 4096;

/** Frame, length and value of each write; the value of a frame is that of the last write that covers it. */
const WRITES = [
  [BEGIN + 100, 1000, 0.1],
  [BEGIN + 600, 1000, 0.2],
  [BEGIN + 1400, 1000, 0.3],
  // Before the last write begins, and before the one before it ends.
  [BEGIN + 800, 400, 0.4],
  [BEGIN + 1000, 1500, 0.5],
] as const;

const SCRIPT = `
  import { createBufferSink } from './src/web/listen/output/buffer-sink.ts';
  import { createRingSink } from './src/web/listen/output/ring-sink.ts';
  globalThis.renderSink = async (name, writes, frames) => {
    const context = new OfflineAudioContext(2, frames, ${RATE});
    const sink = (name === 'ring' ? createRingSink : createBufferSink)(context);
    sink.node.connect(context.destination);
    for (const [at, length, value] of writes) {
      const left = new Float32Array(length + 7).fill(value);
      sink.write(at, left, left.map((each) => -each), 7, length + 7);
    }
    const heard = await context.startRendering();
    return [0, 1].map((side) => [...heard.getChannelData(side)]);
  };`;

const files = await listenPage();
const browser = await oneBrowser();

for (const name of ['ring', 'buffers']) {
  t.test(`${name}: each write replaces all that was written from its place on, and nothing sounds twice`, async (t) => {
    const page = ['text/javascript', await bundle({ contents: SCRIPT })] as const;
    const box = await StandInBox.start({ signal: () => [0, 0], files: { ...files, '/page.js': page } });
    const { context, faults } = await newContext(browser, '0');
    t.teardown(async () => {
      await context.close();
      await box.stop();
    });
    const opened = await context.newPage();
    await opened.goto(`http://${INSECURE_HOST}:${box.port}/`);
    const frames = BEGIN + 4000;
    const [left, right] = (await opened.evaluate(
      `renderSink(${JSON.stringify(name)}, ${JSON.stringify(WRITES)}, ${frames})`,
    )) as [number[], number[]];
    const expected = new Float32Array(frames);
    for (const [at, length, value] of WRITES) expected.fill(0, at).fill(value, at, at + length);
    const wrong = left.findIndex((value, frame) => value !== expected[frame] || right[frame] !== -value);
    t.equal(wrong, -1, `frame ${wrong - BEGIN} after the start: ${left[wrong]} for ${expected[wrong]}`);
    t.same(faults, []);
  });
}
