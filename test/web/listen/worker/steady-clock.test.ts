import t from 'tap';
import { LEAD_BOUNDS } from '../../../../src/playout/lead-bounds.js';
import { LeadLaw } from '../../../../src/playout/lead-law.js';
import { SteadyClock } from '../../../../src/web/listen/worker/steady-clock.js';

t.test('follows the wall clock, and stops while it is set back', async (t) => {
  const clock = new SteadyClock(1_000_000);
  t.equal(clock.at(1_000_003), 3);
  t.equal(clock.at(1_000_003), 3);
  t.equal(clock.at(1_000_010), 10);
  t.equal(clock.at(-2_600_000), 10, 'an hour back');
  t.equal(clock.at(-2_599_990), 20, 'and on from there');
});

t.test('the delay falls again after a phone’s clock was set back by an hour', async (t) => {
  const clock = new SteadyClock(0);
  const law = new LeadLaw(LEAD_BOUNDS.normal);
  let packet = 0;
  const run = (wallMs: number, packets: number, lateFrames: (packet: number) => number) => {
    for (let i = 0; i < packets; i++, packet++) {
      const now = clock.at(wallMs + i * 10);
      law.arrived(packet * 480, 480, packet * 480 + lateFrames(packet), 48_000, 0, now);
      law.evaluate(now);
    }
  };
  run(3_600_000, 500, (n) => (n % 10 === 5 ? 1440 : 0));
  t.ok(law.targetMs > 30);
  run(0, 5000, () => 0);
  t.equal(law.targetMs, LEAD_BOUNDS.normal.floorMs);
});
