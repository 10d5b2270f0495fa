import t from 'tap';
import { MeterHub } from '../../../src/web/model/meter-hub.js';
import { HandClock } from '../clock.js';

const reading = (level: number) => ({ peak: [level], buses: { ana: { l: level, r: level, red: 0 } } });

function bench() {
  const clock = new HandClock();
  const hub = new MeterHub(clock);
  let told = 0;
  hub.watch(() => told++);
  return { clock, hub, told: () => told };
}

t.test('levels that are no longer renewed disappear', async (t) => {
  const { clock, hub, told } = bench();
  for (let i = 0; i < 30; i++) {
    hub.feed(reading(0.5));
    clock.pass(66);
  }
  t.same(hub.peak, [0.5]);
  const { count } = hub;
  clock.pass(250);
  t.same(hub.peak, [0.5], 'a late reading is no silence');
  clock.pass(250);
  t.same(hub.peak, []);
  t.same(hub.buses, {});
  t.equal(hub.count, count + 1, 'what draws feeds it as a reading');
  t.equal(told(), count + 1, 'and is informed');
  clock.pass(10_000);
  t.equal(hub.count, count + 1, 'once');
  hub.feed(reading(0.25));
  t.same(hub.peak, [0.25]);
  clock.pass(1000);
  t.same(hub.peak, [], 'and again after a return');
});

t.test('a page that was frozen first reads what arrived meanwhile', async (t) => {
  const { clock, hub } = bench();
  hub.feed(reading(0.5));
  clock.stand(60_000);
  // The overdue timer fires before the waiting messages.
  clock.pass(0);
  t.same(hub.peak, [0.5], 'nothing flaps on return');
  hub.feed(reading(0.4));
  clock.pass(300);
  t.same(hub.peak, [0.4]);
  clock.stand(60_000);
  clock.pass(500);
  t.same(hub.peak, [], 'a box that is gone is seen all the same');
});
