import t, { type Test } from 'tap';
import { radioAnswer } from '../../../src/app/radio/radio-api.js';
import { AIR_LIMIT } from '../../../src/control/radio/air-plan.js';
import { type Phone, SimulatedStage } from './simulated-stage.js';

const FAIR = '43.3 MBit/s VHT-MCS 4 short GI VHT-NSS 1';
const GOOD = '150.0 MBit/s VHT-MCS 7 40MHz short GI VHT-NSS 1';
const WEAK = '14.4 MBit/s VHT-MCS 1 short GI VHT-NSS 1';

function stage(t: Test, options: ConstructorParameters<typeof SimulatedStage>[0] = {}): SimulatedStage {
  const made = new SimulatedStage(options);
  t.teardown(() => made.end());
  return made;
}

/** Phones `from` … `to` − 1 come and listen, one a second. Returns how many were refused. */
async function come(on: SimulatedStage, from: number, to: number, phone: Partial<Phone> = {}): Promise<number> {
  let refused = 0;
  for (let i = from; i < to; i++) {
    on.put({ device: `p${i}`, bitrate: GOOD, transport: 'rtp', ...phone });
    await on.settle();
    if (!on.listen(`p${i}`).ok) refused++;
    await on.second();
  }
  return refused;
}

t.test('up to twelve phones get 5 ms; with the thirteenth all get 10 ms, and 5 ms when it has left', async (t) => {
  const on = stage(t, { rtp: true });
  t.equal(await come(on, 0, 12), 0);
  t.strictSame(on.planOf('p0'), { codec: 'opus', frames: 240, copies: 2 });
  await come(on, 12, 13);
  for (const device of ['p0', 'p12'])
    t.strictSame(on.planOf(device), { codec: 'opus', frames: 480, copies: 1 }, device);
  on.leave('p5');
  for (let s = 0; s < 9; s++) await on.second();
  t.equal(on.planOf('p0')!.frames, 480, 'not yet');
  for (let s = 0; s < 3; s++) await on.second();
  t.strictSame(on.planOf('p0'), { codec: 'opus', frames: 240, copies: 2 });
  t.ok(on.changes.length < 45, `${on.changes.length} changes: each listener's own, when it has to be`);
});

t.test('a weak phone gets longer packets than the others', async (t) => {
  const on = stage(t, { rtp: true });
  await come(on, 0, 4);
  await come(on, 4, 5, { bitrate: WEAK });
  t.strictSame([on.planOf('p0')!.frames, on.planOf('p4')!.frames], [240, 480]);
  const { listeners, known } = radioAnswer(on.budget, on.reader, on.nowMs);
  t.match(listeners[0], { device: 'p4', weak: true, frames: 480, rateMbps: 14.4 }, 'who takes most comes first');
  t.equal(known, true);
});

t.test(
  '25 phones on fair links find room; then one is refused with a sentence, and the engineer learns it',
  async (t) => {
    const on = stage(t, { rtp: true });
    t.equal(await come(on, 0, 25, { bitrate: FAIR, standing: 'known' }), 0);
    t.ok(on.budget.total <= AIR_LIMIT, String(on.budget.total));
    const before = on.planOf('p0');
    const refused = await come(on, 25, 30, { bitrate: FAIR });
    t.ok(refused >= 3, `${refused} of five newcomers were refused`);
    t.strictSame(on.planOf('p0'), before, 'nobody who plays notices');
    const answer = on.listen('p29');
    t.match(answer, { ok: false, status: 503, code: 'air-full', message: /no room for another listener now/ });
    t.match(on.notes, [['air_full', /no room in the air .*192\.168\.77\./]]);
    t.equal(on.notes.length, 1, 'once a minute');
    const said = radioAnswer(on.budget, on.reader, on.nowMs);
    t.equal(said.refusals, refused + 1);
    t.equal(said.refused.at(-1)!.device, 'p29');
  },
);

t.test('who was refused may listen with the longest packets, and when somebody has left', async (t) => {
  const on = stage(t, { rtp: true });
  let full = 0;
  while ((await come(on, full, full + 1, { bitrate: FAIR, standing: 'known' })) === 0) full++;
  t.match(on.listen(`p${full}`), { ok: false, message: /packets of 20 ms/ });
  on.put({ device: 'safe', bitrate: FAIR, transport: 'rtp', asked: { codec: 'opus', frames: 960, copies: 0 } });
  await on.settle();
  t.equal(on.listen('safe').ok, true);
  await on.second();
  t.equal(on.planOf('safe')!.frames, 960, 'the box makes them no shorter');
  on.leave('p0');
  await on.second();
  t.equal(on.listen(`p${full}`).ok, false, 'the place of a phone that is gone is kept for a moment');
  t.equal(on.listen('p0').ok, true, 'it comes back');
  on.leave('p0');
  for (let second = 0; second < 12; second++) await on.second();
  t.equal(on.listen(`p${full}`).ok, true);
  t.strictSame(on.budget.refused, []);
});

