import t from 'tap';
import { Judge } from './common/judge.js';
import { MachineWatch, tellApart } from './common/machine-watch.js';
import { growth, level } from './soak/growth.js';

const LENGTH = 20_011;
const recording = (place: number) => (place % LENGTH) - 10_000;

t.test('a judge hears what is missing, and every sample that is not the recording’s', (t) => {
  const judge = new Judge('ear');
  const take = (first: number, wrongAt = -1, broke = false, offset = 0) =>
    judge.take(first, 100, 1, broke, undefined, (i) => recording(first + i + offset) + (i === wrongAt ? 1 : 0));
  take(0, 7);
  judge.start();
  take(100);
  take(200);
  t.strictSame([judge.frames, judge.wrong, judge.losses.length], [200, 0, 0], 'what was before counts no more');
  take(400);
  t.match(judge.losses, [{ listener: 'ear', frames: 100, what: 'missing' }]);
  t.equal(judge.wrong, 0, 'after a loss it goes on at its place');
  take(500, 3);
  t.equal(judge.wrong, 1);
  t.match(judge.firstWrong, /at frame 503 of lane 0/);
  take(600, -1, true, 5000);
  take(700, -1, false, 5000);
  t.equal(judge.wrong, 1, 'after a break of the capture the recording may be elsewhere');
  t.match(judge.losses, [{}, { frames: 0, what: 'break' }]);
  t.equal(judge.gaps.length, 5);
  t.end();
});

t.test('a loss is blamed on the machine only if a thread was held back while the sound was on its way', (t) => {
  const watch = new MachineWatch([]);
  t.teardown(() => watch.stop());
  watch.held.push({ fromMs: 1000, toMs: 1080, ms: 60, who: '1/1' });
  const loss = (fromMs: number, toMs: number) => ({
    listener: 'ear',
    frames: 480,
    fromMs,
    toMs,
    what: 'missing' as const,
  });
  const apart = tellApart([loss(1050, 1090), loss(2000, 2040), loss(5000, 5040)], watch, [
    { fromMs: 5010, toMs: 5050 },
  ]);
  t.strictSame(
    apart.machine.map(({ fromMs }) => fromMs),
    [1050, 5000],
  );
  t.strictSame(
    apart.box.map(({ fromMs }) => fromMs),
    [2000],
  );
  t.end();
});

t.test('growth is measured by a straight line through the last part', (t) => {
  const course = (value: (at: number) => number) => Array.from({ length: 100 }, (_, at) => [at, value(at)] as const);
  t.equal(
    growth(
      course(() => 5),
      0.5,
    ),
    0,
  );
  t.ok(
    Math.abs(
      growth(
        course((at) => (at < 50 ? at : 100)),
        0.5,
      ),
    ) < 1e-9,
    'what rises before counts not',
  );
  const rising = growth(
    course((at) => 100 + at / 49),
    0.5,
  );
  t.ok(Math.abs(rising - 1 / (100 + 50 / 49)) < 1e-9, `${rising}`);
  t.equal(growth([], 0.5), 0);
  t.end();
});

t.test('a count is constant if its level is the same in both halves and at the end', (t) => {
  const course = (...values: number[]) => values.map((value, at) => [at, value] as const);
  const steady = Array.from({ length: 20 }, () => 91);
  t.strictSame(level(course(...steady)), { text: '91', constant: true });
  t.strictSame(level(course(...steady.with(7, 93))), { text: '91; for a moment 93 at 7 min', constant: true });
  t.equal(level(course(...steady.fill(92, 12))).constant, false, 'a leak of one');
  t.equal(level(course(90, 91, 92, 93, 94)).constant, false, 'a leak that goes on');
  t.equal(level(course(...Array.from({ length: 20 }, (_, i) => 91 + (i % 2)))).constant, false, 'never the same');
  t.end();
});
