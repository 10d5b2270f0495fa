/**
 * What the box knows of each station's link, from one report after the other: rate, retries, and the air that it was
 * seen to take. The rate falls quickly and rises slowly, so that one good second does not cost everybody. Pure.
 */
import type { PhyRate } from './phy-rate.js';
import type { RadioReport } from './radio-report.js';
import type { Station } from './station-dump.js';

export interface RadioLink {
  readonly rate: PhyRate;
  /** Packets sent again, per packet, 0…3. */
  readonly retries: number;
  readonly weak: boolean;
  /** How often a packet crosses the air: 2 if another access point stands between. */
  readonly hops: 1 | 2;
  /** Undefined if the driver does not know it. */
  readonly signalDbm: number | undefined;
  /** Share of the air that packets to it took since the report before; undefined if the driver does not count. */
  readonly measuredShare: number | undefined;
}

/** A station below this gets longer packets, Mb/s; above the second figure it gets short ones again. */
const WEAK_MBPS = 20;
const STRONG_MBPS = 25;
/** Weight of a new rate: when it is lower, when it is higher. Reports come every two seconds. */
const FALLING = 0.5;
const RISING = 0.2;
/** Weight of the newest retries. */
const FRESH = 0.3;
/** As in the arithmetic, while nothing was counted: one packet of ten. */
const USUAL_RETRIES = 0.1;
const MAX_RETRIES = 3;
/** Packets between two reports below which retries say nothing. */
const FEWEST_PACKETS = 20;

/** A station whose rate is not known: 20 MHz, MCS 4, one stream. */
export const FAIR_LINK: RadioLink = {
  rate: { kind: 'vht', mbps: 43.3, streams: 1, symbolUs: 3.6 },
  retries: USUAL_RETRIES,
  weak: false,
  hops: 1,
  signalDbm: undefined,
  measuredShare: undefined,
};

/** A phone that is no station of this radio: the box has joined another network, whose access point passes sound on. */
export const RELAYED_LINK: RadioLink = { ...FAIR_LINK, hops: 2 };

export class RadioLinks {
  readonly #links = new Map<string, RadioLink>();
  #before: { readonly uptimeS: number; readonly stations: ReadonlyMap<string, Station> } | undefined;

  /** Takes the newest report. The same report again changes nothing. */
  take({ uptimeS, stations }: Pick<RadioReport, 'uptimeS' | 'stations'>): void {
    if (this.#before?.uptimeS === uptimeS) return;
    const now = new Map(stations.map((station) => [station.mac, station]));
    for (const mac of this.#links.keys()) if (!now.has(mac)) this.#links.delete(mac);
    const elapsedUs = this.#before === undefined ? 0 : (uptimeS - this.#before.uptimeS) * 1e6;
    for (const [mac, station] of now)
      this.#links.set(mac, linkOf(station, this.#before?.stations.get(mac), this.#links.get(mac), elapsedUs));
    this.#before = { uptimeS, stations: now };
  }

  /** Undefined for a station that the radio does not have. */
  of(mac: string): RadioLink | undefined {
    return this.#links.get(mac);
  }
}

function linkOf(now: Station, before: Station | undefined, link: RadioLink | undefined, elapsedUs: number): RadioLink {
  const rate = smoothed(link?.rate, dataRate(now)) ?? FAIR_LINK.rate;
  const weak = link?.weak === true ? rate.mbps < STRONG_MBPS : rate.mbps < WEAK_MBPS;
  const retries = retriesOf(now, before, link?.retries ?? USUAL_RETRIES);
  const spentUs = risen(now.txDurationUs, before?.txDurationUs);
  const counted = (now.txDurationUs ?? 0) > 0 && spentUs !== undefined && elapsedUs > 0;
  const measuredShare = counted ? spentUs / elapsedUs : undefined;
  return { rate, retries, weak, hops: 1, signalDbm: now.signalDbm, measuredShare };
}

const isOld = ({ kind }: PhyRate): boolean => kind === 'dsss' || kind === 'ofdm';

/** Before sound plays, the last packet to a station is often of management, at an old rate: then the other counts. */
function dataRate({ sent, received }: Station): PhyRate | undefined {
  if (sent === undefined) return undefined;
  return isOld(sent) && received !== undefined && !isOld(received) ? received : sent;
}

function smoothed(before: PhyRate | undefined, now: PhyRate | undefined): PhyRate | undefined {
  if (before === undefined || now === undefined) return now ?? before;
  const weight = now.mbps < before.mbps ? FALLING : RISING;
  return { ...now, mbps: before.mbps + weight * (now.mbps - before.mbps) };
}

/** A driver that never counted a retry does not count them. */
function retriesOf(now: Station, before: Station | undefined, known: number): number {
  const again = risen(now.txRetries, before?.txRetries);
  const packets = risen(now.txPackets, before?.txPackets);
  if (again === undefined || packets === undefined || packets < FEWEST_PACKETS || now.txRetries === 0) return known;
  return known + FRESH * (Math.min(MAX_RETRIES, again / packets) - known);
}

/** How far a counter rose; undefined without two readings, or if the station has joined anew since. */
function risen(now: number | undefined, before: number | undefined): number | undefined {
  return now === undefined || before === undefined || now < before ? undefined : now - before;
}
