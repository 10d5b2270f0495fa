// A browser's end of sound by WebRTC; the box's own media library speaks it. It joins the box, sets its mix to the
// first channel alone, hard left at unity, and plays. When a session ends it asks for the next, as a page does.
// usage: rtp.mjs HOST SECONDS — the seconds count from the first session on. One JSON line:
//   sessions, closed   how many opened, and why each ended        openMs   from the question to the first session
//   packets, lost, disordered, types, sources                     by RTP's own numbers, types and SSRC
//   repeated           frames that only a later packet brought
//   gaps               frames that came by no way: marked by the box, or not, and where
//   socketPackets      packets that came by WebSocket             socketClosed   its close code
//   tone               the decoded tone; see parts/tone.mjs
import { cleanup, PeerConnection, RtcpReceivingSession } from 'node-datachannel';
import WebSocket from 'ws';
import { framesOf, gaps, sequences } from './parts/account.mjs';
import { measureTone } from './parts/tone.mjs';

const [host, seconds] = process.argv.slice(2);
const FRAMES = 480;
const RED = 63;
const FIRST_SESSION_MS = 60_000;
/** Of the test tones, the first. */
const HERTZ = 250;

const box = await call('/api/box');
const device = await call('/api/join', { uuid: `web-rtp-${process.pid}-${Date.now()}`, name: 'phone' });
await soloFirst();

const [packets, maps, bySocket, closed] = [[], [], [], []];
let [sessions, openMs, socketClosed, peer, end] = [0, 0, null, undefined, undefined];
const begun = Date.now();
const query = `device=${device.uuid}&token=${device.token}&codec=opus&frames=${FRAMES}`;
const socket = new WebSocket(`ws://${url(host)}:${box.audio.port}${box.audio.path}?${query}`);
const signal = (message) => socket.send(JSON.stringify({ signal: message }));
const want = () => signal({ type: 'want', copies: 1, frames: FRAMES });
const signals = {
  offer: ({ sdp }) => answer(sdp),
  open: () => {
    if (sessions++ > 0) return;
    openMs = Date.now() - begun;
    clearTimeout(end);
    setTimeout(finish, Number(seconds) * 1000);
  },
  map: (map) => maps.push(map),
  closed: ({ reason, again }) => {
    closed.push(reason);
    peer?.close();
    if (again) setTimeout(want, 1000);
  },
};
socket.on('open', want);
socket.on('error', (error) => {
  console.log(JSON.stringify({ error: error.message }));
  process.exit(1);
});
socket.on('close', (code) => {
  socketClosed = code;
});
socket.on('message', (data) => {
  if (data[1] === 0) {
    const first = data.readDoubleLE(16);
    bySocket.push([first, first + data.readUInt16LE(6)]);
  } else if (data[1] === 4) {
    const message = JSON.parse(data.subarray(32).toString());
    signals[message.type]?.(message);
  }
});
end = setTimeout(finish, FIRST_SESSION_MS);

function answer(offer) {
  const session = closed.length;
  const own = new PeerConnection(`phone-${session}`, { iceServers: [], disableAutoNegotiation: true });
  peer = own;
  own.onTrack((track) => {
    track.setMediaHandler(new RtcpReceivingSession());
    track.onMessage((message) => packets.push({ session, ...read(message) }));
    // A browser reports every few seconds; this is the report that the library has.
    setInterval(() => track.isOpen() && track.requestBitrate(1_000_000), 4000).unref();
  });
  own.onGatheringStateChange((state) => {
    if (state === 'complete') signal({ type: 'answer', sdp: own.localDescription().sdp });
  });
  own.setRemoteDescription(offer, 'offer');
  own.setLocalDescription('answer');
}

function read(message) {
  const type = message[1] & 0x7f;
  const timestamp = message.readUInt32BE(4);
  const payload = message.subarray(12);
  const frames = type === RED ? redundant(payload, timestamp) : [{ first: timestamp | 0, data: payload, back: 0 }];
  return { type, sequence: message.readUInt16BE(2), source: message.readUInt32BE(8), frames };
}

/** RFC 2198. */
function redundant(payload, timestamp) {
  const frames = [];
  let at = 0;
  for (; payload[at] & 0x80; at += 4) {
    const bits = payload.readUInt32BE(at);
    frames.push({ back: (bits >>> 10) & 0x3fff, bytes: bits & 0x3ff });
  }
  frames.push({ back: 0, bytes: undefined });
  let from = at + 1;
  return frames.map(({ back, bytes }) => {
    const to = bytes === undefined ? payload.length : from + bytes;
    const data = payload.subarray(from, to);
    from = to;
    return { first: (timestamp - back) | 0, data, back };
  });
}

async function finish() {
  const heard = framesOf(packets);
  const pieces = heard.map(({ first }) => [first, first + FRAMES]);
  // What came before RTP began is the WebSocket's affair.
  const from = pieces[0]?.[0] ?? 0;
  const report = {
    sessions,
    closed,
    openMs,
    packets: packets.length,
    ...sequences(packets),
    types: [...new Set(packets.map(({ type }) => type))],
    sources: new Set(packets.map(({ source }) => source)).size,
    repeated: heard.filter(({ back }) => back > 0).length,
    gaps: gaps([...pieces, ...bySocket.filter(([, to]) => to > from)], maps),
    socketPackets: bySocket.length,
    socketClosed,
    tone: await measureTone(heard, FRAMES, HERTZ),
  };
  console.log(JSON.stringify(report));
  peer?.close();
  cleanup();
  process.exit(0);
}

function url(address) {
  return address.includes(':') ? `[${address}]` : address;
}

async function call(path, body, token) {
  const answered = await fetch(`http://${url(host)}:5100${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  if (!answered.ok) throw new Error(`${path}: ${answered.status} ${await answered.text()}`);
  return answered.json();
}

async function soloFirst() {
  const set = box.channels.map(({ index }) => ({ p: 'on', ch: index, v: index === 0 }));
  set.push({ p: 'gain', ch: 0, v: 1 }, { p: 'pan', ch: 0, v: -1 }, { p: 'master', v: 1 });
  const reply = await call('/api/command', { topic: `mix/${device.uuid}`, op: 'first', set }, device.token);
  if (!reply.ok) throw new Error(`mix refused: ${JSON.stringify(reply)}`);
}
