import t from 'tap';
import { Pacer } from '../../../src/audio/source/pacer.js';

t.test('a period is due when its last frame would have been captured', async (t) => {
  const pacer = new Pacer(48_000, 250);
  pacer.start(1_000);
  t.equal(pacer.due(480), 1_010);
  t.equal(pacer.take(480, 1_010), 0);
  t.equal(pacer.due(480), 1_020);
});

t.test('errors do not add up: after a week at 44.1 kHz the pace is right to a microsecond', async (t) => {
  const pacer = new Pacer(44_100, 250);
  const start = 123_456.789;
  pacer.start(start);
  const week = 44_100 * 3_600 * 24 * 7;
  // Half a million long takes stand for the 200 million short ones.
  const takes = 504_000;
  for (let i = 0; i < takes; i++) pacer.take(week / takes, pacer.due(week / takes));
  t.ok(Math.abs(pacer.due(0) - (start + 7 * 24 * 3_600_000)) < 0.001);
});

t.test('a late period does not delay the later ones', async (t) => {
  const pacer = new Pacer(48_000, 250);
  pacer.start(0);
  t.equal(pacer.take(480, 100), 0, '90 ms late');
  t.equal(pacer.due(480), 20);
  t.equal(pacer.resyncs, 0);
});

t.test('after a stop of the machine it starts over, and reports what was left out', async (t) => {
  const pacer = new Pacer(48_000, 250);
  pacer.start(0);
  t.equal(pacer.take(480, 5_010), 240_000);
  t.equal(pacer.due(480), 5_020, 'in step again: no burst');
  t.equal(pacer.take(480, 5_020), 0);
  t.equal(pacer.resyncs, 1);
});
