import t from 'tap';
import { parseNeighbours } from '../../../src/control/radio/neighbours.js';
import { parseRadioReport } from '../../../src/control/radio/radio-report.js';
import { busyShare, parseSurvey } from '../../../src/control/radio/survey.js';
import { seededBelow } from '../../harness/seeded.js';
import { NEIGHBOURS, radioReport, SURVEY } from './dumps.js';

t.test('neighbours are found by their address in its usual form; those that did not answer are left out', async (t) => {
  t.strictSame(
    [...parseNeighbours(NEIGHBOURS)],
    [
      ['192.168.77.23', '02:00:00:00:01:00'],
      ['192.168.77.24', '02:00:00:00:02:00'],
      ['fe80::1234:56ff:fe78:9abc', '02:00:00:00:01:00'],
      ['fe80::1', '02:00:00:00:03:00'],
    ],
  );
});

t.test('of the survey, the channel in use counts', async (t) => {
  t.strictSame(parseSurvey(SURVEY), { activeMs: 10_000, busyMs: 2500 });
  t.equal(parseSurvey(SURVEY.replace(' [in use]', '')), undefined);
  t.equal(parseSurvey(SURVEY.replace('channel busy time', 'busy')), undefined, 'a driver that does not count');
});

t.test('the channel is as busy as between two readings', async (t) => {
  const before = { activeMs: 1000, busyMs: 100 };
  t.equal(busyShare(before, { activeMs: 3000, busyMs: 600 }), 0.25);
  t.equal(busyShare(before, { activeMs: 3000, busyMs: 5000 }), 1);
  for (const now of [undefined, before, { activeMs: 500, busyMs: 50 }, { activeMs: 2000, busyMs: 0 }])
    t.equal(busyShare(before, now), undefined);
  t.equal(busyShare(undefined, before), undefined);
});

t.test('a report has a time and stations; the rest may be missing', async (t) => {
  const whole = parseRadioReport(radioReport(812.34))!;
  t.equal(whole.uptimeS, 812.34);
  t.equal(whole.stations.length, 4);
  t.equal(whole.neighbours.get('192.168.77.24'), '02:00:00:00:02:00');
  t.strictSame(whole.channel, { activeMs: 10_000, busyMs: 2500 });
  const alone = parseRadioReport('# uptime\n7.00 3.00\n# stations\n')!;
  t.match(alone, { uptimeS: 7, stations: [], channel: undefined });
  for (const text of ['', '# uptime\n7.00 3.00\n', '# stations\n', '# uptime\nsoon\n# stations\n'])
    t.equal(parseRadioReport(text), undefined, JSON.stringify(text));
});

t.test('half a report, or a damaged one, is read as far as it goes', async (t) => {
  const below = seededBelow(20_262);
  const text = radioReport(99.5);
  let kept = 0;
  for (let run = 0; run < 2000; run++) {
    const from = below(text.length);
    const damaged = run % 2 === 0 ? text.slice(0, from) : text.slice(0, from) + text.slice(from + below(200));
    const report = parseRadioReport(damaged);
    if (report === undefined) continue;
    kept++;
    if (!Number.isFinite(report.uptimeS) || report.stations.length > 4) t.fail(`run ${run}`);
  }
  t.ok(kept > 1000, `${kept} read`);
});
