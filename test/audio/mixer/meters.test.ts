import t from 'tap';
import { BusTable } from '../../../src/audio/bus-table.js';
import { MAX_BUSES } from '../../../src/audio/format.js';
import { MeterReader } from '../../../src/audio/input-meters.js';
import type { Mix } from '../../../src/wire/mix.js';
import { rig } from './rig.js';

const sine = (peak: number): Float32Array =>
  Float32Array.from({ length: 480 }, (_, i) => peak * Math.sin((2 * Math.PI * i) / 48));
const close = (a: number, b: number): boolean => Math.abs(a - b) < 1e-3 * Math.max(1, b);

const mixOf = (gain: number, pan: number): Mix => ({
  channels: [{ on: true, gain, pan, mute: false, solo: false }],
  master: 1,
});

t.test('M15 inputs: peak and RMS of every channel since the last look', async (t) => {
  const mixer = rig([sine(0.5), sine(0.25), new Float32Array(48)]);
  const meters = new MeterReader(mixer.memory);
  t.same(meters.read(3), { peak: [0, 0, 0], rms: [0, 0, 0] }, 'nothing before the first frame');
  mixer.play(150);
  const { peak, rms } = meters.read(3);
  t.ok(close(peak[0]!, 0.5) && close(peak[1]!, 0.25) && peak[2] === 0);
  t.ok(close(rms[0]!, 0.5 / Math.SQRT2) && close(rms[1]!, 0.25 / Math.SQRT2) && rms[2] === 0);
  t.same(meters.read(2), { peak: [0, 0], rms: [0, 0] }, 'cleared by the look');
  mixer.play(15);
  t.ok(close(meters.read(1).rms[0]!, 0.5 / Math.SQRT2), 'and again');
});

t.test('M15 buses: peaks after the limiter and its largest reduction, by listening device', async (t) => {
  const mixer = rig([sine(0.5)]);
  const buses = new BusTable(mixer.memory, 1);
  buses.start({ ok: true, device: 'quiet', mix: 'quiet' }, mixOf(1, -1));
  buses.start({ ok: true, device: 'loud', mix: 'other' }, mixOf(4, 1));
  mixer.play(300);
  const levels = buses.levels();
  const quiet = levels.get('quiet')!;
  t.ok(close(quiet.peakL, 0.5) && quiet.peakR === 0 && quiet.reductionDb === 0);
  const loud = levels.get('loud')!;
  t.ok(close(loud.peakR, 10 ** (-1 / 20)) && loud.peakL === 0);
  t.ok(Math.abs(loud.reductionDb - 7.02) < 0.1, `2 down to 0.891: ${loud.reductionDb}`);
  t.equal(buses.levels().get('loud')!.peakR, 0, 'cleared by the look');
});

t.test('M5 a change of a mix reaches every bus that plays it, and no other', async (t) => {
  const mixer = rig([sine(0.5)]);
  const buses = new BusTable(mixer.memory, 1);
  buses.start({ ok: true, device: 'a', mix: 'a' }, mixOf(1, -1));
  buses.start({ ok: true, device: 'engineer', mix: 'a' }, mixOf(1, -1));
  buses.start({ ok: true, device: 'b', mix: 'b' }, mixOf(1, -1));
  mixer.play(60);
  buses.setMix('a', mixOf(0.5, -1));
  mixer.play(20);
  buses.levels();
  mixer.play(20);
  const levels = buses.levels();
  t.ok(close(levels.get('a')!.peakL, 0.25) && close(levels.get('engineer')!.peakL, 0.25));
  t.ok(close(levels.get('b')!.peakL, 0.5));
});

t.test('M12 when all buses are taken there is none left; a released bus can be taken again', async (t) => {
  const mixer = rig([sine(0.5)]);
  const buses = new BusTable(mixer.memory, 1);
  for (let i = 0; i < MAX_BUSES; i++) t.equal(buses.start({ ok: true, device: `${i}`, mix: '' }, mixOf(1, 0)), i);
  t.equal(buses.start({ ok: true, device: 'late', mix: '' }, mixOf(1, 0)), undefined);
  mixer.play(1);
  mixer.leave(41);
  mixer.play(1);
  t.equal(buses.levels().has('41'), false);
  t.equal(buses.start({ ok: true, device: 'late', mix: '' }, mixOf(1, 0)), 41);
});

t.test('M6 muted, every bus goes silent; unmuted, each is back at its own mix', async (t) => {
  const mixer = rig([sine(0.5)]);
  const buses = new BusTable(mixer.memory, 1);
  buses.start({ ok: true, device: 'a', mix: 'a' }, mixOf(1, -1));
  mixer.play(60);
  buses.mute();
  buses.setMix('a', mixOf(0.5, -1));
  mixer.play(20);
  t.ok(mixer.play(5).every((x) => x === 0));
  buses.unmute(1);
  mixer.play(60);
  buses.levels();
  mixer.play(20);
  t.ok(close(buses.levels().get('a')!.peakL, 0.25));
});
