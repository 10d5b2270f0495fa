import { effect } from '@preact/signals';
import t from 'tap';
import { MeterHub } from '../../../src/web/model/meter-hub.js';
import { HandClock } from '../clock.js';

/** A hub that gets 15 readings a second of the two inputs. */
function bench() {
  const clock = new HandClock();
  const hub = new MeterHub(clock);
  const play = (seconds: number, peak: readonly number[]) => {
    for (let i = 0; i < seconds * 15; i++) {
      clock.pass(1000 / 15);
      hub.feed({ peak, buses: {} });
    }
  };
  const quiet = () => [hub.signals.quiet(0).value, hub.signals.quiet(1).value];
  quiet();
  return { clock, hub, play, quiet };
}

t.test('an input without a signal for ten seconds is quiet, and live at its first sound', async (t) => {
  const { play, quiet } = bench();
  play(9, [0.5, 0]);
  t.same(quiet(), [false, false]);
  play(2, [0.5, 0]);
  t.same(quiet(), [false, true]);
  play(1 / 15, [0.5, 0.01]);
  t.same(quiet(), [false, false]);
  play(9, [0.0009, 0]);
  t.same(quiet(), [false, false], 'the ten seconds begin again');
  play(2, [0.0009, 0]);
  t.same(quiet(), [true, true], 'what is below every meter is no signal');
});

t.test('it tells a change once, however many readings come', async (t) => {
  const { hub, play } = bench();
  let told = 0;
  effect(() => {
    void hub.signals.quiet(1).value;
    told++;
  });
  play(60, [0.5, 0]);
  t.equal(told, 2, 'at first, and when it became quiet');
});

t.test(
  'a time without readings tells nothing: what was quiet stays so, the others have their ten seconds',
  async (t) => {
    const { clock, play, quiet } = bench();
    play(11, [0.5, 0]);
    clock.pass(60_000);
    t.same(quiet(), [false, true]);
    play(9, [0, 0]);
    t.same(quiet(), [false, true]);
    play(2, [0, 0]);
    t.same(quiet(), [true, true]);
  },
);
