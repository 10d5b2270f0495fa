/**
 * Session descriptions (RFC 8866) of one audio track that the box sends, or of one data channel (RFC 8841). Of the
 * page's answer only the few values that matter are read; the library gets an answer that the box wrote with them.
 * Pure.
 */
import { RTP_OPUS, RTP_RED, type SignalWay } from '../wire/signal.js';

/** Of the only candidate: a host's, of the highest preference (RFC 8445 §5.1.2.1). */
const PRIORITY = 2_130_706_431;

/**
 * The library's offer with one candidate, the box's address as the page reached it. The library finds others, but those
 * lie in networks where this page is not.
 */
export function offerOf(sdp: string, address: string, port: number): string {
  const family = address.includes(':') ? 'IP6' : 'IP4';
  const lines = sdp
    .split(/\r?\n/)
    .filter((line) => line !== '' && !/^a=(candidate:|end-of-candidates)/.test(line))
    .map((line) => (line.startsWith('c=') ? `c=IN ${family} ${address}` : line));
  lines.push(`a=candidate:1 1 UDP ${PRIORITY} ${address} ${port} typ host`, 'a=end-of-candidates', '');
  return lines.join('\r\n');
}

/** What the page's answer says. */
export interface Answer {
  readonly ufrag: string;
  readonly pwd: string;
  /** SHA-256 of the page's certificate, as in `a=fingerprint`. */
  readonly fingerprint: string;
  /** Who begins DTLS: `active` is the page. */
  readonly setup: 'active' | 'passive';
  /** The page takes packets with redundancy. */
  readonly red: boolean;
}

const MEDIA: Readonly<Record<SignalWay, RegExp>> = {
  rtp: /^m=audio (\d{1,5}) UDP\/TLS\/RTP\/SAVPF ([\d ]{1,100})$/,
  datachannel: /^m=application (\d{1,5}) UDP\/DTLS\/SCTP (webrtc-datachannel)$/,
};
/** Directions of an answer that takes no RTP. A data channel has none. */
const REFUSALS = ['a=inactive', 'a=sendonly'];

/** Undefined if it is no answer to an offer of this box, or refuses its track or data channel. Never throws. */
export function readAnswer(sdp: string, way: SignalWay): Answer | undefined {
  const lines = sdp.split(/\r?\n/);
  const media = lines.filter((line) => line.startsWith('m='));
  const [, port, formats] = MEDIA[way].exec(media[0] ?? '') ?? [];
  if (media.length !== 1 || formats === undefined || port === '0') return undefined;
  const types = formats.split(' ');
  if (way === 'rtp' && !types.includes(String(RTP_OPUS))) return undefined;
  if (way === 'rtp' && lines.some((line) => REFUSALS.includes(line))) return undefined;
  const one = (pattern: RegExp) => lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
  const ufrag = one(/^a=ice-ufrag:([A-Za-z0-9+/]{4,256})$/);
  const pwd = one(/^a=ice-pwd:([A-Za-z0-9+/]{22,256})$/);
  const fingerprint = one(/^a=fingerprint:sha-256 ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31})$/);
  const setup = one(/^a=setup:(active|passive)$/);
  if (ufrag === undefined || pwd === undefined || fingerprint === undefined || setup === undefined) return undefined;
  // What comes by a data channel is read by the page itself.
  const red = way === 'datachannel' || (types.includes(String(RTP_RED)) && lines.some((line) => RED_MAP.test(line)));
  return { ufrag, pwd, fingerprint: fingerprint.toUpperCase(), setup: setup as Answer['setup'], red };
}

const RED_MAP = new RegExp(`^a=rtpmap:${RTP_RED} red/48000/2$`, 'i');

/** The answer as the library gets it: no candidates, and nothing else of the page's text. */
export function answerOf({ ufrag, pwd, fingerprint, setup, red }: Answer, way: SignalWay): string {
  return [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${way === 'rtp' ? 'audio' : '0'}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    ...(way === 'rtp' ? audioLines(red) : CHANNEL_LINES),
    `a=setup:${setup}`,
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    '',
  ].join('\r\n');
}

function audioLines(red: boolean): string[] {
  return [
    `m=audio 9 UDP/TLS/RTP/SAVPF ${red ? `${RTP_OPUS} ${RTP_RED}` : RTP_OPUS}`,
    'c=IN IP4 0.0.0.0',
    'a=mid:audio',
    'a=recvonly',
    'a=rtcp-mux',
    `a=rtpmap:${RTP_OPUS} opus/48000/2`,
    ...(red ? [`a=rtpmap:${RTP_RED} red/48000/2`] : []),
  ];
}

/**
 * Every browser has SCTP on port 5000, as the library's offer says. The box's messages have at most 1,200 bytes.
 */
const CHANNEL_LINES = [
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 0.0.0.0',
  'a=mid:0',
  'a=sctp-port:5000',
  'a=max-message-size:1200',
];
