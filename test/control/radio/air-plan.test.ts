import t from 'tap';
import {
  AIR_LIMIT,
  type AirListener,
  chooseGrades,
  crowdedGrade,
  planOf,
  shareAt,
  totalShare,
} from '../../../src/control/radio/air-plan.js';
import { seededBelow } from '../../harness/seeded.js';
import { LINKS } from './links.js';
import { crowd, fixed, linkOf, listener } from './listeners.js';

/** How many listeners have each grade. */
const counts = (listeners: readonly AirListener[], limit = AIR_LIMIT): number[] => {
  const grades = [...chooseGrades(listeners, limit).values()];
  return [0, 1, 2].map((grade) => grades.filter((one) => one === grade).length);
};

t.test('R40 up to twelve get 5 ms with two copies, up to thirty 10 ms with one', async (t) => {
  t.strictSame(planOf(0, 'opus'), { codec: 'opus', frames: 240, copies: 2 });
  t.strictSame(planOf(1, 'opus'), { codec: 'opus', frames: 480, copies: 1 });
  t.strictSame(planOf(2, 'opus'), { codec: 'opus', frames: 960, copies: 1 });
  t.strictSame(planOf(0, 'pcm'), { codec: 'pcm', frames: 240, copies: 0 });
  for (const [listeners, expected] of [
    [1, [1, 0, 0]],
    [12, [12, 0, 0]],
    [13, [0, 13, 0]],
    [30, [0, 30, 0]],
  ] as const)
    t.strictSame(counts(crowd(listeners)), expected, `${listeners} on good links`);
});

t.test('R40 a weak station gets 10 ms, on a full stage 20 ms', async (t) => {
  for (const [others, expected] of [
    [0, 1],
    [11, 1],
    [12, 2],
    [20, 2],
  ] as const) {
    const weak = listener('web weak', 'weak');
    t.equal(chooseGrades([...crowd(others), weak], AIR_LIMIT).get('web weak'), expected, `beside ${others}`);
  }
});

t.test('R41 if the air is short, those who save most get longer packets first', async (t) => {
  const listeners = [...crowd(8, 'good'), listener('web fair', 'fair'), listener('web weak', 'weak')];
  const all = totalShare(listeners, chooseGrades(listeners, 1));
  const grades = chooseGrades(listeners, all - 0.001);
  t.equal(grades.get('web weak'), 1, 'it has 10 ms already');
  t.equal(grades.get('web fair'), 1);
  t.strictSame(counts(listeners, all - 0.001), [8, 2, 0]);
});

t.test('twelve over WebSocket on fair links do not fit at 5 ms: all fit at 10 ms or less', async (t) => {
  const listeners = crowd(12, 'fair', { way: 'websocket' });
  const grades = chooseGrades(listeners, AIR_LIMIT);
  t.ok(totalShare(listeners, grades) <= AIR_LIMIT);
  t.ok([...grades.values()].every((grade) => grade <= 1));
});

t.test('R40 packets are never shorter than a listener asked for', async (t) => {
  const asks = (shortest: number) => listener('web a', 'near', { choice: { codec: 'opus', shortest } });
  for (const [shortest, grade] of [
    [120, 0],
    [240, 0],
    [241, 1],
    [480, 1],
    [960, 2],
    [1920, 2],
  ] as const)
    t.equal(chooseGrades([asks(shortest)], AIR_LIMIT).get('web a'), grade, `${shortest} frames`);
});

t.test('a listener that keeps what it asked for takes its air, and leaves less to others', async (t) => {
  const raw = (key: string) => fixed(key, 'fair', { codec: 'pcm', frames: 480, copies: 0 }, 'websocket');
  t.ok(Math.abs(shareAt(raw('web raw'), 0) - 0.13) < 0.005, String(shareAt(raw('web raw'), 0)));
  t.strictSame(counts(crowd(10, 'fair')), [10, 0, 0]);
  const together = [...crowd(8, 'fair'), raw('web raw'), raw('native raw')];
  const grades = chooseGrades(together, AIR_LIMIT);
  t.strictSame([grades.has('web raw'), grades.size], [false, 8]);
  t.ok(
    [...grades.values()].some((grade) => grade > 0),
    'eight beside two do not fit at 5 ms',
  );
  t.ok(totalShare(together, grades) <= AIR_LIMIT);
});

t.test('R44 where nothing is known of the radio, only the number of listeners counts', async (t) => {
  t.strictSame(counts(crowd(12, 'weak', { link: undefined })), [12, 0, 0]);
  t.strictSame(counts(crowd(40, 'weak', { link: undefined })), [0, 40, 0]);
});

t.test('at least 25 fit into one channel on fair links, at 10 ms', async (t) => {
  const listeners = crowd(25, 'fair');
  const grades = chooseGrades(listeners, AIR_LIMIT);
  t.ok([...grades.values()].every((grade) => grade === 1));
  t.ok(totalShare(listeners, grades) <= AIR_LIMIT, String(totalShare(listeners, grades)));
});

t.test('R41 all together fit whenever that can be, and nobody gets longer packets than that takes', async (t) => {
  const below = seededBelow(20_263);
  const names = Object.keys(LINKS) as (keyof typeof LINKS)[];
  let short = 0;
  for (let run = 0; run < 300; run++) {
    const listeners = Array.from({ length: 1 + below(40) }, (_, i) => {
      const way = (['rtp', 'datachannel', 'udp', 'websocket'] as const)[below(4)]!;
      const link = { ...linkOf(names[below(4)]!), retries: below(20) / 20 };
      if (below(8) === 0) return fixed(`web ${i}`, names[below(4)]!, { codec: 'pcm', frames: 480, copies: 0 }, way);
      return listener(`web ${i}`, 'good', { way, link });
    });
    const grades = chooseGrades(listeners, AIR_LIMIT);
    const longest = new Map([...grades.keys()].map((key) => [key, 2 as const]));
    const least = totalShare(listeners, longest);
    if (totalShare(listeners, grades) > AIR_LIMIT && least <= AIR_LIMIT) t.fail(`run ${run}: it would fit`);
    if (least <= AIR_LIMIT) continue;
    short++;
    for (const [key, grade] of grades) if (grade !== 2) t.fail(`run ${run}: ${key} takes more than it must`);
  }
  t.ok(short > 20 && short < 280, `${short} of 300 do not fit`);
  t.equal(crowdedGrade(listener('web a', 'good')), 1);
  t.equal(crowdedGrade(listener('web a', 'weak')), 2);
});
