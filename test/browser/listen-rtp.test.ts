/**
 * The real page of a whole box on plain http takes its sound by RTP. When the process that sends it dies, the WebSocket
 * carries the sound. In a hidden page that may not play, the browser's own player takes over.
 */
import t from 'tap';
import { machineOpus } from '../addon/opus/machine-opus.js';
import { until } from '../harness/until.js';
import { INSECURE_HOST, SECURE_HOST } from './harness/chromium.js';
import { oneBrowser } from './harness/page-test.js';
import {
  HIDE,
  heardTone,
  KEEP_PEERS,
  NO_CHANNEL,
  NO_STREAMS,
  NO_TRANSFORM,
  playing,
  rtcBox,
  SHOW,
  survivesKill,
} from './harness/rtc-page.js';

const browser = await oneBrowser();

if (machineOpus() !== undefined) {
  for (const host of [INSECURE_HOST, SECURE_HOST]) {
    t.test(`http://${host}: sound by RTP, by WebSocket when its process dies, and by RTP again`, (t) =>
      survivesKill(t, browser, host, '', 'rtp'),
    );
  }

  t.test('with the older way to received frames the sound comes by RTP, too', async (t) => {
    const { page, faults } = await playing(t, browser, await rtcBox(t), INSECURE_HOST, NO_TRANSFORM, 'rtp');
    t.ok(await heardTone(page));
    t.same(faults, []);
  });

  t.test('where the browser hands out no frames and has no data channel the sound comes by WebSocket', async (t) => {
    const script = NO_TRANSFORM + NO_STREAMS + NO_CHANNEL + KEEP_PEERS;
    const { page, by } = await playing(t, browser, await rtcBox(t), INSECURE_HOST, script, 'websocket');
    t.ok(await heardTone(page));
    t.ok(await by('websocket'));
    t.equal(await page.evaluate('peers.length'), 0, 'it does not even try');
  });

  t.test(
    "a hidden page whose context stands: the browser's own player plays the same session, then ours again",
    async (t) => {
      const { page, by } = await playing(t, browser, await rtcBox(t), INSECURE_HOST, KEEP_PEERS, 'rtp');
      t.ok(await heardTone(page));
      const emitted = () =>
        page.evaluate(`peers.at(-1).getStats().then((stats) =>
        [...stats.values()].find(({ type }) => type === 'inbound-rtp')?.jitterBufferEmittedCount ?? 0)`) as Promise<number>;
      const before = await emitted();
      await page.evaluate(HIDE);
      await until("the browser's own player plays", async () => (await emitted()) > before + 48_000);
      t.ok(await by('rtp'), 'by the same session');
      t.equal(await page.evaluate('peers.length'), 1);
      await page.evaluate(SHOW);
      t.ok(await heardTone(page), 'the page itself plays again');
    },
  );
}
