/**
 * A listener by RTP or by a data channel, as a browser would be. It is the media library itself at the other end of a
 * real connection.
 */
import { type DataChannel, PeerConnection, RtcpReceivingSession, type Track } from 'node-datachannel';
import { readRed } from '../../src/wire/red.js';
import { RTP_RED } from '../../src/wire/signal.js';
import { until } from '../harness/until.js';

/** One RTP packet as it came. */
export interface Heard {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Frames that the packet carries, oldest first: their timestamps, and their bytes in hex. */
  readonly frames: readonly { readonly timestamp: number; readonly hex: string }[];
}

/** Time for the last lines of a test to be written, ms. */
const LAST_WORDS_MS = 500;

/**
 * To be called when no client is needed any more: the library's threads keep the process. It ends the process soon. The
 * library's own `cleanup` has been seen to wait for a lock without end, after channels had closed.
 */
export function endClients(): void {
  setTimeout(() => process.exit(), LAST_WORDS_MS);
}

let clients = 0;

export class RtpClient {
  readonly heard: Heard[] = [];
  readonly states: string[] = [];
  onHeard: ((heard: Heard) => void) | undefined;
  readonly #peer: PeerConnection;
  #track: Track | undefined;
  #channel: DataChannel | undefined;

  constructor() {
    this.#peer = new PeerConnection(`client-${clients++}`, {
      iceServers: [],
      bindAddress: '127.0.0.1',
      disableAutoNegotiation: true,
    });
    this.#peer.onStateChange((state) => this.states.push(state));
    this.#peer.onTrack((track) => {
      this.#track = track;
      track.setMediaHandler(new RtcpReceivingSession());
      track.onMessage((message) => this.#took(message));
    });
    this.#peer.onDataChannel((channel) => {
      this.#channel = channel;
      channel.onMessage((message) => this.#took(message as Buffer));
    });
  }

  /** The answer to an offer, with what a browser would say of itself. `without`: lines that it leaves out. */
  async answer(offer: string, without?: RegExp): Promise<string> {
    this.#peer.setRemoteDescription(offer, 'offer');
    this.#peer.setLocalDescription('answer');
    await until('the client has its answer', () => this.#peer.gatheringState() === 'complete');
    const { sdp } = this.#peer.localDescription()!;
    const lines = sdp.split('\r\n').filter((line) => without === undefined || !without.test(line));
    return lines.join('\r\n');
  }

  get connected(): boolean {
    return (this.#track ?? this.#channel)?.isOpen() === true;
  }

  /** Sends a message by the data channel, which the box does not allow. */
  speak(message: Buffer): void {
    this.#channel?.sendMessageBinary(message);
  }

  /** Opens a data channel of its own, which the box does not allow. */
  openAnother(): void {
    this.#peer.createDataChannel('another');
  }

  /** Sends one RTCP packet, as browsers do every few seconds. */
  report(): void {
    this.#track?.requestBitrate(1_000_000);
  }

  /** Timestamps of the frames that came, each once, in the order of their first coming. */
  timestamps(): number[] {
    return [...new Set(this.heard.flatMap(({ frames }) => frames.map(({ timestamp }) => timestamp)))];
  }

  close(): void {
    this.#peer.close();
  }

  #took(message: Buffer): void {
    const heard = read(message);
    this.heard.push(heard);
    this.onHeard?.(heard);
  }
}

function read(message: Buffer): Heard {
  const payload = message.subarray(12);
  const timestamp = message.readUInt32BE(4);
  const payloadType = message[1]! & 0x7f;
  const blocks = payloadType === RTP_RED ? readRed(payload) : [{ back: 0, data: payload }];
  if (blocks === undefined) throw new Error(`damaged: ${payload.toString('hex')}`);
  return {
    payloadType,
    sequence: message.readUInt16BE(2),
    timestamp,
    ssrc: message.readUInt32BE(8),
    frames: blocks.map(({ back, data }) => ({
      timestamp: (timestamp - back) >>> 0,
      hex: Buffer.from(data).toString('hex'),
    })),
  };
}
