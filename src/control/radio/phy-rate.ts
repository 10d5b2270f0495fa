/**
 * How a radio sends: its rate, and the timing of its generation. Times are those of IEEE 802.11-2020 (OFDM clause 17,
 * HT 19, VHT 21, DSSS 15 and 16) and of IEEE 802.11ax-2021 (HE, clause 27). Microseconds. Pure.
 */

/** `dsss`: 802.11b; `ofdm`: a and g; `ht`: n; `vht`: ac; `he`: ax; `eht`: be. */
type PhyKind = 'dsss' | 'ofdm' | 'ht' | 'vht' | 'he' | 'eht';

/** The rate at which one station is sent to. */
export interface PhyRate {
  readonly kind: PhyKind;
  /** Bits of data per microsecond, as the driver reports them: Mb/s. More than 0. */
  readonly mbps: number;
  /** Spatial streams, 1…8. */
  readonly streams: number;
  /** Time of one symbol with its guard interval, µs. */
  readonly symbolUs: number;
}

/** Symbols with the short guard interval of 0.4 µs, and with the long one of 0.8 µs. */
export const SHORT_SYMBOL_US = 3.6;
export const LONG_SYMBOL_US = 4;
/** HE and EHT: 12.8 µs and a guard interval of 0.8, 1.6 or 3.2; by the number that `iw` shows as HE-GI or EHT-GI. */
export const HE_SYMBOLS_US = [13.6, 14.4, 16] as const;

/** Training fields by spatial streams: 1, 2, 4, 4, 6, 6, 8, 8 (802.11-2020, table 21-13). */
const trainings = (streams: number): number => (streams <= 1 ? 1 : 2 * Math.ceil(streams / 2));

/** What stands before the data of a packet for one receiver, µs. */
export function preambleUs({ kind, streams }: PhyRate): number {
  const fields = trainings(streams);
  switch (kind) {
    // The long preamble of 144 µs, and the header of 48 µs.
    case 'dsss':
      return 192;
    // L-STF 8, L-LTF 8, L-SIG 4. All later generations begin with them.
    case 'ofdm':
      return 20;
    // HT-SIG 8, HT-STF 4, HT-LTF 4 each.
    case 'ht':
      return 32 + 4 * fields;
    // VHT-SIG-A 8, VHT-STF 4, VHT-LTF 4 each, VHT-SIG-B 4.
    case 'vht':
      return 36 + 4 * fields;
    // RL-SIG 4, HE-SIG-A 8, HE-STF 4, HE-LTF of twice 3.2 µs with the guard interval: 8 each, rounded up.
    case 'he':
      return 36 + 8 * fields;
    // RL-SIG 4, U-SIG 8, EHT-SIG 4, EHT-STF 4, EHT-LTF as above.
    case 'eht':
      return 40 + 8 * fields;
  }
}

/** Bits before and after the data of a packet: service field 16, tail 6 (802.11-2020, 17.3.5). */
const SERVICE_AND_TAIL = 22;

/** Time of one packet with `bytes` of data, from the MAC header to the check sum, µs. */
export function packetUs(rate: PhyRate, bytes: number): number {
  const bits = SERVICE_AND_TAIL + 8 * bytes;
  return preambleUs(rate) + Math.ceil(bits / (rate.mbps * rate.symbolUs)) * rate.symbolUs;
}

/** Rates of the basic set, at which acknowledgements go: 24, 12 and 6 Mb/s, 4 µs symbols of OFDM. */
const BASIC_MBPS = [24, 12, 6];
/** An acknowledgement has 14 bytes (802.11-2020, 9.3.1.4). */
const ACK_BYTES = 14;
/** At 1 Mb/s: the long preamble, and 112 bits. */
const DSSS_ACK_US = 304;

/** Time of the acknowledgement, µs: at the highest basic rate not above the packet's (802.11-2020, 10.6.6.5). */
export function ackUs({ kind, mbps }: PhyRate): number {
  if (kind === 'dsss') return DSSS_ACK_US;
  const basic = BASIC_MBPS.find((one) => one <= mbps) ?? 6;
  return packetUs({ kind: 'ofdm', mbps: basic, streams: 1, symbolUs: LONG_SYMBOL_US }, ACK_BYTES);
}
