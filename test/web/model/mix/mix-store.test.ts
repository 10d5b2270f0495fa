import t from 'tap';
import { Commands } from '../../../../src/web/model/commands.js';
import { MixStore } from '../../../../src/web/model/mix/mix-store.js';
import type { MixDelta, MixSnapshot, Reply } from '../../../../src/wire/messages.js';
import type { Change } from '../../../../src/wire/mix.js';
import { HandClock } from '../../clock.js';

const ME = 'web-me';
const snapshot = (rev: number, gain: number, epoch = 'e'): MixSnapshot => ({
  uuid: ME,
  rev,
  epoch,
  channels: [{ index: 0, on: true, gain, pan: 0, mute: false, solo: false }],
  master: 1,
});
const gain = (v: number): Change => ({ p: 'gain', ch: 0, v });
const delta = (prev: number, v: number, by: string, op: string): MixDelta => ({
  rev: prev + 1,
  prev,
  set: [gain(v)],
  by,
  op,
  source: 'web',
  at: 0,
  name: 'Somebody',
  role: 'musician',
  why: 'set',
});

function bench(listening: (topic: string) => void = () => {}) {
  const clock = new HandClock();
  const sent: { topic: string; payload: Record<string, unknown> }[] = [];
  const handlers = new Map<string, (message: never) => void>();
  const others: string[] = [];
  const refused: (string | undefined)[] = [];
  const settled: number[] = [];
  const link = { open: true };
  const commands = new Commands({
    clock,
    publish: (topic, payload) => sent.push({ topic, payload: payload as Record<string, unknown> }),
    settle: (packet) => settled.push(packet),
    onUnsaved: (reply) => refused.push(`unsaved ${reply.code}`),
  });
  const store = new MixStore({
    me: ME,
    clock,
    commands,
    ready: () => link.open,
    listen: (topic, handler) => {
      handlers.set(topic, handler as (message: never) => void);
      listening(topic);
    },
    askSnapshot: (uuid) => sent.push({ topic: `snapshot/${uuid}`, payload: {} }),
    onOthersChange: (_uuid, { by }) => others.push(by),
    onRefused: ({ code }) => refused.push(code),
  });
  const receive = (kind: string, message: unknown) => handlers.get(`sb/1/mix/${ME}/${kind}`)!(message as never);
  const answer = (reply: Omit<Reply, 'op'>) => commands.answered({ op: String(sent.at(-1)!.payload.op), ...reply });
  return { clock, sent, others, refused, settled, link, commands, store, receive, answer };
}

t.test('a change shows at once, is sent, and gives way to the box’s value', async (t) => {
  const { store, sent, receive, answer } = bench();
  const mix = store.mix(ME);
  t.equal(store.mix(ME), mix, 'one view for each mix');
  t.equal(mix.loaded.value, false);
  receive('snapshot', snapshot(10, 0.5));
  t.equal(mix.loaded.value, true);
  mix.set([gain(0.8)]);
  t.equal(mix.gain(0).value, 0.8);
  t.match(sent, [{ topic: `mix/${ME}`, payload: { set: [gain(0.8)] } }]);
  const op = String(sent[0]!.payload.op);
  answer({ ok: true, rev: 11 });
  t.equal(mix.gain(0).value, 0.8, 'confirmed, but the delta is still to come');
  receive('delta', delta(10, 0.8, ME, op));
  receive('delta', delta(11, 0.3, 'web-other', 'x'));
  t.equal(mix.gain(0).value, 0.3);
});

t.test('a refused change goes back to the box’s value, and the page hears why', async (t) => {
  const { store, receive, answer, refused } = bench();
  const mix = store.mix(ME);
  receive('snapshot', snapshot(10, 0.5));
  mix.set([gain(0.8)]);
  answer({ ok: false, code: 'mix_locked' });
  t.equal(mix.gain(0).value, 0.5);
  t.same(refused, ['mix_locked']);
});

t.test('a change that is in force but not on disk is not sent again', async (t) => {
  const { store, receive, answer, refused, settled } = bench();
  store.mix(ME).set([gain(0.8)]);
  receive('snapshot', snapshot(10, 0.5));
  answer({ ok: true, rev: 11, durable: false, code: 'disk_full' });
  t.same(settled, [1]);
  t.same(refused, ['unsaved disk_full']);
});

t.test('changes of others are reported, the own ones are not', async (t) => {
  const { store, receive, others } = bench();
  store.mix(ME);
  receive('snapshot', snapshot(10, 0.5));
  receive('delta', delta(10, 0.6, ME, 'mine'));
  receive('delta', delta(11, 0.7, 'web-other', 'theirs'));
  t.same(others, ['web-other']);
});

t.test('a gap in the deltas asks for one snapshot', async (t) => {
  const { store, receive, sent } = bench();
  store.mix(ME);
  receive('snapshot', snapshot(10, 0.5));
  receive('delta', delta(14, 0.6, 'web-other', 'a'));
  receive('delta', delta(15, 0.7, 'web-other', 'b'));
  t.same(
    sent.map(({ topic }) => topic),
    [`snapshot/${ME}`],
  );
});

