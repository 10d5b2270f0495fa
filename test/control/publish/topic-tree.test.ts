import t from 'tap';
import { TopicTree } from '../../../src/control/publish/topic-tree.js';
import { seededBelow } from '../../harness/seeded.js';

/** MQTT 3.1.1, section 4.7, in the plainest form. */
function matches(filter: string, topic: string): boolean {
  const [f, t] = [filter.split('/'), topic.split('/')];
  for (let i = 0; i < f.length; i++) {
    if (f[i] === '#') return true;
    if (i >= t.length || (f[i] !== '+' && f[i] !== t[i])) return false;
  }
  return f.length === t.length;
}

t.test('filters match as MQTT says', async (t) => {
  const cases: [filter: string, topic: string, matches: boolean][] = [
    ['sb/1/mix/a/delta', 'sb/1/mix/a/delta', true],
    ['sb/1/mix/+/delta', 'sb/1/mix/a/delta', true],
    ['sb/1/mix/+', 'sb/1/mix/a/delta', false],
    ['sb/1/mix/#', 'sb/1/mix/a/delta', true],
    ['sb/1/mix/#', 'sb/1/mix', true],
    ['#', 'sb/1', true],
    ['+/+', 'sb/1', true],
    ['+', '', true],
    ['/+', '/a', true],
    ['sb/1/mix/a', 'sb/1/mix/a/delta', false],
    ['sb/1/mix/a/delta/x', 'sb/1/mix/a/delta', false],
    ['__proto__/+', '__proto__/x', true],
    ['constructor', 'toString', false],
  ];
  for (const [filter, topic, expected] of cases) {
    const tree = new TopicTree<string>();
    tree.add(filter, 'me');
    t.equal(tree.covers(topic), expected, `${filter} ~ ${topic}`);
    t.same([...tree.holders(topic)], expected ? ['me'] : []);
    t.equal(matches(filter, topic), expected);
  }
});

t.test('any filters, added and removed in any order, match as each alone would', async (t) => {
  const seed = 7;
  t.comment(`seed ${seed}`);
  const random = seededBelow(seed);
  const level = (wild: boolean) => (wild && random(3) === 0 ? '+' : 'abc'[random(3)]!);
  const topicOf = (wild: boolean) => {
    const levels = Array.from({ length: 1 + random(4) }, () => level(wild));
    if (wild && random(4) === 0) levels.push('#');
    return levels.join('/');
  };
  const tree = new TopicTree<number>();
  const held = new Map<number, Set<string>>();
  for (let step = 0; step < 3000; step++) {
    const holder = random(5);
    const own = held.get(holder) ?? new Set();
    held.set(holder, own);
    const filter = topicOf(true);
    if (random(2) === 0) {
      own.add(filter);
      tree.add(filter, holder);
    } else {
      const gone = own.size > 0 && random(3) > 0 ? [...own][random(own.size)]! : filter;
      own.delete(gone);
      tree.remove(gone, holder);
    }
    const topic = topicOf(false);
    const expected = [...held].flatMap(([one, filters]) => ([...filters].some((f) => matches(f, topic)) ? [one] : []));
    const found = [...tree.holders(topic)].sort();
    if (JSON.stringify(found) !== JSON.stringify(expected.sort())) t.fail(`${step} ${topic}: ${found} for ${expected}`);
    if (tree.covers(topic) !== expected.length > 0) t.fail(`${step} ${topic}`);
  }
  for (const [holder, filters] of held) for (const filter of filters) tree.remove(filter, holder);
  t.equal(tree.empty, true, 'and nothing is left behind');
});

t.test('the cost of a topic does not grow with the number of filters', async (t) => {
  const cost = (filters: number): number => {
    const tree = new TopicTree<number>();
    for (let i = 0; i < filters; i++) tree.add(`sb/1/+/x${i}/#`, i);
    tree.add('sb/1/mix/+/delta', -1);
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 20; run++) {
      const from = performance.now();
      for (let i = 0; i < 200; i++) tree.covers('sb/1/mix/nobody/snapshot');
      best = Math.min(best, performance.now() - from);
    }
    return best;
  };
  cost(10);
  const [few, many] = [cost(10), cost(20_000)];
  t.ok(many < 200 * few, `${many.toFixed(3)} ms for 2,000 times as many, ${few.toFixed(3)} ms for few`);
});