t.test('a page begins over its WebSocket, and counts as if its RTP were there for ten seconds', async (t) => {
  const on = stage(t, { rtp: true });
  await come(on, 0, 1, { bitrate: FAIR, transport: 'websocket' });
  const young = on.budget.total;
  for (let s = 0; s < 10; s++) await on.second();
  t.ok(on.budget.total > 1.5 * young, `${young}, then ${on.budget.total}`);
  const without = stage(t);
  await come(without, 0, 1, { bitrate: FAIR, transport: 'websocket' });
  t.equal(without.budget.total, on.budget.total, 'without a media process at once');
});

t.test('known devices and engineers come in before newcomers, who make room', async (t) => {
  const on = stage(t, { rtp: true });
  let full = 0;
  while ((await come(on, full, full + 1, { bitrate: FAIR, standing: 'newcomer' })) === 0) full++;
  for (const standing of ['known', 'engineer'] as const) {
    on.put({ device: standing, bitrate: FAIR, transport: 'rtp', standing });
    await on.settle();
    const before = on.listening;
    t.equal(on.listen(standing).ok, true, standing);
    await on.second();
    t.ok(on.listening <= before, 'a newcomer made room');
    t.ok(on.budget.total <= AIR_LIMIT);
  }
});

t.test('two who come at the same moment do not both get the last of the air', async (t) => {
  const on = stage(t, { rtp: true });
  for (let i = 0; i < 40; i++) on.put({ device: `p${i}`, bitrate: FAIR, transport: 'rtp' });
  await on.settle();
  let inside = 0;
  for (let i = 0; i < 40; i++) if (on.listen(`p${i}`).ok) inside++;
  await on.second();
  t.ok(inside >= 25 && inside < 40, `${inside} came in`);
  t.ok(on.budget.total <= AIR_LIMIT, String(on.budget.total));
});

t.test(
  'when links get worse, packets get longer within a second, and the engineer learns when that is not enough',
  async (t) => {
    const on = stage(t, { rtp: true });
    await come(on, 0, 12, { bitrate: GOOD });
    for (let i = 0; i < 12; i++) on.put({ device: `p${i}`, bitrate: '10.0 MBit/s', transport: 'rtp' });
    for (let s = 0; s < 4; s++) await on.second();
    t.ok(on.budget.total <= AIR_LIMIT, String(on.budget.total));
    t.ok(on.planOf('p0')!.frames >= 480);
    for (let i = 0; i < 12; i++) on.put({ device: `p${i}`, bitrate: '1.0 MBit/s', transport: 'rtp' });
    for (let s = 0; s < 8; s++) await on.second();
    t.ok(on.budget.total > AIR_LIMIT);
    t.strictSame(on.planOf('p0'), { codec: 'opus', frames: 960, copies: 1 });
    t.equal(on.listening, 12, 'nobody who plays is sent away');
    t.ok(on.notes.some(([code]) => code === 'air_short'));
  },
);

t.test('R44 a phone on a cable keeps what it asked for, and takes no air', async (t) => {
  const on = stage(t);
  on.put({ device: 'wired', bitrate: GOOD, cable: true, asked: { codec: 'pcm', frames: 128, copies: 0 } });
  await on.settle();
  t.equal(on.listen('wired').ok, true);
  await on.second();
  t.strictSame([on.planOf('wired'), on.changes, on.budget.seats], [{ codec: 'pcm', frames: 128, copies: 0 }, [], []]);
});

t.test('a listener that keeps what it asked for is counted, and not changed', async (t) => {
  const on = stage(t);
  on.put({ device: 'raw', bitrate: FAIR, adapt: false, asked: { codec: 'pcm', frames: 480, copies: 0 } });
  await on.settle();
  on.listen('raw');
  await on.second();
  t.strictSame(on.changes, []);
  t.ok(Math.abs(on.budget.total - 0.13) < 0.01, String(on.budget.total));
});

t.test('without Opus the box chooses among lengths of PCM', async (t) => {
  const on = stage(t);
  on.opusMissing = 'libopus is not installed';
  await come(on, 0, 3, { transport: 'websocket' });
  t.match(on.planOf('p0'), { codec: 'pcm', copies: 0 });
  t.ok(on.budget.total <= AIR_LIMIT);
});

t.test('where nothing is known of the radio, the number of listeners decides, and nobody is refused', async (t) => {
  const on = stage(t, { radio: false });
  t.equal(await come(on, 0, 12, { transport: 'websocket' }), 0);
  t.strictSame(on.planOf('p0'), { codec: 'opus', frames: 240, copies: 2 });
  t.equal(await come(on, 12, 40, { transport: 'websocket' }), 0);
  t.strictSame(on.planOf('p0'), { codec: 'opus', frames: 480, copies: 1 });
  const { known, listeners } = radioAnswer(on.budget, on.reader, on.nowMs);
  t.strictSame([known, listeners.length, listeners[0]!.share], [false, 40, null]);
});

t.test('an old report counts as none', async (t) => {
  const on = stage(t, { rtp: true });
  await come(on, 0, 2);
  t.equal(on.reader.known, true);
  on.nowMs += 16_000;
  t.equal(on.reader.known, false);
  await on.budget.look();
  t.equal(radioAnswer(on.budget, on.reader, on.nowMs).known, false);
});
