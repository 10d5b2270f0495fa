import { signal } from '@preact/signals';
import t from 'tap';
import { lastingly } from '../../../src/web/model/reach.js';
import { HandClock } from '../clock.js';

t.test('a short break is not shown; a longer one is, and its end at once', async (t) => {
  const clock = new HandClock();
  const gone = signal(false);
  const lasting = lastingly(gone, clock);
  for (let i = 0; i < 10; i++) {
    gone.value = true;
    clock.pass(1000);
    gone.value = false;
    clock.pass(100);
    t.notOk(lasting.value);
  }
  gone.value = true;
  clock.pass(1600);
  t.ok(lasting.value);
  gone.value = false;
  t.notOk(lasting.value);
  clock.pass(5000);
  t.notOk(lasting.value);
});
