import t from 'tap';
import { COMMAND_INTERVAL_MS, Outbox } from '../../../src/web/sync/outbox.js';
import type { Change } from '../../../src/wire/mix.js';

function bench() {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const sent: { at: number; set: readonly Change[]; gesture: string | undefined }[] = [];
  let ready = true;
  const outbox = new Outbox({
    clock: { now: () => now, after: (ms, run) => void timers.push({ at: now + ms, run }) },
    ready: () => ready,
    send: (set, gesture) => sent.push({ at: now, set, gesture }),
  });
  const pass = (ms: number) => {
    const until = now + ms;
    for (;;) {
      timers.sort((a, b) => a.at - b.at);
      const next = timers[0];
      if (next === undefined || next.at > until) break;
      timers = timers.slice(1);
      now = next.at;
      next.run();
    }
    now = until;
  };
  return { outbox, sent, pass, setReady: (value: boolean) => (ready = value) };
}
const gain = (v: number, ch = 0): Change => ({ p: 'gain', ch, v });

t.test('the first change goes at once, a drag at most 30 times a second, and its last value always', async (t) => {
  const { outbox, sent, pass } = bench();
  for (let i = 0; i <= 250; i++) {
    outbox.put([gain(i / 250)], 'g');
    pass(4);
  }
  pass(100);
  t.equal(sent[0].at, 0);
  t.ok(sent.length <= 31, `${sent.length} commands in a second`);
  for (let i = 1; i < sent.length; i++) t.ok(sent[i].at - sent[i - 1].at >= COMMAND_INTERVAL_MS);
  t.same(sent.at(-1)?.set, [gain(1)]);
});

t.test('changes of different controls within one interval go in one command', async (t) => {
  const { outbox, sent, pass } = bench();
  outbox.put([gain(0.1)]);
  outbox.put([gain(0.2)]);
  outbox.put([gain(0.3, 1)]);
  outbox.put([gain(0.4)]);
  pass(100);
  t.equal(sent.length, 2);
  t.same(sent[1].set, [gain(0.3, 1), gain(0.4)]);
});

t.test('two gestures never share a command', async (t) => {
  const { outbox, sent, pass } = bench();
  outbox.put([gain(0.1)], 'a');
  outbox.put([gain(0.2)], 'a');
  outbox.put([gain(0.3, 1)], 'b');
  pass(100);
  t.same(
    sent.map(({ gesture }) => gesture),
    ['a', 'a', 'b'],
  );
});

t.test('without a connection it keeps the newest values and sends them in one command later', async (t) => {
  const { outbox, sent, pass, setReady } = bench();
  setReady(false);
  for (let i = 0; i < 100; i++) {
    outbox.put([gain(i)]);
    pass(10);
  }
  t.equal(sent.length, 0);
  setReady(true);
  outbox.flush();
  t.same(
    sent.map(({ set }) => set),
    [[gain(99)]],
  );
});
