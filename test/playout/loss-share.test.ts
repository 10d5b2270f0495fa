import t from 'tap';
import { LossShare } from '../../src/playout/loss-share.js';

const FRAMES = 240;

/** Packets `from` to before `to`, one every 5 ms, without those that `lost` names. */
function feed(share: LossShare, from: number, to: number, lost: (packet: number) => boolean): void {
  for (let i = from; i < to; i++) if (!lost(i)) share.observe(i * FRAMES, (i + 1) * FRAMES, i * 5);
}

t.test('nothing lost is 0, every tenth packet lost is 0.1', async (t) => {
  const none = new LossShare();
  t.equal(none.share, 0);
  feed(none, 0, 1000, () => false);
  t.equal(none.share, 0);
  const tenth = new LossShare();
  feed(tenth, 0, 4000, (i) => i % 10 === 5);
  t.ok(Math.abs(tenth.share - 0.1) < 0.001, `${tenth.share}`);
});

t.test('a loss is forgotten after 20 s', async (t) => {
  const share = new LossShare();
  feed(share, 0, 100, (i) => i === 50);
  feed(share, 100, 3700, () => false);
  t.ok(share.share > 0);
  feed(share, 3700, 4300, () => false);
  t.equal(share.share, 0);
});

t.test('an outage is no loss that copies could mend; a hole of four packets is', async (t) => {
  const share = new LossShare();
  feed(share, 0, 1000, (i) => i >= 400 && i < 500);
  t.equal(share.share, 0);
  t.equal(share.again, 0);
  feed(share, 1000, 2000, (i) => i >= 1400 && i < 1404);
  t.ok(Math.abs(share.share - 4 / 1900) < 1e-4, `${share.share}`);
});

t.test('packets in another order, and a stream that begins anew, are no losses', async (t) => {
  const share = new LossShare();
  for (let i = 0; i < 1000; i += 2) {
    share.observe((i + 1) * FRAMES, (i + 2) * FRAMES, i * 5);
    share.observe(i * FRAMES, (i + 1) * FRAMES, i * 5 + 1);
  }
  t.equal(share.share, 0);
  share.restart();
  share.observe(7e9, 7e9 + FRAMES, 5001);
  t.equal(share.share, 0);
});

t.test('after minutes without a packet it starts from nothing', async (t) => {
  const share = new LossShare();
  feed(share, 0, 1000, (i) => i % 2 === 1);
  share.restart();
  share.observe(0, FRAMES, 500_000);
  t.equal(share.share, 0);
});

t.test('of the losses, how many are followed by another', async (t) => {
  const none = new LossShare();
  t.equal(none.again, 0);
  feed(none, 0, 1000, (i) => i % 10 === 5);
  t.equal(none.again, 0);
  const half = new LossShare();
  feed(half, 0, 1000, (i) => i % 20 === 5 || i % 20 === 15 || i % 20 === 16);
  t.ok(Math.abs(half.again - 0.5) < 0.02, `${half.again}`);
  feed(half, 1000, 5100, () => false);
  t.equal(half.again, 0, 'forgotten after 20 s');
});
