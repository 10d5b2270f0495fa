import t from 'tap';
import { ContextClock } from '../../../../src/web/listen/ear/context-clock.js';
import { seeded } from '../../../harness/seeded.js';

/** Looks at a context that renders bursts, whose first frame is rendered, and heard from, at `originMs`. */
function watch(clock: ContextClock, originMs: number, burstMs: number, from: number, to: number, seed: number): void {
  const random = seeded(seed);
  for (let wallMs = originMs + from; wallMs < originMs + to; wallMs += 6 + 8 * random()) {
    const context = (Math.floor((wallMs - originMs) / burstMs) + 1) * burstMs;
    clock.observe(context, wallMs);
  }
}

t.test('a burst is heard from the moment when it is rendered on', async (t) => {
  for (const burstMs of [2.667, 8, 10, 21.3]) {
    const clock = new ContextClock();
    watch(clock, 10_000, burstMs, 0, 6000, 3);
    for (const contextMs of [100, 2000, 5900]) {
      const off = clock.wallMs(contextMs) - (10_000 + contextMs);
      t.ok(off <= 0 && off > -0.2 * burstMs, `bursts of ${burstMs} ms: ${off}`);
      t.ok(Math.abs(clock.contextMs(clock.wallMs(contextMs)) - contextMs) < 0.2 * burstMs);
    }
  }
});

t.test('when the audio clock slips, each moment has its own origin; a look that was late does not count', async (t) => {
  const clock = new ContextClock();
  watch(clock, 10_000, 2.667, 0, 3000, 4);
  watch(clock, 10_030, 2.667, 3000, 6000, 5);
  clock.observe(1000, 11_400);
  t.ok(Math.abs(clock.wallMs(1000) - 11_000) < 0.5);
  t.ok(Math.abs(clock.wallMs(5000) - 15_030) < 0.5);
  t.ok(Math.abs(clock.contextMs(15_030) - 5000) < 0.5);
});

t.test('where nobody looked, nothing is known', async (t) => {
  const clock = new ContextClock();
  t.ok(Number.isNaN(clock.wallMs(1000)));
  watch(clock, 0, 3, 0, 1000, 6);
  t.ok(Number.isNaN(clock.wallMs(5000)));
  t.ok(Number.isNaN(clock.contextMs(5000)));
});
