/**
 * The same arithmetic in its plainest form, for comparison with the budget's. Bits per symbol come from the tables of
 * IEEE 802.11 instead of the driver's rate. Every acknowledgement takes 28 µs. 802.11ac only.
 */
import type { ListenerPlan } from '../../src/audio/stream/sound-form.js';
import type { SoundWay } from '../../src/control/radio/sound-plan.js';

/** Bits of data per symbol of one stream, by MCS (802.11-2020, tables 21-29, 21-37 and 21-45). */
const BITS = {
  20: [26, 52, 78, 104, 156, 208, 234, 260, 312],
  40: [54, 108, 162, 216, 324, 432, 486, 540, 648, 720],
  80: [117, 234, 351, 468, 702, 936, 1053, 1170, 1404, 1560],
} as const;

export interface HandLink {
  readonly mhz: keyof typeof BITS;
  readonly mcs: number;
  readonly streams: number;
  /** As a driver reports it. */
  readonly bitrate: string;
}

export const HAND_LINKS = {
  weak: { mhz: 20, mcs: 1, streams: 1, bitrate: '14.4 MBit/s VHT-MCS 1 short GI VHT-NSS 1' },
  fair: { mhz: 20, mcs: 4, streams: 1, bitrate: '43.3 MBit/s VHT-MCS 4 short GI VHT-NSS 1' },
  good: { mhz: 40, mcs: 7, streams: 1, bitrate: '150.0 MBit/s VHT-MCS 7 40MHz short GI VHT-NSS 1' },
  near: { mhz: 80, mcs: 7, streams: 2, bitrate: '650.0 MBit/s VHT-MCS 7 80MHz short GI VHT-NSS 2' },
} as const satisfies Readonly<Record<string, HandLink>>;

const KBPS = { pcm: 1536, short: 160, long: 128 };
const ACKNOWLEDGED = { head: 88, back: 0.75, backBytes: 52, waitUs: 110.5, bursts: false };
const WAYS: Readonly<Record<SoundWay, typeof ACKNOWLEDGED>> = {
  rtp: { head: 56, back: 0.005, backBytes: 90, waitUs: 38.5, bursts: true },
  datachannel: { head: 105, back: 0.52, backBytes: 93, waitUs: 38.5, bursts: true },
  udp: { head: 60, back: 0.005, backBytes: 90, waitUs: 38.5, bursts: true },
  websocket: ACKNOWLEDGED,
  tcp: { ...ACKNOWLEDGED, head: 84 },
};

function packetUs({ mhz, mcs, streams }: HandLink, bytes: number): number {
  return 36 + 4 * streams + Math.ceil((22 + 8 * (54 + bytes)) / (BITS[mhz][mcs]! * streams)) * 3.6;
}

/** Share of the air of one listener; one of ten packets is sent twice. */
export function shareByHand(
  link: HandLink,
  { codec, frames, copies }: ListenerPlan,
  way: SoundWay,
  burst: number,
): number {
  const { head, back, backBytes, waitUs, bursts } = WAYS[way];
  const ms = frames / 48;
  const kbps = codec === 'pcm' ? KBPS.pcm : frames <= 240 ? KBPS.short : KBPS.long;
  const sound = ((kbps * ms) / 8) * (way === 'websocket' || way === 'tcp' ? 1 : 1 + copies) + 10;
  const parts = Math.ceil(sound / 1180);
  const down = waitUs / (bursts ? burst : 1) + 16 + packetUs(link, sound / parts + head) + 16 + 28;
  const up = 110.5 + 16 + packetUs(link, backBytes) + 16 + 28;
  return (parts * (down + back * up) * 1.1) / (ms * 1000);
}
