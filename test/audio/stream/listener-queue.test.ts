import t from 'tap';
import { type Fate, LISTENER_LIMITS, ListenerQueue } from '../../../src/audio/stream/listener-queue.js';
import { seeded } from '../../harness/seeded.js';

const RATE = 48_000;
/** Frames of some milliseconds. */
const ms = (value: number) => value * 48;

t.test('packets are delivered in order, each once', (t) => {
  const queue = new ListenerQueue(480, RATE, 960, 0);
  t.equal(queue.wholeAt, 1440);
  for (let i = 0; i < 3; i++) {
    t.same([queue.next, queue.sequence, queue.gap], [960 + i * 480, i, false]);
    queue.handedOver();
  }
  t.same([queue.sent, queue.dropped], [3, 0]);
  t.end();
});

t.test('the age of a packet counts from the moment it is whole', (t) => {
  const queue = new ListenerQueue(480, RATE, 0, 0);
  for (const [position, age] of [
    [0, 0],
    [480, 0],
    [480 + ms(7), 7],
    [480 + ms(60), 60],
  ] as const) {
    t.equal(queue.ageMs(position), age, `${position}`);
  }
  t.end();
});

t.test('a full socket: whole packets older than 60 ms are dropped, oldest first, kernel bytes counted', (t) => {
  // Position relative to the first packet being whole, sound unsent in the kernel, packets dropped of 10 ms each.
  for (const [waited, unsentMs, dropped] of [
    [0, 0, 0],
    [60, 0, 0],
    [60.5, 0, 1],
    [70, 0, 1],
    [70.5, 0, 2],
    [40, 20, 0],
    [41, 20, 1],
    [59, 60, 6],
    [9, 200, 1],
    [0, 200, 0],
    [999, 0, 94],
  ] as const) {
    const queue = new ListenerQueue(480, RATE, 0, 0);
    t.equal(queue.late(0, 480, 0), 'keep');
    t.equal(queue.dropped, 0);
    for (let now = 1; now < waited; now++) queue.late(now, 480 + ms(now), -1000);
    t.equal(queue.late(waited, 480 + ms(waited), unsentMs), 'keep');
    t.equal(queue.dropped, dropped, `${waited} ms late, ${unsentMs} ms in the kernel`);
    t.equal(queue.gap, dropped > 0);
    t.equal(queue.next, dropped * 480, 'whole packets');
    t.equal(queue.sequence, dropped, 'their numbers are missing');
    if (dropped === 0) continue;
    queue.handedOver();
    t.notOk(queue.gap, 'marked once');
  }
  t.end();
});

t.test('a box that was late itself drops nothing: only waiting for the socket counts', (t) => {
  const queue = new ListenerQueue(480, RATE, 0, 0);
  for (const [now, dropped] of [
    [200, 0],
    [210, 0],
    [250, 0],
    [900, 0],
    [901, 85],
  ] as const) {
    queue.took(now);
    queue.late(now, ms(now), 9.5);
    t.equal(queue.dropped, dropped, `at ${now}: looks far apart count 20 ms each`);
  }
  while (ms(910) >= queue.wholeAt) queue.handedOver();
  queue.caughtUp();
  queue.late(1100, ms(1100), 10);
  t.equal(queue.dropped, 85, 'caught up, then late again');
  t.end();
});

t.test('a listener that takes nothing is stalled after one second and closed after five', (t) => {
  const queue = new ListenerQueue(480, RATE, 0, 0);
  queue.handedOver();
  queue.took(100);
  for (const [now, fate, stalled] of [
    [200, 'keep', false],
    [1099, 'keep', false],
    [1100, 'stalled', true],
    [1200, 'keep', true],
    [5099, 'keep', true],
    [5100, 'close', true],
  ] as const) {
    t.equal(queue.late(now, ms(now), 10), fate, `at ${now} ms`);
    t.equal(queue.stalled, stalled);
    if (stalled && fate !== 'close') t.ok(queue.wholeAt > ms(now), 'its queue is freed');
  }
  t.end();
});

t.test('a stalled listener that takes bytes is reported once as recovered, and starts over', (t) => {
  const queue = new ListenerQueue(480, RATE, 0, 0);
  t.equal(queue.late(1000, ms(1000), 0), 'stalled');
  t.equal(queue.took(3000), 'recovered');
  t.equal(queue.took(3001), 'keep');
  t.notOk(queue.stalled);
  t.equal(queue.late(3900, ms(1005), 0), 'keep', 'its second begins anew');
  t.equal(queue.late(4001, ms(1005), 0), 'stalled');
  t.end();
});

t.test('a ring that laps a listener costs it whole packets', (t) => {
  const queue = new ListenerQueue(480, RATE, 0, 0);
  queue.lapped(14_336, 14_336);
  t.equal(queue.dropped, 0);
  queue.lapped(14_337, 14_336);
  t.same([queue.dropped, queue.next, queue.gap], [1, 480, true]);
  t.end();
});

t.test('seeded simulation: no packet is sent twice, torn, out of order or too old', (t) => {
  const seed = 20_261_120;
  t.comment(`seed ${seed}`);
  const random = seeded(seed);
  for (let run = 0; run < 300; run++) {
    const frames = 128 + Math.floor(random() * 1793);
    const queue = new ListenerQueue(frames, RATE, 0, 0);
    const fates: Fate[] = [];
    let now = 0;
    let unsent = 0;
    let lastNext = -1;
    let sent = 0;
    let dropped = 0;
    let closed = false;
    let waitsSince = Number.POSITIVE_INFINITY;
    for (let step = 0; step < 3000 && !closed; step++) {
      now += 2 + random() * 4;
      const position = Math.floor(ms(now));
      const good = Math.sin(step / (50 + run)) > -0.5;
      const before = unsent;
      if (random() < (good ? 0.9 : 0.002)) unsent = 0;
      if (before > 0) {
        if (unsent < before) fates.push(queue.took(now));
        const fate = queue.late(now, position, unsent);
        fates.push(fate);
        closed = fate === 'close';
        const allowed = queue.stalled ? 0 : Math.max(0, LISTENER_LIMITS.ageMs - unsent);
        waitsSince = position < queue.wholeAt ? Number.POSITIVE_INFINITY : Math.min(waitsSince, now);
        if (queue.ageMs(position) > allowed + 1e-9 && now - waitsSince > allowed)
          t.fail(`run ${run}: ${queue.ageMs(position)} ms old`);
      }
      while (unsent === 0 && position >= queue.wholeAt) {
        if (queue.next <= lastNext || queue.next % frames !== 0) t.fail(`run ${run}: frame ${queue.next}`);
        if (queue.gap !== queue.next > lastNext + frames && lastNext >= 0) t.fail(`run ${run}: gap flag`);
        lastNext = queue.next;
        queue.handedOver();
        queue.took(now);
        sent++;
        if (random() < (good ? 0.05 : 0.5)) unsent = 1 + random() * 40;
      }
      if (unsent === 0) {
        queue.caughtUp();
        waitsSince = Number.POSITIVE_INFINITY;
      }
      dropped = queue.dropped;
    }
    if (queue.sent !== sent || queue.sequence !== sent + dropped || queue.next !== queue.sequence * frames) {
      t.fail(`run ${run}: counts`);
    }
    const told = fates.filter((fate) => fate !== 'keep');
    told.forEach((fate, i) => {
      const expected = i % 2 === 0 ? 'stalled' : 'recovered';
      if (fate !== expected && !(fate === 'close' && told[i - 1] === 'stalled')) t.fail(`run ${run}: ${told}`);
    });
  }
  t.pass('300 runs');
  t.end();
});
