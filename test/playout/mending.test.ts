import t from 'tap';
import { Lateness } from '../../src/playout/lateness.js';
import { LossShare } from '../../src/playout/loss-share.js';
import { MENDED_LOSS, repairMs } from '../../src/playout/mending.js';
import { seeded } from '../harness/seeded.js';

const FRAMES = 240;
const PACKET_MS = 5;
const PACKETS = 4000;

/** 20 s of packets: which of them are lost, and how late each of the others is, ms. */
function measured(
  lost: (packet: number) => boolean,
  lateMs: (packet: number) => number,
): { loss: LossShare; lateness: Lateness } {
  const loss = new LossShare();
  const lateness = new Lateness();
  for (let packet = 0; packet < PACKETS; packet++) {
    if (lost(packet)) continue;
    const nowMs = packet * PACKET_MS;
    loss.observe(packet * FRAMES, (packet + 1) * FRAMES, nowMs);
    lateness.observe(-lateMs(packet), nowMs, 80);
  }
  return { loss, lateness };
}

const repair = ({ loss, lateness }: ReturnType<typeof measured>, copyMs: number, copies: number): number =>
  repairMs(loss, lateness, lateness.needed(80), copyMs, copies);

const single = (packet: number) => packet % 100 === 50;
const onTime = () => 0;

t.test('no time without loss, without copies, or with too little loss', async (t) => {
  t.equal(
    repair(
      measured(() => false, onTime),
      5,
      2,
    ),
    0,
  );
  t.equal(repair(measured(single, onTime), 5, 0), 0);
  const rare = measured((packet) => packet % 1000 === 500, onTime);
  t.ok(rare.loss.share <= MENDED_LOSS && rare.loss.share > 0);
  t.equal(repair(rare, 5, 2), 0);
});

t.test('of one copy, the time until it comes; parity as late as its group', async (t) => {
  t.ok(Math.abs(repair(measured(single, onTime), 10, 1) - 10) <= 0.2);
  t.ok(Math.abs(repair(measured(single, onTime), 15, 1) - 15) <= 0.2);
});

t.test('the second copy asks for less than twice the time: two losses in a row are rare', async (t) => {
  const ms = repair(measured(single, onTime), 5, 2);
  t.ok(ms > 5 && ms <= 8.2, `${ms}`);
});

t.test('losses that often come in pairs ask for all of it', async (t) => {
  const random = seeded(1);
  const jitter = () => -0.5 * Math.log(1 - random());
  const pairs = measured((packet) => packet % 100 < 2, jitter);
  const ones = measured((packet) => packet % 50 === 0, jitter);
  t.ok(pairs.loss.again > 0.9 && ones.loss.again === 0);
  const all = repair(pairs, 5, 2);
  t.ok(all <= 10 && all > repair(ones, 5, 2) + 0.5, `${all} against ${repair(ones, 5, 2)}`);
});

t.test('never more than until the last copy, however late packets are', async (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seeded(seed);
    const share = random() * 0.1;
    const mean = random() * 10;
    const network = measured(
      () => random() < share,
      (packet) => (packet % 10 === 0 ? 0 : -mean * Math.log(1 - random())),
    );
    const ms = repair(network, 5, 2);
    t.ok(ms >= 0 && ms <= 10, `seed ${seed}: ${ms}`);
  }
});

t.test('the more is lost, and the later packets are, the longer', async (t) => {
  const late = (mean: number) => {
    const random = seeded(3);
    return measured(single, (packet) => (packet % 10 === 0 ? 0 : -mean * Math.log(1 - random())));
  };
  const ask = ({ loss, lateness }: ReturnType<typeof measured>) =>
    lateness.needed(80) + repair({ loss, lateness }, 5, 2);
  t.ok(ask(late(3)) > ask(late(1)));
  t.ok(ask(late(1)) > ask(late(0.2)));
});
