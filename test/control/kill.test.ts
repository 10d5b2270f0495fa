import t from 'tap';
import { killAgainAndAgain } from './support/killing.js';

t.test(
  'killed a dozen times under load: every acknowledged change is there, every start succeeds, nothing is half done',
  async (t) => {
    const report = await killAgainAndAgain(12, Math.random);
    t.same(report.faults, []);
    t.ok(report.acknowledged > 0);
    t.comment(
      `${report.acknowledged} changes acknowledged; starting took ${report.startsMs.map((ms) => Math.round(ms)).join(' ')} ms`,
    );
  },
);
