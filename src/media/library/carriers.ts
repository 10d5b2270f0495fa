/** What carries the packets of one connection of libdatachannel: an audio track, or a data channel. */
import { Audio, type PeerConnection } from 'node-datachannel';
import { RTP_OPUS, RTP_RED } from '../../wire/signal.js';
import type { ConnectionEvents } from './media-library.js';

/** What the offer says about Opus. `stereo` is what the box sends, and what browsers have to be asked for. */
const OPUS_FORMAT = 'minptime=3;maxaveragebitrate=510000;stereo=1;sprop-stereo=1;useinbandfec=0;usedtx=0';

/** Never called with a packet once its connection is closed. */
export interface Carrier {
  /** False if the packet is not sent. */
  send(packet: Buffer): boolean;
}

/** Wraps a callback of the library, which also comes late. */
export type Wrap = <A extends readonly unknown[]>(handle: (...args: A) => void) => (...args: A) => void;

export function trackCarrier(peer: PeerConnection, ssrc: number, events: ConnectionEvents, wrap: Wrap): Carrier {
  const audio = new Audio('audio', 'SendOnly');
  audio.addOpusCodec(RTP_OPUS, OPUS_FORMAT);
  audio.addAudioCodec(RTP_RED, 'red', `${RTP_OPUS}/${RTP_OPUS}`);
  audio.addSSRC(ssrc, 'mix', 'mix', 'mix');
  const track = peer.addTrack(audio);
  track.onOpen(wrap(() => events.opened()));
  track.onMessage(wrap(() => events.heard()));
  return { send: (packet) => track.isOpen() && track.sendMessageBinary(packet) };
}

/** The browser has nothing to say on it, and opens no other: what comes all the same ends the connection. */
export function channelCarrier(peer: PeerConnection, events: ConnectionEvents, wrap: Wrap): Carrier {
  const channel = peer.createDataChannel('sound', { unordered: true, maxRetransmits: 0 });
  const lost = wrap(() => events.lost());
  channel.onOpen(wrap(() => events.opened()));
  channel.onClosed(lost);
  channel.onMessage(lost);
  peer.onDataChannel(lost);
  // A queue means that SCTP holds sound back. Older packets wait already, so this one would only come late, too. The
  // library takes any number of them.
  return {
    send(packet) {
      if (!channel.isOpen() || channel.bufferedAmount() > 0) return false;
      channel.sendMessageBinary(packet);
      return true;
    },
  };
}
