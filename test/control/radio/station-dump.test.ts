import t from 'tap';
import { parseStations, rateIn } from '../../../src/control/radio/station-dump.js';
import { seededBelow } from '../../harness/seeded.js';
import { DUMP } from './dumps.js';

t.test('every driver’s stations are read, and what it does not say is unknown', async (t) => {
  const [counting, other, taciturn, fresh, ...more] = parseStations(DUMP);
  t.strictSame(more, []);
  t.strictSame(counting, {
    mac: '02:00:00:00:01:00',
    sent: { kind: 'vht', mbps: 650, streams: 2, symbolUs: 3.6 },
    received: { kind: 'vht', mbps: 650, streams: 2, symbolUs: 3.6 },
    signalDbm: -37,
    txPackets: 28044,
    txRetries: 2331,
    txFailed: 2,
    txDurationUs: 718_100,
    inactiveMs: 12,
    expectedMbps: 526.31,
  });
  t.match(other, { mac: '02:00:00:00:02:00', txRetries: 0, signalDbm: -52, expectedMbps: 978.71 });
  t.match(other!.sent, { kind: 'he', mbps: 1200.9, streams: 2, symbolUs: 13.6 });
  t.equal(other!.received, undefined);
  t.strictSame(
    [taciturn!.sent, taciturn!.signalDbm, taciturn!.txRetries, taciturn!.txDurationUs, taciturn!.expectedMbps],
    [{ kind: 'ht', mbps: 72.2, streams: 1, symbolUs: 4 }, undefined, undefined, undefined, undefined],
  );
  t.match(fresh, { sent: { kind: 'ofdm', mbps: 6 }, received: { kind: 'ht', mbps: 57.8, symbolUs: 3.6 } });
});

t.test('every form of a rate is read, and nothing else', async (t) => {
  const table: readonly [text: string, kind: string, mbps: number, streams: number, symbolUs: number][] = [
    ['1.0 MBit/s', 'dsss', 1, 1, 1],
    ['54.0 MBit/s', 'ofdm', 54, 1, 4],
    ['6.5 MBit/s MCS 0', 'ht', 6.5, 1, 4],
    ['144.4 MBit/s MCS 15 short GI', 'ht', 144.4, 2, 3.6],
    ['300.0 MBit/s MCS 15 40MHz short GI', 'ht', 300, 2, 3.6],
    ['1733.3 MBit/s VHT-MCS 9 160MHz short GI VHT-NSS 2', 'vht', 1733.3, 2, 3.6],
    ['286.7 MBit/s HE-MCS 11 HE-NSS 2 HE-GI 0 HE-DCM 0', 'he', 286.7, 2, 13.6],
    ['2268.5 MBit/s 160MHz HE-MCS 11 HE-NSS 2 HE-GI 1 HE-DCM 0', 'he', 2268.5, 2, 14.4],
    ['2882.4 MBit/s 160MHz EHT-MCS 13 EHT-NSS 2 EHT-GI 0', 'eht', 2882.4, 2, 13.6],
    ['65.0 MBit/s', 'ht', 65, 1, 4],
  ];
  for (const [text, kind, mbps, streams, symbolUs] of table)
    t.strictSame(rateIn(text), { kind, mbps, streams, symbolUs }, text);
  for (const text of [undefined, '', '(unknown)', '0.0 MBit/s', 'MBit/s', '-6.0 MBit/s', '1e9 MBit/s', '6.0 GBit/s'])
    t.equal(rateIn(text), undefined, String(text));
});

t.test('damaged dumps give rates that can be reckoned with, or none', async (t) => {
  const below = seededBelow(20_261);
  const pieces = [
    'MBit/s',
    'VHT-NSS 99',
    'VHT-MCS 9',
    'HE-GI 7',
    'MCS 99',
    '\n',
    ':',
    '\t',
    'Station ',
    '9'.repeat(30),
  ];
  let read = 0;
  for (let run = 0; run < 4000; run++) {
    let text = DUMP;
    for (let damage = 0; damage <= below(6); damage++) {
      const at = below(text.length);
      const piece = pieces[below(pieces.length)]!;
      text = text.slice(0, at) + piece + text.slice(at + below(40));
    }
    for (const { sent, received, mac, ...counts } of parseStations(text)) {
      read++;
      for (const rate of [sent, received])
        if (rate !== undefined && !(rate.mbps > 0 && rate.streams >= 1 && rate.streams <= 8 && rate.symbolUs >= 1))
          t.fail(`run ${run}: ${JSON.stringify(rate)}`);
      if (!/^[0-9a-f:]{17}$/.test(mac)) t.fail(`run ${run}: ${mac}`);
      for (const count of Object.values(counts))
        if (count !== undefined && !Number.isFinite(count)) t.fail(`run ${run}: ${String(count)}`);
    }
  }
  t.ok(read > 8000, `${read} stations`);
  t.equal(parseStations('Station 02:00:00:00:01:00 (on wlan0)\n'.repeat(1000)).length, 256);
});
