/** `MediaLibrary` by libdatachannel, with the OpenSSL that its package brings along. */
import { Audio, cleanup, getLibraryVersion, initLogger, PeerConnection } from 'node-datachannel';
import { RTP_OPUS, RTP_RED } from '../../wire/signal.js';
import type { Connection, ConnectionEvents, ConnectionOptions, MediaLibrary } from './media-library.js';

/** What the offer says about Opus. `stereo` is what the box sends, and what browsers have to be asked for. */
const OPUS_FORMAT = 'minptime=3;maxaveragebitrate=510000;stereo=1;sprop-stereo=1;useinbandfec=0;usedtx=0';

/** `log`: one line of the library about something that went wrong. */
export function dataChannelLibrary(log: (line: string) => void): MediaLibrary {
  initLogger('Error', (_level, message) => log(message));
  return { version: `libdatachannel ${getLibraryVersion()}`, open, end: cleanup };
}

function open({ host, port, ssrc }: ConnectionOptions, events: ConnectionEvents): Connection {
  const peer = new PeerConnection(`session-${ssrc}`, {
    iceServers: [],
    enableIceUdpMux: true,
    portRangeBegin: port,
    portRangeEnd: port,
    disableAutoNegotiation: true,
    ...(host === '' ? {} : { bindAddress: host }),
  });
  const audio = new Audio('audio', 'SendOnly');
  audio.addOpusCodec(RTP_OPUS, OPUS_FORMAT);
  audio.addAudioCodec(RTP_RED, 'red', `${RTP_OPUS}/${RTP_OPUS}`);
  audio.addSSRC(ssrc, 'mix', 'mix', 'mix');
  const track = peer.addTrack(audio);
  let closed = false;
  const unlessClosed =
    <A extends readonly unknown[]>(handle: (...args: A) => void) =>
    (...args: A): void => {
      if (!closed) handle(...args);
    };
  track.onOpen(unlessClosed(() => events.opened()));
  track.onMessage(unlessClosed(() => events.heard()));
  peer.onGatheringStateChange(
    unlessClosed((state: string) => {
      const own = state === 'complete' ? peer.localDescription() : null;
      if (own !== null) events.offered(own.sdp);
    }),
  );
  // A browser that leaves says so by DTLS. The library goes on without end when nobody answers its checks. RTCP and the
  // WebSocket show that a browser is gone.
  peer.onStateChange(
    unlessClosed((state: string) => {
      if (state === 'closed' || state === 'failed' || state === 'disconnected') events.lost();
    }),
  );
  peer.setLocalDescription('offer');
  return {
    answer: (sdp) => peer.setRemoteDescription(sdp, 'answer'),
    send: (packet) => {
      // The library closes tracks in threads of its own, also between these two calls, and then it throws.
      try {
        return track.isOpen() && track.sendMessageBinary(Buffer.from(packet.buffer, packet.byteOffset, packet.length));
      } catch {
        return false;
      }
    },
    close: () => {
      if (closed) return;
      closed = true;
      peer.close();
    },
  };
}
