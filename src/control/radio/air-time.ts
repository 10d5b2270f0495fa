/**
 * The share of the air that one listener takes: arithmetic from the timing rules of IEEE 802.11, no measurement. A
 * packet for one station is an exchange: waiting for the channel, the packet, SIFS, its acknowledgement. The exchange
 * costs more than the bytes: copies are nearly free, short packets and acknowledgements of TCP are not. Pure.
 */
import { ackUs, type PhyRate, packetUs } from './phy-rate.js';
import type { Packets, SoundWay } from './sound-plan.js';

/** Short interframe space and slot on 5 GHz (802.11-2020, table 17-21), µs. */
const SIFS_US = 16;
const SLOT_US = 9;

/** How long a queue waits for the channel: slots after SIFS, and the smallest contention window (9.4.2.28, 10.23.2). */
interface AccessCategory {
  readonly aifsn: number;
  readonly cwMin: number;
  /** Whether several packets may follow one waiting: best effort has a limit of 0, one packet (9.4.2.28). */
  readonly bursts: boolean;
}
/** Voice and best effort of an access point, and best effort of a station. */
const VOICE: AccessCategory = { aifsn: 1, cwMin: 3, bursts: true };
const BEST_EFFORT: AccessCategory = { aifsn: 3, cwMin: 15, bursts: false };

/** The mean: half of the contention window. */
const accessUs = ({ aifsn, cwMin }: AccessCategory): number => SIFS_US + (aifsn + cwMin / 2) * SLOT_US;

/** Bytes around the data on the air: QoS header 26, CCMP 16 (header 8, code 8), check sum 4, LLC 8. */
const MAC_BYTES = 26 + 16 + 4 + 8;
const IP_UDP_BYTES = 20 + 8;
/** IPv4, and TCP with time stamps. */
/** Header, and nonce and code of AES-GCM (RFC 6347, RFC 5288). */
const DTLS_BYTES = 13 + 8 + 16;
const IP_TCP_BYTES = 20 + 32;

interface WayCost {
  /** Bytes of headers around the sound. */
  readonly headBytes: number;
  /** Packets from the station for each packet to it, and their bytes. */
  readonly back: number;
  readonly backBytes: number;
  readonly access: AccessCategory;
}

/** Packets go to the voice queue by their mark. TCP is counted as best effort, in case a driver ignores the mark. */
const WAYS: Readonly<Record<SoundWay, WayCost>> = {
  // RTP 12; SRTP's code, and the headers of RED: 16. Back comes a report a second.
  rtp: { headBytes: IP_UDP_BYTES + 12 + 16, back: 0.005, backBytes: 90, access: VOICE },
  // RTP 12, its chunk in SCTP 16, SCTP 12. An acknowledgement comes back for every second packet.
  datachannel: {
    headBytes: IP_UDP_BYTES + DTLS_BYTES + 12 + 16 + 12,
    back: 0.52,
    backBytes: IP_UDP_BYTES + DTLS_BYTES + 12 + 16,
    access: VOICE,
  },
  // Header of the native protocol. Back comes a hello a second.
  udp: { headBytes: IP_UDP_BYTES + 32, back: 0.005, backBytes: 90, access: VOICE },
  // WebSocket 4, our header 32. Three acknowledgements for four packets: phones delay some.
  websocket: { headBytes: IP_TCP_BYTES + 4 + 32, back: 0.75, backBytes: IP_TCP_BYTES, access: BEST_EFFORT },
  tcp: { headBytes: IP_TCP_BYTES + 32, back: 0.75, backBytes: IP_TCP_BYTES, access: BEST_EFFORT },
};

/** Largest sound in one packet, bytes: an MTU of 1,280 less the headers. */
const LARGEST_SOUND = 1180;
/** Headers inside the sound: of copies, of Opus. Bytes. */
const INSIDE_BYTES = 10;

export interface AirConditions {
  /** Packets that are sent again, per packet; 0.1 = one of ten. */
  readonly retries: number;
  /** Packets that go out after one waiting for the channel; 1 = each waits. `tx_queue_data0_burst` permits more. */
  readonly burst: number;
}

/** Where nothing is measured: one of ten is sent twice, and each waits for the channel. */
export const USUAL_AIR: AirConditions = { retries: 0.1, burst: 1 };

/** Without bursts it has one SIFS more than the standard asks for: what a burst has between its packets. */
function exchangeUs(rate: PhyRate, payloadBytes: number, access: AccessCategory, burst: number): number {
  const waiting = accessUs(access) / (access.bursts ? burst : 1);
  return waiting + SIFS_US + packetUs(rate, MAC_BYTES + payloadBytes) + SIFS_US + ackUs(rate);
}

/** Share of the air that one listener takes, 0 up; 1 = all of it, more = it cannot work. */
export function airShare(
  rate: PhyRate,
  { everyMs, bytes }: Packets,
  way: SoundWay,
  { retries, burst }: AirConditions = USUAL_AIR,
): number {
  const { headBytes, back, backBytes, access } = WAYS[way];
  const sound = bytes + INSIDE_BYTES;
  const parts = Math.max(1, Math.ceil(sound / LARGEST_SOUND));
  const down = exchangeUs(rate, sound / parts + headBytes, access, burst);
  const up = exchangeUs(rate, backBytes, BEST_EFFORT, 1);
  return (parts * (down + back * up) * (1 + retries)) / (everyMs * 1000);
}
