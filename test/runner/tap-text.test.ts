import t from 'tap';
import { skippedIn, sumsOf, withoutWhatHeld } from './tap-text.js';

const TEXT = `TAP version 14
# Subtest: a fader
    ok 1 - held
      ---
      why: nobody asks
      ...
    # a comment
    not ok 2 - did not
      ---
      diff: here
      ...
    1..2
not ok 1 - a fader # time=3ms
ok 2 - on a Mac # SKIP no Mac here
what a crash said
1..2
# { total: 4, pass: 1, fail: 2, skip: 1 }
# time=5ms
`;

t.test('sums come from the closing comment; without one there are none', async (t) => {
  t.same(sumsOf(TEXT), { passed: 1, failed: 2, skipped: 1 });
  t.same(sumsOf('# { total: 3, pass: 3 }\n'), { passed: 3, failed: 0, skipped: 0 });
  t.equal(sumsOf('TAP version 14\nok 1 - a\n'), undefined);
});

t.test('skipped tests are named with their reason', async (t) => {
  t.same(skippedIn(TEXT), ['on a Mac: no Mac here']);
});

t.test('failures and lines that are not TAP are kept; passed tests are left out', async (t) => {
  t.equal(
    withoutWhatHeld(TEXT),
    `# Subtest: a fader
    # a comment
    not ok 2 - did not
      ---
      diff: here
      ...
not ok 1 - a fader # time=3ms
what a crash said
# { total: 4, pass: 1, fail: 2, skip: 1 }`,
  );
});
