import t from 'tap';
import { newestFirst } from '../../../src/control/state/newest-first.js';
import { seededBelow } from '../../harness/seeded.js';

t.test(
  'lists that are newest first become one, as sorting would, and no list is read further than needed',
  async (t) => {
    const seed = 3;
    t.comment(`seed ${seed}`);
    const random = seededBelow(seed);
    for (let run = 0; run < 200; run++) {
      const lists = Array.from({ length: random(8) }, () =>
        Array.from({ length: random(20) }, () => random(1000)).sort((a, b) => b - a),
      );
      const limit = random(60);
      let taken = 0;
      function* counted(list: number[]) {
        for (const item of list) {
          taken++;
          yield item;
        }
      }
      const merged = [...newestFirst(lists.map(counted), (item) => item, limit)];
      t.same(
        merged,
        lists
          .flat()
          .sort((a, b) => b - a)
          .slice(0, limit),
      );
      if (taken > merged.length + lists.length) t.fail(`${taken} taken for ${merged.length} of ${lists.length} lists`);
    }
  },
);
