/**
 * Entry point of the connection's worker. The socket lives here, so that a busy page does not hold up the sound.
 * Packets go straight to the player: the worklet, or the page. Sound that comes by WebRTC passes through here too; by
 * RTP, before the browser's own player would buffer it.
 */
import { Connection } from './connection.js';
import {
  type FedPacket,
  type Feed,
  type FromWorker,
  isKeepAlive,
  isSound,
  signalOf,
  type ToWorker,
} from './messages.js';
import { loadOpus } from './opus-script.js';
import type { OpusDecoder } from './opus-stream.js';
import { type EncodedFrame, RtpFrames } from './rtp-frames.js';
import { readRtpPacket } from './rtp-packet.js';
import { readMap } from './rtp-sound.js';
import { RtpWatch } from './rtp-watch.js';
import { SoundReader } from './sound-reader.js';

let sink: MessagePort | undefined;
let reader = new SoundReader();
let decoder: Promise<OpusDecoder | undefined> | undefined;
/** Whether `reader` decodes Opus. */
let decodes = false;
/** Counts addresses: what is ready too late belongs to none. */
let opened = 0;

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

function feed(packet: Feed): void {
  sink?.postMessage(packet, packet === null ? [] : [packet.samples.buffer]);
}

function feedAll(packets: readonly FedPacket[]): void {
  for (const packet of packets) feed(packet);
}

const watch = new RtpWatch(() => connection.send(JSON.stringify({ signal: { type: 'close' } })));

const connection = new Connection({
  opened() {
    reader.restart(0);
    watch.stop();
    feed(null);
    tell({ type: 'opened', opus: decodes });
  },
  closed(code) {
    watch.stop();
    tell({ type: 'closed', code });
  },
  message(data) {
    if (isSound(data)) return feedAll(reader.read(data));
    const signal = signalOf(data);
    if (signal === undefined) {
      // Without a source there is no RTP either; another way would not help.
      if (isKeepAlive(data)) watch.came();
      return tell({ type: 'message', data }, [data]);
    }
    const map = readMap(signal);
    if (map !== undefined) return feedAll(reader.setMap(map));
    if (signal.type === 'open') watch.start();
    else if (signal.type === 'closed') watch.stop();
    tell({ type: 'signal', json: signal });
  },
});

/** Loads the decoder. Where that fails, there is none, and the box sends PCM; the next connection tries again. */
async function loadDecoder(url: string): Promise<OpusDecoder | undefined> {
  try {
    return await loadOpus(url);
  } catch {
    decoder = undefined;
    return undefined;
  }
}

async function open(url: string, opusUrl: string | undefined): Promise<void> {
  const turn = ++opened;
  if (opusUrl !== undefined) decoder ??= loadDecoder(opusUrl);
  const opus = opusUrl === undefined ? undefined : await decoder;
  if (turn !== opened) return;
  reader = new SoundReader(opus);
  decodes = opus !== undefined;
  connection.open(opus === undefined ? url : `${url}&codec=opus&adapt=1`);
}

function feedFrame({ payloadType, timestamp, payload, receivedMs }: EncodedFrame): void {
  const packets = reader.readRtp(payloadType, timestamp, payload, receivedMs);
  if (packets.length > 0) watch.came();
  feedAll(packets);
}

const frames = new RtpFrames(feedFrame);

function feedPacket(data: ArrayBuffer, receivedMs: number): void {
  const frame = readRtpPacket(data, receivedMs);
  if (frame !== undefined) feedFrame(frame);
}

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'port') sink = data.port;
  else if (data.type === 'open') void open(data.url, data.opusUrl);
  else if (data.type === 'session') reader.restart(data.copies);
  else if (data.type === 'frames') void frames.read(data.streams);
  else if (data.type === 'packet') feedPacket(data.data, data.receivedMs);
  else if (data.type === 'pass') frames.passing = data.on;
  else if (data.type === 'retry') connection.retryNow();
  else if (data.type === 'send') connection.send(data.text);
  else {
    opened++;
    connection.close();
  }
};
