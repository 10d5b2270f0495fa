import t from 'tap';
import type { ListenerPlan } from '../../../src/audio/stream/sound-form.js';
import { type AirConditions, airShare, USUAL_AIR } from '../../../src/control/radio/air-time.js';
import { ackUs, type PhyRate, packetUs, preambleUs } from '../../../src/control/radio/phy-rate.js';
import { packetsOf, type SoundWay } from '../../../src/control/radio/sound-plan.js';
import { LINKS } from './links.js';

const opus = (frames: number, copies = 0): ListenerPlan => ({ codec: 'opus', frames, copies });
const pcm = (frames: number): ListenerPlan => ({ codec: 'pcm', frames, copies: 0 });
const shareOf = (rate: PhyRate, plan: ListenerPlan, way: SoundWay, air?: AirConditions): number =>
  airShare(rate, packetsOf(plan, way), way, air);

t.test('the share of one listener is that of the arithmetic by hand, on four links', async (t) => {
  // Percent of the air with one of ten sent twice, on the links weak, fair, good and near.
  const table: readonly [plan: ListenerPlan, way: SoundWay, burst: number, percent: readonly number[]][] = [
    [pcm(480), 'websocket', 1, [22.7, 13.0, 9.6, 8.6]],
    [pcm(240), 'rtp', 1, [16.3, 7.5, 4.4, 3.5]],
    [opus(240), 'rtp', 1, [5.9, 4.0, 3.4, 3.2]],
    [opus(240, 1), 'rtp', 1, [7.0, 4.4, 3.5, 3.3]],
    [opus(240, 1), 'rtp', 4, [6.4, 3.8, 2.8, 2.7]],
    [opus(240, 1), 'datachannel', 1, [11.0, 7.4, 6.1, 5.8]],
    [opus(480, 1), 'rtp', 1, [4.3, 2.4, 1.8, 1.7]],
    [opus(480, 1), 'rtp', 4, [4.0, 2.1, 1.5, 1.3]],
    [opus(960), 'rtp', 1, [2.1, 1.2, 0.9, 0.8]],
    [opus(960, 1), 'rtp', 1, [3.1, 1.6, 1.0, 0.8]],
    [opus(120, 1), 'rtp', 1, [11.7, 8.0, 6.8, 6.5]],
    [pcm(120), 'rtp', 1, [20.9, 11.1, 7.6, 6.8]],
  ];
  for (const [plan, way, burst, percent] of table) {
    for (const [i, name] of (['weak', 'fair', 'good', 'near'] as const).entries()) {
      const found = 100 * shareOf(LINKS[name], plan, way, { ...USUAL_AIR, burst });
      const off = Math.abs(found - percent[i]!);
      t.ok(off < 0.04 * percent[i]! + 0.051, `${name}, ${JSON.stringify(plan)}: ${found.toFixed(2)} for ${percent[i]}`);
    }
  }
});

t.test('one exchange of a fair link adds up to its parts', async (t) => {
  // 54 + 28 + 28 + 10 + 100 bytes at 43.3 Mb/s: 1,782 bits in 12 symbols of 156 bits.
  t.equal(preambleUs(LINKS.fair), 40);
  t.equal(packetUs(LINKS.fair, 220), 40 + 12 * 3.6);
  t.equal(ackUs(LINKS.fair), 28);
  const waiting = 16 + 9 + 1.5 * 9;
  const down = waiting + 16 + 83.2 + 16 + 28;
  const up = 16 + 27 + 67.5 + 16 + packetUs(LINKS.fair, 54 + 90) + 16 + 28;
  const share = shareOf(LINKS.fair, opus(240), 'rtp', { retries: 0, burst: 1 });
  t.ok(Math.abs(share - (down + 0.005 * up) / 5000) < 1e-9, String(share));
});

t.test('acknowledgements go at a basic rate that is not above the packet’s', async (t) => {
  for (const [mbps, us] of [
    [54, 28],
    [24, 28],
    [14.4, 32],
    [6, 44],
  ] as const)
    t.equal(ackUs({ kind: 'ofdm', mbps, streams: 1, symbolUs: 4 }), us, `${mbps} Mb/s`);
  t.equal(ackUs({ kind: 'dsss', mbps: 11, streams: 1, symbolUs: 1 }), 304);
});

t.test('each generation and each further stream lengthens the preamble', async (t) => {
  const us = (kind: 'ofdm' | 'ht' | 'vht' | 'he' | 'eht', streams: number) =>
    preambleUs({ kind, streams, mbps: 50, symbolUs: 4 });
  t.strictSame([us('ofdm', 1), us('ht', 1), us('vht', 1), us('he', 1), us('eht', 1)], [20, 36, 40, 44, 48]);
  t.strictSame(
    [1, 2, 3, 4, 8].map((streams) => us('vht', streams)),
    [40, 44, 52, 52, 68],
  );
});

t.test('copies cost air on ways without acknowledgements only', async (t) => {
  for (const way of ['rtp', 'datachannel', 'udp'] as const)
    t.ok(shareOf(LINKS.fair, opus(240, 2), way) > shareOf(LINKS.fair, opus(240), way), way);
  for (const way of ['websocket', 'tcp'] as const)
    t.equal(shareOf(LINKS.fair, opus(240, 2), way), shareOf(LINKS.fair, opus(240), way), way);
});

t.test('the share grows with retries, and falls with longer packets and better rates', async (t) => {
  for (const way of ['rtp', 'datachannel', 'udp', 'websocket', 'tcp'] as const) {
    const at = (frames: number, retries: number) => shareOf(LINKS.fair, opus(frames), way, { retries, burst: 1 });
    t.ok(Math.abs(at(480, 1) - 2 * at(480, 0)) < 1e-9, `${way}: every packet twice is twice the air`);
    t.ok(at(240, 0) > at(480, 0) && at(480, 0) > at(960, 0), way);
    t.ok(shareOf(LINKS.weak, opus(480), way) > shareOf(LINKS.good, opus(480), way), way);
  }
});
