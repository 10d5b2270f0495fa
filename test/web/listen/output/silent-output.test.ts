import t from 'tap';
import { SilentOutput } from '../../../../src/web/listen/output/silent-output.js';

t.test("output without a report is counted in the context's time, and a report ends it", async (t) => {
  const silent = new SilentOutput();
  let context = 0;
  const look = (at: number, report: number) => {
    context += 250;
    return silent.observe(at, context, report);
  };
  t.equal(look(0, 0), 0, 'the first look knows nothing');
  t.equal(look(250, 0), 250);
  t.equal(look(500, 0), 500);
  t.equal(look(750, 700), 0);
  t.equal(look(1000, 950), 0);
  t.equal(look(1250, 950), 250);
  silent.reset();
  t.equal(look(1500, 950), 0, 'after a reset the next look is a first one');
  t.equal(look(1750, 950), 250);
});

t.test('a stopped device counts nothing: it would ask no path for sound', async (t) => {
  const silent = new SilentOutput();
  for (let at = 0; at < 60_000; at += 250) t.equal(silent.observe(at, 1000, 7), 0);
});

t.test('a page that was frozen counts nothing: its reports wait behind the look', async (t) => {
  const silent = new SilentOutput();
  silent.observe(0, 0, 7);
  silent.observe(250, 250, 7);
  t.equal(silent.observe(8250, 8250, 7), 250);
  t.equal(silent.observe(8260, 8260, 8200), 0);
});
