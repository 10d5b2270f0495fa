import t from 'tap';
import { Elsewhere } from '../../../src/web/listen/elsewhere.js';

t.test("the browser's player takes over in a hidden page that may not play, or is starved", async (t) => {
  const place = new Elsewhere();
  t.equal(place.wanted(false, false, 0, false, 0), false, 'a page in sight plays itself');
  t.equal(place.wanted(true, true, 3, false, 1000), false, 'a hidden page that plays goes on');
  t.equal(place.wanted(true, true, 8, false, 2000), true, 'starved');
  t.equal(place.wanted(true, true, 8, true, 60_000), true, 'it does not go to and fro while hidden');
  t.equal(place.wanted(false, true, 8, true, 61_000), false, 'back in sight');
  t.equal(new Elsewhere().wanted(true, false, 0, false, 0), true, 'the context stands');
});
