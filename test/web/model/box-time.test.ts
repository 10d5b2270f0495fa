import t from 'tap';
import { BoxTime } from '../../../src/web/model/box-time.js';
import { HandClock } from '../clock.js';

const DAY = 86_400_000;

t.test('until the box sends its time, the phone’s clock counts', async (t) => {
  t.ok(Math.abs(new BoxTime(new HandClock()).now() - Date.now()) < 5000);
});

t.test('the box’s clock continues from the time the box sent, however far it is from the phone’s', async (t) => {
  const clock = new HandClock();
  const time = new BoxTime(clock);
  const behind = Date.now() - 200 * DAY;
  time.note(behind);
  clock.pass(60_000);
  t.equal(time.now(), behind + 60_000);
});

t.test('an invalid time changes nothing', async (t) => {
  const time = new BoxTime(new HandClock());
  time.note(1000);
  for (const bad of [undefined, null, '1', Number.NaN, Number.POSITIVE_INFINITY, {}]) time.note(bad);
  t.equal(time.now(), 1000);
});

t.test('a moment is shown by the phone’s clock', async (t) => {
  const time = new BoxTime(new HandClock());
  time.note(Date.now() - 200 * DAY - 5 * 3_600_000);
  const at = (ms: number) => new Date(Date.now() - ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const shown = time.timeOfDay(time.now() - 600_000);
  t.ok(shown === at(600_000) || shown === at(570_000), shown);
});
