import t from 'tap';
import { lawOf } from '../../../src/web/eq/value-law.js';
import { EQ_PARAMETERS } from '../../../src/wire/eq.js';
import { STRIP_PARAMETERS } from '../../../src/wire/strip.js';

t.test('every step of a slider is a value that the box takes, and leads back to itself', async (t) => {
  for (const [name, parameter] of Object.entries({ ...EQ_PARAMETERS, ...STRIP_PARAMETERS })) {
    if (parameter.type === 'boolean' || parameter.choices !== undefined) continue;
    const law = lawOf(parameter);
    let before = Number.NEGATIVE_INFINITY;
    for (let step = 0; step <= law.last; step++) {
      const value = law.valueAt(step);
      if (value < parameter.min! || value > parameter.max! || value <= before)
        t.fail(`${name}: ${value} after ${before}`);
      if (law.stepOf(value) !== step) t.fail(`${name}: ${value} lies at ${law.stepOf(value)}, not ${step}`);
      before = value;
    }
    t.same([law.valueAt(0), law.valueAt(law.last)], [parameter.min, parameter.max], `${name} reaches both ends`);
  }
});

t.test('an octave is twelve steps, a decibel two; values are round', async (t) => {
  const hz = lawOf(EQ_PARAMETERS.eq2Hz);
  t.same([hz.valueAt(12), hz.valueAt(24), hz.valueAt(1)], [40, 80, 21]);
  const db = lawOf(EQ_PARAMETERS.eq2Db);
  t.same([db.valueAt(36), db.valueAt(37), db.valueAt(34)], [0, 0.5, -1]);
});
