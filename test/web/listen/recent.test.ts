import t from 'tap';
import { Recent } from '../../../src/web/listen/recent.js';

t.test('counts growth of the last 10 s, and survives a counter that starts again', async (t) => {
  const recent = new Recent();
  t.equal(recent.update(0, 0), 0);
  t.equal(recent.update(3, 1000), 3);
  t.equal(recent.update(4, 9000), 4);
  t.equal(recent.update(4, 11_000), 1);
  t.equal(recent.update(2, 12_000), 3, 'restarted: its whole value is growth');
  t.equal(recent.update(2, 30_000), 0);
});
