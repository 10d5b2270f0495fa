import t from 'tap';
import { groupsFor, STEP_MS } from '../../src/media/spread.js';

t.test('up to ten sessions, every packet leaves at once', async (t) => {
  for (const sessions of [0, 1, 10]) t.equal(groupsFor(sessions, 10), 1);
});

t.test('with more, at most ten leave together, and the last before the next frame', async (t) => {
  t.equal(groupsFor(11, 5), 2);
  t.equal(groupsFor(25, 5), 3);
  t.equal(groupsFor(25, 10), 3);
  t.equal(groupsFor(200, 5), 4);
  t.equal(groupsFor(200, 2.5), 1, 'frames too short to divide');
  for (let sessions = 0; sessions < 300; sessions++)
    for (const frameMs of [2.5, 5, 10, 20]) {
      const groups = groupsFor(sessions, frameMs);
      if (groups < 1 || (groups > 1 && (groups - 1) * STEP_MS >= frameMs - STEP_MS)) t.fail(`${sessions}, ${frameMs}`);
    }
});
