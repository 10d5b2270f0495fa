import t from 'tap';
import { SoundWatch } from '../../../src/web/listen/sound-watch.js';

t.test('when packets stop, the sound counts as gone half a second later, until one arrives', async (t) => {
  const watch = new SoundWatch();
  watch.expect(1000);
  t.equal(watch.observe(1250, 40, 1240), true);
  t.equal(watch.observe(1500, 40, 1440), false);
  t.notOk(watch.soundless, 'a fifth of a second of the player’s time');
  watch.observe(1750, 40, 1739);
  t.notOk(watch.soundless);
  watch.observe(2000, 40, 1740);
  t.ok(watch.soundless);
  t.equal(watch.withoutMs(2000), 750);
  t.equal(watch.observe(2250, 41, 2240), true);
  t.notOk(watch.soundless);
});

t.test(
  'a page that stood still concludes nothing: the player did not render, and the first look reads too early',
  async (t) => {
    const watch = new SoundWatch();
    watch.observe(1000, 40, 990);
    watch.observe(4000, 40, 1190);
    watch.observe(4250, 40, 1190);
    t.notOk(watch.soundless, 'no render call, no word about packets');
    watch.observe(4300, 52, 4290);
    watch.observe(9000, 52, 9000);
    t.notOk(watch.soundless, 'what came meanwhile is read at the second look');
    t.ok(watch.observe(9250, 90, 9240));
    t.notOk(watch.soundless);
  },
);

t.test('another player counts from zero; a new connection gets time to start', async (t) => {
  const watch = new SoundWatch();
  watch.observe(1000, 40, 990);
  watch.newWay();
  t.notOk(watch.observe(1100, 0, 1090));
  watch.observe(1800, 0, 1790);
  t.ok(watch.soundless);
  watch.expect(1900);
  t.notOk(watch.soundless);
  t.ok(watch.observe(2000, 40, 1990));
});
