import t from 'tap';
import { RadioLinks } from '../../../src/control/radio/radio-link.js';
import { parseStations, type Station } from '../../../src/control/radio/station-dump.js';
import { DUMP } from './dumps.js';

const MAC = '02:00:00:00:01:00';
const [example] = parseStations(DUMP);
const station = (more: Partial<Station>): Station => ({ ...example!, ...more });
const rate = (mbps: number): Station['sent'] => ({ kind: 'vht', mbps, streams: 1, symbolUs: 3.6 });

/** Links after one report every two seconds. */
function after(stations: readonly Station[]): RadioLinks {
  const links = new RadioLinks();
  for (const [i, one] of stations.entries()) links.take({ uptimeS: 100 + 2 * i, stations: [one] });
  return links;
}

t.test('a rate falls faster than it rises', async (t) => {
  t.equal(after([station({ sent: rate(100) }), station({ sent: rate(20) })]).of(MAC)!.rate.mbps, 60);
  t.equal(after([station({ sent: rate(20) }), station({ sent: rate(100) })]).of(MAC)!.rate.mbps, 36);
});

t.test('a station below 20 Mb/s is weak until it has 25', async (t) => {
  const links = new RadioLinks();
  const seen: boolean[] = [];
  for (const [i, mbps] of [30, 19.9, 19.9, 19.9, 24, 24, 24, 24, 60, 60].entries()) {
    links.take({ uptimeS: i, stations: [station({ sent: rate(mbps) })] });
    seen.push(links.of(MAC)!.weak);
  }
  t.equal(seen[0], false);
  t.equal(after([station({ sent: rate(19.9) })]).of(MAC)!.weak, true);
  const back = after([station({ sent: rate(15) }), ...Array(30).fill(station({ sent: rate(24.9) }))]);
  t.equal(back.of(MAC)!.weak, true, `${back.of(MAC)!.rate.mbps} Mb/s after weakness`);
  const strong = after([station({ sent: rate(15) }), ...Array(30).fill(station({ sent: rate(26) }))]);
  t.equal(strong.of(MAC)!.weak, false, `${strong.of(MAC)!.rate.mbps} Mb/s`);
  const falling = after([station({ sent: rate(60) }), ...Array(30).fill(station({ sent: rate(20.1) }))]);
  t.equal(falling.of(MAC)!.weak, false, `${falling.of(MAC)!.rate.mbps} Mb/s without weakness before`);
});

t.test('retries are those since the report before, and smoothed', async (t) => {
  const counts = (txPackets: number, txRetries: number) => station({ txPackets, txRetries });
  const steady = after([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((i) => counts(1000 + 400 * i, 50 + 200 * i)));
  t.ok(Math.abs(steady.of(MAC)!.retries - 0.5) < 0.02, String(steady.of(MAC)!.retries));
  t.equal(after([counts(1000, 10)]).of(MAC)!.retries, 0.1, 'one report tells nothing');
  t.equal(after([counts(1000, 0), counts(9000, 0)]).of(MAC)!.retries, 0.1, 'a driver that does not count');
  t.equal(after([counts(1000, 10), counts(1005, 15)]).of(MAC)!.retries, 0.1, 'too few packets');
  t.equal(after([counts(1000, 10), counts(40, 1)]).of(MAC)!.retries, 0.1, 'it joined anew');
  t.ok(after([counts(100, 10), counts(200, 100_000)]).of(MAC)!.retries <= 1, 'no more than three for one packet');
});

t.test('before sound plays, the rate from the station counts rather than that of management', async (t) => {
  const sent: Station['sent'] = { kind: 'ofdm', mbps: 6, streams: 1, symbolUs: 4 };
  t.equal(after([station({ sent, received: rate(57.8) })]).of(MAC)!.rate.mbps, 57.8);
  t.equal(after([station({ sent, received: undefined })]).of(MAC)!.rate.mbps, 6);
});

t.test('the air that a driver counts is a share of the time between two reports', async (t) => {
  const used = (txDurationUs: number | undefined) => station({ txDurationUs });
  t.equal(after([used(100_000), used(200_000)]).of(MAC)!.measuredShare, 0.05);
  t.equal(after([used(100_000)]).of(MAC)!.measuredShare, undefined);
  t.equal(after([used(0), used(0)]).of(MAC)!.measuredShare, undefined, 'not counted');
  t.equal(after([used(undefined), used(undefined)]).of(MAC)!.measuredShare, undefined);
});

t.test('a station that left is forgotten, and the same report again changes nothing', async (t) => {
  const links = after([station({ sent: rate(100) }), station({ sent: rate(20) })]);
  links.take({ uptimeS: 102, stations: [station({ sent: rate(1) })] });
  t.equal(links.of(MAC)!.rate.mbps, 60);
  links.take({ uptimeS: 104, stations: [] });
  t.equal(links.of(MAC), undefined);
});
