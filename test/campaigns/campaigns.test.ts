import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { FLOODS } from './attack/floods.js';
import { round } from './attack/round.js';
import { comings } from './fuzz/comings.js';
import { Stay } from './soak/stay.js';

/**
 * A machine that stalls all processes loses sound for them; such losses are counted apart, and are no fault of the box.
 */
t.test('a flood beside a listener and a fader: the box survives, and loses no sample', async (t) => {
  for (const name of ['deep ping', 'publish flood']) {
    const flood = FLOODS.find((one) => one.name === name)!;
    const { ended, flooded, counts } = await round(flood, 2, 0.5, undefined);
    t.equal(ended, undefined, name);
    t.strictSame(flooded.ears.ended, [], `${name}: the listener stays`);
    t.strictSame(flooded.ears.faults, [], `${name}: what is heard is the recording`);
    t.equal(flooded.lost.box, 0, `${name}: nothing is lost that the machine did not hold back`);
    t.ok(flooded.witness.moves > 0 && Object.values(counts).some((n) => n > 0), `${name}: ${JSON.stringify(counts)}`);
  }
});

t.test('listeners who come, go and die do not disturb those who stay', async (t) => {
  const { ended, ears, lost, visits } = await comings(60, 240_000);
  t.equal(ended, undefined);
  t.ok(visits.visits >= 60 && visits.left > 0 && visits.died > 0);
  t.strictSame([ears.ended, ears.faults, lost.box], [[], [], 0]);
});

t.test(
  'a short rehearsal: nobody who stays is lost, and as many descriptors are open after it as before',
  async (t) => {
    const stay = await Stay.begin(0.25, 60);
    const before = await stay.look(0);
    await sleep(8000);
    const after = await stay.look(1);
    const { ended, ears, losses, crew } = await stay.finish();
    t.equal(ended, undefined);
    t.strictSame([ears.ended, ears.faults, losses.box], [[], [], []]);
    t.ok(after.descriptors <= before.descriptors, `${before.descriptors}, then ${after.descriptors}`);
    t.ok(crew.confirmed > 0);
    t.strictSame(crew.faults, {});
  },
);
