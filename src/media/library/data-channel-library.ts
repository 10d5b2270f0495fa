/** `MediaLibrary` by libdatachannel, with the OpenSSL that its package brings along. */
import { cleanup, getLibraryVersion, initLogger, PeerConnection, setSctpSettings } from 'node-datachannel';
import { channelCarrier, trackCarrier, type Wrap } from './carriers.js';
import type { Connection, ConnectionEvents, ConnectionOptions, MediaLibrary } from './media-library.js';

/**
 * Bytes that a data channel may have on its way. They are 130 ms of 5 ms packets with two copies. The library's own
 * megabyte would hold back a quarter of a minute.
 */
const UNACKNOWLEDGED_BYTES = 8192;
/** Nothing is received but acknowledgements. */
const RECEIVED_BYTES = 16_384;

/** `log`: one line of the library about something that went wrong. */
export function dataChannelLibrary(log: (line: string) => void): MediaLibrary {
  initLogger('Error', (_level, message) => log(message));
  setSctpSettings({ sendBufferSize: UNACKNOWLEDGED_BYTES, recvBufferSize: RECEIVED_BYTES });
  return { version: `libdatachannel ${getLibraryVersion()}`, open, end: cleanup };
}

function open({ host, port, way, ssrc }: ConnectionOptions, events: ConnectionEvents): Connection {
  const peer = new PeerConnection(`session-${ssrc}`, {
    iceServers: [],
    enableIceUdpMux: true,
    portRangeBegin: port,
    portRangeEnd: port,
    disableAutoNegotiation: true,
    maxMessageSize: RECEIVED_BYTES,
    ...(host === '' ? {} : { bindAddress: host }),
  });
  let closed = false;
  const unlessClosed: Wrap =
    (handle) =>
    (...args) => {
      if (!closed) handle(...args);
    };
  const carrier =
    way === 'rtp' ? trackCarrier(peer, ssrc, events, unlessClosed) : channelCarrier(peer, events, unlessClosed);
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
      // The library closes tracks and channels in threads of its own, also between two calls, and then it throws.
      try {
        return carrier.send(Buffer.from(packet.buffer, packet.byteOffset, packet.length));
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
