/**
 * Reads what `iw dev <interface> station dump` prints: the radio's stations, with rates, retries and times. Drivers
 * leave out what they do not know, and print the lines in any order. Pure.
 */
import { HE_SYMBOLS_US, LONG_SYMBOL_US, type PhyRate, SHORT_SYMBOL_US } from './phy-rate.js';

export interface Station {
  /** Hardware address, small letters. */
  readonly mac: string;
  /** Rates of the last packet to it, and from it. Undefined if the driver does not know. */
  readonly sent: PhyRate | undefined;
  readonly received: PhyRate | undefined;
  /** Of the last packets from it, dBm. */
  readonly signalDbm: number | undefined;
  /** Since it joined the radio. */
  readonly txPackets: number | undefined;
  readonly txRetries: number | undefined;
  readonly txFailed: number | undefined;
  /** Air that packets to it took since it joined, as the driver counted, µs; undefined or 0 = not counted. */
  readonly txDurationUs: number | undefined;
  /** Time since anything came from it, ms. */
  readonly inactiveMs: number | undefined;
  /** As the radio's choice of rates expects it, Mb/s. */
  readonly expectedMbps: number | undefined;
}

/** Stations beyond this are not read. A radio holds fewer. */
const MAX_STATIONS = 256;

const HEAD = /^Station ([0-9a-f]{2}(?::[0-9a-f]{2}){5})\b/i;

/** The stations of a dump, in its order. Lines that are not understood are left out; never throws. */
export function parseStations(dump: string): Station[] {
  const stations: Station[] = [];
  let mac = '';
  let lines = new Map<string, string>();
  const done = () => {
    if (mac !== '' && stations.length < MAX_STATIONS) stations.push(stationOf(mac, lines));
    mac = '';
    lines = new Map();
  };
  for (const line of dump.split('\n')) {
    const head = HEAD.exec(line);
    if (head !== null) {
      done();
      mac = head[1]!.toLowerCase();
      continue;
    }
    const colon = line.indexOf(':');
    if (colon > 0) lines.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  done();
  return stations;
}

function stationOf(mac: string, lines: ReadonlyMap<string, string>): Station {
  const count = (name: string) => numberIn(lines.get(name), /^(\d{1,15})\b/);
  return {
    mac,
    sent: rateIn(lines.get('tx bitrate')),
    received: rateIn(lines.get('rx bitrate')),
    signalDbm: numberIn(lines.get('signal'), /^(-?\d{1,3})\b/),
    txPackets: count('tx packets'),
    txRetries: count('tx retries'),
    txFailed: count('tx failed'),
    txDurationUs: count('tx duration'),
    inactiveMs: count('inactive time'),
    expectedMbps: numberIn(lines.get('expected throughput'), /^(\d{1,6}(?:\.\d{1,6})?)Mbps/),
  };
}

function numberIn(text: string | undefined, form: RegExp): number | undefined {
  const found = text === undefined ? null : form.exec(text);
  return found === null ? undefined : Number(found[1]);
}

/** Rates of 802.11b, and of 802.11a and g, Mb/s. Any other bare rate comes from a driver that says no more. */
const DSSS_MBPS = new Set([1, 2, 5.5, 11]);
const OFDM_MBPS = new Set([6, 9, 12, 18, 24, 36, 48, 54]);
const MAX_STREAMS = 8;

/** A rate as `iw` prints it: `866.7 MBit/s VHT-MCS 9 80MHz short GI VHT-NSS 2`. Undefined if it is unknown. */
export function rateIn(text: string | undefined): PhyRate | undefined {
  const mbps = numberIn(text, /^(\d{1,5}(?:\.\d{1,3})?) MBit\/s\b/);
  if (text === undefined || mbps === undefined || mbps <= 0) return undefined;
  const streams = Math.min(MAX_STREAMS, Math.max(1, numberIn(text, /\b(?:VHT|HE|EHT)-NSS (\d{1,2})\b/) ?? 1));
  const symbolUs = /\bshort GI\b/.test(text) ? SHORT_SYMBOL_US : LONG_SYMBOL_US;
  const newest = /\b(HE|EHT)-MCS \d/.exec(text);
  if (newest !== null) {
    const guarded = HE_SYMBOLS_US[numberIn(text, /\b(?:HE|EHT)-GI (\d)\b/) ?? 0] ?? HE_SYMBOLS_US[0];
    return { kind: newest[1] === 'HE' ? 'he' : 'eht', mbps, streams, symbolUs: guarded };
  }
  if (/\bVHT-MCS \d/.test(text)) return { kind: 'vht', mbps, streams, symbolUs };
  const mcs = numberIn(text, /\bMCS (\d{1,2})\b/);
  if (mcs !== undefined) return { kind: 'ht', mbps, streams: Math.min(4, 1 + Math.floor(mcs / 8)), symbolUs };
  if (DSSS_MBPS.has(mbps)) return { kind: 'dsss', mbps, streams: 1, symbolUs: 1 };
  if (OFDM_MBPS.has(mbps)) return { kind: 'ofdm', mbps, streams: 1, symbolUs: LONG_SYMBOL_US };
  return { kind: 'ht', mbps, streams: 1, symbolUs };
}
