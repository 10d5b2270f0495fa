/**
 * WebRTC between two peers in the page: a data channel that echoes, and sound. Its frames are taken before the
 * browser's own player, as the player does. Main thread.
 */
import type { Figures } from '../findings.js';
import { spreadOf } from '../spread.js';
import type { WorkerLink } from '../worker-link.js';
import { comesTrue, pause } from './wait.js';

/** Globals that the DOM library does not describe everywhere. */
interface RtcGlobals {
  readonly RTCRtpScriptTransform?: new (worker: Worker, options: unknown) => unknown;
  readonly RTCPeerConnection?: typeof RTCPeerConnection;
  readonly RTCRtpReceiver?: { readonly prototype: object };
}
/** The older way to received frames. */
interface OldConfiguration extends RTCConfiguration {
  readonly encodedInsertableStreams?: boolean;
}
interface OldReceiver {
  createEncodedStreams(): { readonly readable: ReadableStream<unknown> };
}

const ECHOES = 40;
const BETWEEN_MS = 10;
const CONNECT_MS = 4000;
const FRAMES_MS = 1000;

export function webRtc(): Figures['webRtc'] {
  const { RTCRtpScriptTransform, RTCPeerConnection, RTCRtpReceiver } = globalThis as RtcGlobals;
  return {
    peer: RTCPeerConnection !== undefined,
    transform: RTCRtpScriptTransform !== undefined,
    streams: 'createEncodedStreams' in (RTCRtpReceiver?.prototype ?? {}),
  };
}

export async function loop(context: AudioContext, link: WorkerLink): Promise<Figures['loop']> {
  const { transform, streams } = webRtc();
  const { RTCRtpScriptTransform } = globalThis as RtcGlobals;
  const options: OldConfiguration = !transform && streams ? { encodedInsertableStreams: true } : {};
  const sender = new RTCPeerConnection();
  const receiver = new RTCPeerConnection(options);
  let counted = 0;
  receiver.ontrack = (event) => {
    if (RTCRtpScriptTransform) Object.assign(event.receiver, { transform: new RTCRtpScriptTransform(link.worker, {}) });
    else if (streams)
      count((event.receiver as unknown as OldReceiver).createEncodedStreams().readable, () => counted++);
  };
  receiver.ondatachannel = ({ channel }) => {
    channel.onmessage = ({ data }) => channel.send(data);
  };
  const source = context.createOscillator();
  const out = context.createMediaStreamDestination();
  source.connect(out);
  source.start();
  try {
    const channel = sender.createDataChannel('try', { ordered: false, maxRetransmits: 0 });
    for (const track of out.stream.getTracks()) sender.addTrack(track, out.stream);
    const begin = performance.now();
    await connect(sender, receiver);
    if (!(await comesTrue(() => channel.readyState === 'open', CONNECT_MS)))
      throw new Error(`not connected: ${sender.iceConnectionState}`);
    const connectMs = performance.now() - begin;
    const echoes = await echo(channel);
    await pause(FRAMES_MS);
    const frames = counted + (transform ? await link.ask({ do: 'frames' }) : 0);
    return { ...spreadOf(echoes), connectMs, frames };
  } finally {
    source.stop();
    sender.close();
    receiver.close();
  }
}

async function connect(sender: RTCPeerConnection, receiver: RTCPeerConnection): Promise<void> {
  const pass = (from: RTCPeerConnection, to: RTCPeerConnection) => {
    from.onicecandidate = ({ candidate }) => {
      if (candidate) to.addIceCandidate(candidate).catch(() => undefined);
    };
  };
  const offer = await sender.createOffer();
  await receiver.setRemoteDescription(offer);
  pass(sender, receiver);
  pass(receiver, sender);
  await sender.setLocalDescription(offer);
  const answer = await receiver.createAnswer();
  await sender.setRemoteDescription(answer);
  await receiver.setLocalDescription(answer);
}

/** Round trips, ms; those that never came back are left out. */
async function echo(channel: RTCDataChannel): Promise<number[]> {
  const sent: number[] = [];
  const times: number[] = [];
  channel.onmessage = ({ data }) => times.push(performance.now() - sent[Number(data)]!);
  for (let i = 0; i < ECHOES; i++) {
    sent.push(performance.now());
    channel.send(String(i));
    await pause(BETWEEN_MS);
  }
  return times;
}

function count(frames: ReadableStream<unknown>, onFrame: () => void): void {
  const reader = frames.getReader();
  const next = (): void => {
    reader.read().then(
      ({ done }) => {
        if (done) return;
        onFrame();
        next();
      },
      () => undefined,
    );
  };
  next();
}
