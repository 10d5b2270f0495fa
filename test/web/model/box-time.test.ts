import t from 'tap';
import { boxNow, noteBoxTime, timeOfDay } from '../../../src/web/model/box-time.js';

const DAY = 86_400_000;

t.test('until the box sends its time, the phone’s clock counts', async (t) => {
  t.ok(Math.abs(boxNow() - Date.now()) < 5000);
});

t.test('the box’s clock continues from the time the box sent, however far it is from the phone’s', async (t) => {
  const behind = Date.now() - 200 * DAY;
  noteBoxTime(behind);
  t.ok(boxNow() >= behind && boxNow() < behind + 60_000);
});

t.test('an invalid time changes nothing', async (t) => {
  const before = boxNow();
  for (const bad of [undefined, null, '1', Number.NaN, Number.POSITIVE_INFINITY, {}]) noteBoxTime(bad);
  t.ok(Math.abs(boxNow() - before) < 5000);
});

t.test('a moment is shown by the phone’s clock', async (t) => {
  noteBoxTime(Date.now() - 200 * DAY - 5 * 3_600_000);
  const tenMinutesAgo = new Date(Date.now() - 600_000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const shown = timeOfDay(boxNow() - 600_000);
  const aMinuteOn = new Date(Date.now() - 600_000 + 30_000).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
  });
  t.ok(shown === tenMinutesAgo || shown === aMinuteOn, shown);
});
