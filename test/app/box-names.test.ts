import t from 'tap';
import { BoxNames } from '../../src/app/box-names.js';
import { until } from '../harness/until.js';

t.test(
  'names are those set, those of the serial number, and those announced at the time; changes are reported',
  async (t) => {
    const names = new BoxNames('0.0.0.0', 'a.example,b.example');
    t.teardown(() => names.stop());
    t.same(names.list(), ['0.0.0.0', 'a.example', 'b.example']);
    names.serial('sb-1_2');
    t.same(names.list().slice(3), ['stagebox.local', 'stagebox-sb-1-2.local']);
    const told: (readonly string[])[] = [];
    names.follow((list) => told.push(list));
    t.equal(told.length, 1, 'at once');
    names.announced(() => ['stagebox-(2).local']);
    await until('the change is reported', () => told.length === 2);
    t.equal(told[1]!.at(-1), 'stagebox-(2).local');
  },
);
