import t from 'tap';
import { bar, decibels, TerminalMix } from '../../src/listen/terminal-mix.js';

const strip = { index: 0, on: true, gain: 1, pan: 0, mute: false, solo: false };

t.test('a snapshot, then deltas; a gap asks for a snapshot', (t) => {
  const mix = new TerminalMix();
  t.notOk(mix.known);
  t.notOk(mix.take('sb/1/mix/a/snapshot', { rev: 5, master: 1, channels: [strip, { ...strip, index: 1, pan: -0.5 }] }));
  t.ok(mix.known);
  t.notOk(
    mix.take('sb/1/mix/a/delta', {
      rev: 9,
      prev: 5,
      set: [
        { p: 'gain', ch: 1, v: 0.5 },
        { p: 'master', v: 0 },
      ],
    }),
  );
  const lines = mix.lines(['Kick']);
  t.match(lines[0], /● {2}.*Kick.*0\.0 dB {2}C/);
  t.match(lines[1], /input 2.*−6\.0 dB {2}L50/);
  t.match(lines[2], /master.*−∞ dB/);
  t.ok(mix.take('sb/1/mix/a/delta', { rev: 12, prev: 11, set: [] }), 'one was missed');
  t.notOk(mix.take('sb/1/mix/a/snapshot', 'nonsense'));
  t.end();
});

t.test('levels', (t) => {
  t.equal(decibels(1), '  0.0 dB');
  t.equal(decibels(0), '   −∞ dB');
  t.equal(bar(0, 4), '░░░░');
  t.equal(bar(10, 4), '████');
  t.end();
});
