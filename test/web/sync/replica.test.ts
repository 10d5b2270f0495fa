import t from 'tap';
import { MixReplica } from '../../../src/web/sync/replica.js';
import type { MixDelta, MixSnapshot } from '../../../src/wire/messages.js';
import type { Change, ParameterValue } from '../../../src/wire/mix.js';
import { seeded } from '../../harness/seeded.js';

const ME = 'web-me';
const mixOf = (rev: number, gain: number, epoch = 'e'): MixSnapshot => ({
  uuid: ME,
  rev,
  epoch,
  channels: [
    { index: 0, on: true, gain, pan: 0, mute: false, solo: false },
    { index: 1, on: true, gain: 0.5, pan: 0, mute: false, solo: false },
  ],
  master: 1,
});
const gain = (v: number, ch = 0): Change => ({ p: 'gain', ch, v });
const delta = (prev: number, rev: number, set: readonly Change[], by = 'other', op = `o${rev}`): MixDelta => ({
  rev,
  prev,
  set,
  by,
  op,
  source: 'web',
  at: 0,
  name: '',
  role: 'musician',
  why: 'set',
});

function replica() {
  const seen = new Map<string, ParameterValue>();
  const made = new MixReplica(ME, (key, value) => seen.set(key, value));
  made.snapshot(mixOf(10, 0.5));
  return { made, seen };
}

t.test('a snapshot is shown whole', async (t) => {
  const { made, seen } = replica();
  t.equal(made.shown('gain:0'), 0.5);
  t.equal(seen.get('gain:0'), 0.5);
  t.equal(made.shown('master'), 1);
});

t.test("somebody else's change is shown; a gap asks for a snapshot; an old delta is dropped", async (t) => {
  const { made } = replica();
  t.equal(made.delta(delta(10, 12, [gain(0.7)]), ME), 'applied');
  t.equal(made.shown('gain:0'), 0.7);
  t.equal(made.delta(delta(15, 17, [gain(0.9)]), ME), 'gap');
  t.equal(made.shown('gain:0'), 0.7, 'what came after a hole is not shown');
  t.equal(made.delta(delta(10, 12, [gain(0.1)]), ME), 'old');
  t.equal(made.shown('gain:0'), 0.7);
});

t.test('a delta before any snapshot is a gap', async (t) => {
  t.equal(new MixReplica(ME, () => undefined).delta(delta(0, 1, [gain(1)]), ME), 'gap');
});

t.test('my change is shown at once and stays while others change the same value before it', async (t) => {
  const { made } = replica();
  made.sent('p-1', [gain(0.8)]);
  t.equal(made.shown('gain:0'), 0.8);
  made.delta(delta(10, 11, [gain(0.2)]), ME);
  t.equal(made.shown('gain:0'), 0.8, 'mine comes later in the order of the box');
  made.delta(delta(11, 12, [gain(0.8)], ME, 'p-1'), ME);
  made.delta(delta(12, 13, [gain(0.3)]), ME);
  t.equal(made.shown('gain:0'), 0.3, 'theirs came after mine');
  made.confirmed('p-1', 12);
  t.equal(made.shown('gain:0'), 0.3);
});

t.test('an old echo does not pull back a newer change', async (t) => {
  const { made } = replica();
  made.sent('p-1', [gain(0.6)]);
  made.sent('p-2', [gain(0.9)]);
  made.delta(delta(10, 11, [gain(0.6)], ME, 'p-1'), ME);
  t.equal(made.shown('gain:0'), 0.9);
});

t.test('a refused change returns to the value of the box', async (t) => {
  const { made, seen } = replica();
  made.sent('p-1', [gain(0.9)]);
  made.refused('p-1');
  t.equal(made.shown('gain:0'), 0.5);
  t.equal(seen.get('gain:0'), 0.5);
  seen.clear();
  made.refused('p-1');
  t.equal(seen.size, 0, 'a second refusal changes nothing');
});

t.test('nothing remote moves a control under the finger; after release the newest value holds', async (t) => {
  const { made, seen } = replica();
  made.hold('gain:0', 0.9);
  made.delta(delta(10, 11, [gain(0.1)]), ME);
  t.equal(made.shown('gain:0'), 0.9);
  t.equal(seen.get('gain:0'), 0.9);
  made.release('gain:0');
  t.equal(made.shown('gain:0'), 0.1);
  t.equal(seen.get('gain:0'), 0.1);
});

t.test('a queued change is shown until it is sent, and while it cannot be sent', async (t) => {
  const { made } = replica();
  made.hold('gain:0', 0.9);
  made.queue([gain(0.9)]);
  made.release('gain:0');
  t.equal(made.shown('gain:0'), 0.9);
  made.sent('p-1', [gain(0.9)]);
  made.refused('p-1');
  t.equal(made.shown('gain:0'), 0.5);
});