t.test('no change is missed that the box accepts while a mix is being opened', async (t) => {
  // The box gives the snapshot on subscribing, and takes another client's command after each subscription.
  let rev = 10;
  const held = new Set<string>();
  const { store, receive } = bench((topic) => {
    const kind = topic.slice(`sb/1/mix/${ME}/`.length);
    held.add(kind);
    if (kind === 'snapshot') receive('snapshot', snapshot(rev, rev / 100));
    if (held.has('delta')) receive('delta', delta(rev, (rev + 1) / 100, 'web-other', 'x'));
    rev++;
  });
  t.equal(store.mix(ME).gain(0).value, rev / 100);
});

t.test('a small change in a short gap goes out by itself when the box is back', async (t) => {
  const { store, receive, sent, link, clock } = bench();
  const mix = store.mix(ME);
  receive('snapshot', snapshot(10, 0.5));
  link.open = false;
  for (const v of [0.6, 0.7, 0.8]) {
    mix.set([gain(v)], 'g');
    clock.pass(50);
  }
  t.equal(mix.gain(0).value, 0.8);
  t.same(sent, []);
  link.open = true;
  store.opened();
  t.same(sent, [], 'not before the box has said where it is');
  receive('snapshot', snapshot(11, 0.55));
  t.match(sent, [{ payload: { set: [gain(0.8)] } }]);
  t.same(mix.unsent.value, []);
});

/** The box is away; `v` is set and `ms` pass; the box is back. */
function awayFor(ms: number, v: number, before = 0.5) {
  const made = bench();
  const mix = made.store.mix(ME);
  made.receive('snapshot', snapshot(10, before));
  made.link.open = false;
  mix.set([gain(v)]);
  made.clock.pass(ms);
  made.link.open = true;
  made.store.opened();
  made.receive('snapshot', snapshot(11, before));
  return { ...made, mix };
}

for (const [why, ms, v] of [
  ['a jump', 100, 2],
  ['a long gap', 5000, 0.6],
  ['silence that ends', 100, 0],
] as const)
  t.test(`what was moved while the box was away is asked for: ${why}`, async (t) => {
    const { mix, sent } = awayFor(ms, v);
    t.equal(mix.gain(0).value, 0.5, 'the screen shows what is heard');
    t.same(mix.unsent.value, [gain(v)]);
    t.same(sent, []);
    mix.answer(true);
    t.match(sent, [{ payload: { set: [gain(v)] } }]);
    t.equal(mix.gain(0).value, v);
    t.same(mix.unsent.value, []);
  });

t.test('a change that is not wanted any more is forgotten; so is one of a fader that moves again', async (t) => {
  const declined = awayFor(5000, 2);
  declined.mix.answer(false);
  t.same(declined.sent, []);
  t.equal(declined.mix.gain(0).value, 0.5);
  const moved = awayFor(5000, 2);
  moved.mix.set([gain(0.6)]);
  t.same(moved.mix.unsent.value, []);
  t.match(moved.sent, [{ payload: { set: [gain(0.6)] } }]);
});

t.test('a finger that holds a fader since before the box came back sends nothing until it leaves', async (t) => {
  const { store, receive, sent, link, clock } = bench();
  const mix = store.mix(ME);
  receive('snapshot', snapshot(10, 0.5));
  link.open = false;
  mix.hold(gain(2), 'g');
  clock.pass(5000);
  link.open = true;
  store.opened();
  receive('snapshot', snapshot(11, 0.5));
  mix.hold(gain(2.1), 'g');
  t.same(sent, []);
  t.equal(mix.gain(0).value, 2.1, 'it shows what the finger does');
  mix.release('gain:0');
  t.equal(mix.gain(0).value, 0.5, 'and then what is heard');
  t.same(mix.unsent.value, [gain(2.1)]);
});

t.test('a connection that was silent and answers again asks too', async (t) => {
  const { store, receive, link, clock } = bench();
  const mix = store.mix(ME);
  receive('snapshot', snapshot(10, 0.5));
  link.open = false;
  mix.set([gain(2)]);
  clock.pass(5000);
  link.open = true;
  store.resumed();
  t.same(mix.unsent.value, [gain(2)]);
});

for (const order of ['welcome first', 'snapshot first'])
  t.test(`a box that lost its newest changes gets them back: ${order}`, async (t) => {
    const { store, receive, sent } = bench();
    store.mix(ME);
    receive('snapshot', snapshot(10, 0.9));
    store.opened();
    const steps = [() => store.welcomed(true), () => receive('snapshot', snapshot(2, 0.5, 'new'))];
    if (order === 'snapshot first') steps.reverse();
    for (const step of steps) step();
    t.match(sent, [{ topic: `mix/${ME}`, payload: { set: [gain(0.9)] } }]);
  });

t.test('a command without an answer is given up after 5 s and cannot take effect later', async (t) => {
  const { commands, clock, settled } = bench();
  const answer = commands.sendNow('panic', { level: 'mute' });
  clock.pass(5000);
  await t.rejects(answer, { code: 'unreachable' });
  t.same(settled, [1]);
});