t.test(
  'a lower revision from the box is accepted: it lost its last moments; unanswered changes stay on top',
  async (t) => {
    const { made } = replica();
    made.delta(delta(10, 20, [gain(0.7)]), ME);
    made.sent('p-1', [gain(0.2, 1)]);
    made.snapshot(mixOf(9, 0.5));
    t.equal(made.rev, 9);
    t.equal(made.shown('gain:0'), 0.5);
    t.equal(made.shown('gain:1'), 0.2);
    t.equal(made.delta(delta(9, 10, [gain(0.2, 1)], ME, 'p-1'), ME), 'applied');
  },
);

t.test('a change acknowledged before the snapshot is part of it', async (t) => {
  const { made } = replica();
  made.sent('p-1', [gain(0.9)]);
  made.confirmed('p-1', 11);
  t.equal(made.shown('gain:0'), 0.9);
  made.snapshot(mixOf(12, 0.4));
  t.equal(made.shown('gain:0'), 0.4);
});

t.test('fuzz: pages that get every delta of a box end with its values, whatever they changed in between', async (t) => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed);
    const box = new Map<string, number>([
      ['gain:0', 0.5],
      ['gain:1', 0.5],
    ]);
    let rev = 10;
    const pages = [0, 1].map((n) => {
      const made = new MixReplica(ME, () => undefined);
      made.snapshot(mixOf(10, 0.5));
      return { id: `page${n}`, made, inbox: [] as MixDelta[], ops: 0, sent: [] as { op: string; set: Change[] }[] };
    });
    const acks: { page: number; op: string; rev: number }[] = [];
    const settle = () => {
      for (const [n, page] of pages.entries()) {
        for (const { op, set } of page.sent.splice(0)) {
          const prev = rev++;
          for (const change of set) box.set(`gain:${change.ch}`, Number(change.v));
          for (const other of pages) other.inbox.push(delta(prev, rev, set, page.id, op));
          acks.push({ page: n, op, rev });
        }
      }
    };
    for (let step = 0; step < 80; step++) {
      const page = pages[random() < 0.5 ? 0 : 1];
      const act = random();
      if (act < 0.4) {
        const set = [gain(Math.round(random() * 400) / 100, random() < 0.5 ? 0 : 1)];
        const op = `${page.id}-${++page.ops}`;
        page.made.sent(op, set);
        page.sent.push({ op, set });
      } else if (act < 0.7) settle();
      else if (act < 0.9) {
        const next = page.inbox.shift();
        if (next !== undefined) t.equal(page.made.delta(next, page.id), 'applied');
      } else {
        const ack = acks.shift();
        if (ack !== undefined) pages[ack.page].made.confirmed(ack.op, ack.rev);
      }
    }
    settle();
    for (const page of pages) for (const next of page.inbox.splice(0)) page.made.delta(next, page.id);
    for (const ack of acks) pages[ack.page].made.confirmed(ack.op, ack.rev);
    for (const page of pages)
      for (const [key, value] of box) t.equal(page.made.shown(key), value, `seed ${seed}: ${page.id} ${key}`);
  }
});

t.test('values of the box’s former epoch can be restored, once, and only where they differ', async (t) => {
  const { made } = replica();
  t.strictSame(made.takeFormer(), [], 'nothing while the epoch is the same');
  made.delta(delta(10, 11, [gain(0.9), { p: 'mute', ch: 1, v: true }]), ME);
  made.snapshot(mixOf(12, 0.9));
  t.strictSame(made.takeFormer(), [], 'a snapshot of the same epoch is the box’s word');
  made.delta(delta(12, 13, [{ p: 'mute', ch: 1, v: true }]), ME);
  made.snapshot(mixOf(3, 0.5, 'another'));
  t.equal(made.shown('gain:0'), 0.5, 'until then the new word is shown');
  t.strictSame(made.takeFormer(), [gain(0.9), { p: 'mute', ch: 1, v: true }]);
  t.strictSame(made.takeFormer(), []);
});

t.test('a change goes from held over queued and sent to confirmed, and ends with its delta', async (t) => {
  const { made } = replica();
  made.hold('gain:0', 0.9);
  made.queue([gain(0.9)]);
  t.equal(made.stateOf('gain:0'), 'held');
  made.release('gain:0');
  t.equal(made.stateOf('gain:0'), 'queued');
  made.sent('p-1', [gain(0.9)]);
  t.equal(made.stateOf('gain:0'), 'sent');
  made.confirmed('p-1', 11);
  t.equal(made.stateOf('gain:0'), 'confirmed');
  made.delta(delta(10, 11, [gain(0.9)], ME, 'p-1'), ME);
  t.equal(made.stateOf('gain:0'), undefined);
});
